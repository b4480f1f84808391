import type { NatGateways } from "../../components/network/aws-network-args.ts";
import type { Environment } from "./schema.ts";

/** What differs between environments, and is not a fact about one system. */
export interface Profile {
  /** Stateful resources are protected in Pulumi, and kept in the cloud when they leave the program. */
  readonly protect: boolean;
  /** The cloud's own protection against deletion is on, for what has one. */
  readonly deletionProtection: boolean;
  /** Days that a superseded version of the state can still be restored. */
  readonly keepOldStateVersionsDays: number;
  /** Days that a backup can still be restored. */
  readonly backupRetentionDays: number;
  /** Days that nobody can delete an audit log. */
  readonly auditRetentionDays: number;
  /** Days that logs can be searched where they are written; one of CloudWatch's own numbers. */
  readonly searchableLogDays: number;
  /** How many ways out private subnets have: one in each zone, so that no zone goes with another, or one for all. */
  readonly natGateways: NatGateways;
}

const guarded = {
  protect: true,
  deletionProtection: true,
  keepOldStateVersionsDays: 90, // a quarter, so that the state of any release of that quarter can be restored
  backupRetentionDays: 30, // a mistake that is found at the end of the month can still be undone
  // PCI DSS 4.0, requirement 10.5.1: audit logs for twelve months, the latest three of them at hand.
  auditRetentionDays: 365,
  searchableLogDays: 90,
};

/** One row for each environment. The ci stack holds the state of production, so that it is guarded like production. */
export const profiles: Readonly<Record<Environment, Profile>> = {
  ci: { ...guarded, natGateways: "one" },
  production: { ...guarded, natGateways: "each-zone" },
};
