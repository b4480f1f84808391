import { Table } from "@pulumi/aws/dynamodb/table.js"; // this module alone: most stacks have no table
import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";

/** What a lock table is made of. */
export interface LockTableArgs {
  /** Name of the table, as Terraform's `dynamodb_table` gives it. */
  readonly tableName: string;
  /** Refuse deletion in Pulumi, and leave the table in the account when it leaves the program. @default true */
  readonly protect?: boolean;
  /** DynamoDB's own protection against deletion. @default true */
  readonly deletionProtection?: boolean;
}

/**
 * The DynamoDB table that Terraform locks its state with; Pulumi locks in the bucket and needs none.
 * A function, not a component: a component around one child would cost a checkpoint and say nothing.
 * @throws RunError for a name that DynamoDB would refuse
 */
export function lockTable(name: string, args: LockTableArgs, opts?: pulumi.CustomResourceOptions): Table {
  const { tableName, protect = true, deletionProtection = true } = args;
  if (!/^[A-Za-z0-9._-]{3,255}$/.test(tableName)) {
    const allowed = "3–255 letters, digits, dots, hyphens and underscores";
    throw wrongArgument(`lockTable ${JSON.stringify(name)}`, "tableName", tableName, allowed);
  }
  return new Table(
    name,
    {
      name: tableName,
      billingMode: "PAY_PER_REQUEST",
      // The key that Terraform's S3 backend asks for: https://developer.hashicorp.com/terraform/language/backend/s3
      hashKey: "LockID",
      attributes: [{ name: "LockID", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: deletionProtection,
    },
    pulumi.mergeOptions(opts, { protect, retainOnDelete: protect }),
  );
}
