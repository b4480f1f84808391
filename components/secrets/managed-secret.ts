import { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import { policyDocument } from "../policy-document.ts";

/** Where a secret's value is, for whoever may read it there. */
export interface SecretsManagerReference {
  readonly store: "aws-secrets-manager";
  /** ARN of the secret. */
  readonly arn: pulumi.Output<string>;
}

/** What a secret is, whose it is, and when it is due. */
export interface ManagedSecretArgs {
  /** Name in Secrets Manager. */
  readonly secretName: string;
  readonly description: string;
  /** What is rotated: credentials of a database, a key that somebody else issues, or key material of our own. */
  readonly kind: "database" | "api-key" | "crypto";
  /** Team that answers for it. */
  readonly owner: string;
  /** Days after which it is due for rotation. */
  readonly rotationDays: number;
  /** ARN of the KMS key that the value is encrypted with. */
  readonly keyArn: pulumi.Input<string>;
  /** The only account that may touch it. */
  readonly accountId: string;
  /** Refuse deletion, and leave the secret in the account when it leaves the program. @default true */
  readonly protect?: boolean;
}

// The longest that Secrets Manager offers; it is how long a mistaken deletion can be taken back.
const recoveryWindowInDays = 30;

/**
 * A secret of Secrets Manager without a value: whoever owns it puts the value there, so that it is in no state and no
 * repository. Owner, kind and rotation period are its tags.
 * A function, not a component: a component around one child would cost a checkpoint and say nothing.
 * @throws RunError for a name or a number that Secrets Manager would refuse
 */
export function managedSecret(name: string, args: ManagedSecretArgs, opts?: pulumi.CustomResourceOptions): Secret {
  const { secretName, description, kind, owner, rotationDays, keyArn, accountId, protect = true } = args;
  const component = `managedSecret ${JSON.stringify(name)}`;
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(secretName)) {
    throw wrongArgument(component, "secretName", secretName, "1–512 letters, digits and /_+=.@-");
  }
  if (!Number.isInteger(rotationDays) || rotationDays < 1 || rotationDays > 1000) {
    throw wrongArgument(component, "rotationDays", rotationDays, "a whole number of days from 1 to 1000");
  }
  return new Secret(
    name,
    {
      name: secretName,
      description,
      kmsKeyId: keyArn,
      policy: thisAccountAlone(accountId),
      recoveryWindowInDays,
      tags: { Owner: owner, Kind: kind, RotationDays: String(rotationDays) },
    },
    pulumi.mergeOptions(opts, { protect, retainOnDelete: protect }),
  );
}

// Whatever an IAM policy elsewhere says. Services of AWS act in no account's name.
function thisAccountAlone(accountId: string): string {
  return policyDocument({
    Sid: "ThisAccountAlone",
    Effect: "Deny",
    Principal: "*",
    Action: "secretsmanager:*",
    Resource: "*", // in a secret's policy: this secret
    Condition: {
      StringNotEquals: { "aws:PrincipalAccount": accountId },
      Bool: { "aws:PrincipalIsAWSService": "false" },
    },
  });
}
