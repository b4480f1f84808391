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
}

/** One row for each environment. The ci stack holds the state of production, so that it is guarded like production. */
export const profiles: Readonly<Record<Environment, Profile>> = {
  // 90 days: a quarter, so that the state of any release of that quarter can be restored.
  // 30 days: a mistake that is found at the end of the month can still be undone.
  ci: { protect: true, deletionProtection: true, keepOldStateVersionsDays: 90, backupRetentionDays: 30 },
  production: { protect: true, deletionProtection: true, keepOldStateVersionsDays: 90, backupRetentionDays: 30 },
};
