import type { Input } from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import type { Network } from "../network/network.ts";

/** What an RdsPostgres is made of. */
export interface RdsPostgresArgs {
  /** Name of the instance, unique in account and region. */
  readonly instanceName: string;
  /** Region of the provider. */
  readonly region: string;
  /** Network whose private subnets hold it, and may connect to it. */
  readonly network: Network;
  /** Database that is made with the instance. */
  readonly database: string;
  /** Major version, such as 17; RDS keeps the minor version up to date. */
  readonly majorVersion: string;
  /** Class of the instance, such as db.m7g.large. */
  readonly instanceClass: string;
  /** Size in GB, 20–65536 by RDS's limits for gp3; it can grow and never shrinks. */
  readonly storageGb: number;
  /** Copies that may be read, in whichever zones. @default 0 */
  readonly readReplicas?: number;
  /** ARN of the KMS key that storage, backups and the master password are encrypted with. */
  readonly keyArn: Input<string>;
  /** Days back to which the database can be restored, to any second; 1–35 by RDS's limits. */
  readonly backupRetentionDays: number;
  /** Refuse deletion in Pulumi, and leave the database in the account when it leaves the program. @default true */
  readonly protect?: boolean;
  /** RDS's own protection against deletion. @default true */
  readonly deletionProtection?: boolean;
}

/** The arguments with their defaults. */
export type Settings = Required<RdsPostgresArgs>;

/** Fills in the defaults, and refuses what RDS would refuse later. */
export function normalize(name: string, args: RdsPostgresArgs): Settings {
  const settings: Settings = { readReplicas: 0, protect: true, deletionProtection: true, ...args };
  const refuse = (argument: keyof RdsPostgresArgs, value: unknown, allowed: string) =>
    wrongArgument(`RdsPostgres ${JSON.stringify(name)}`, argument, value, allowed);

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
  if (!/^(?!.*--)[a-z][a-z0-9-]{0,53}[a-z0-9]$/.test(settings.instanceName)) {
    const allowed = "2–55 lower-case letters, digits and single inner hyphens, starting with a letter";
    throw refuse("instanceName", settings.instanceName, allowed);
  }
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(settings.database)) {
    const allowed = "1–63 lower-case letters, digits and underscores, not starting with a digit";
    throw refuse("database", settings.database, allowed);
  }
  if (!/^\d{2}$/.test(settings.majorVersion)) {
    throw refuse("majorVersion", settings.majorVersion, "a major version of PostgreSQL, such as 17");
  }
  const limits = [
    ["storageGb", 20, 65_536],
    ["readReplicas", 0, 15],
    ["backupRetentionDays", 1, 35],
  ] as const;
  for (const [argument, least, most] of limits) {
    const value = settings[argument];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw refuse(argument, value, `a whole number from ${least} to ${most}`);
    }
  }
  return settings;
}
