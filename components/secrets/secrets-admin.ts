import * as iam from "@pulumi/aws/iam/index.js";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../policy-document.ts";

/** What a SecretsAdmin may do, and who may be one. */
export interface SecretsAdminArgs {
  /** Name of the role. */
  readonly roleName: string;
  /** Region of the secrets. */
  readonly region: string;
  /** Account of the secrets, and of whoever takes the role on. */
  readonly accountId: string;
  /** ARNs of the roles and users of the account that may take it on. */
  readonly admins: readonly string[];
  /** ARNs of the secrets that it administers. */
  readonly secretArns: readonly pulumi.Input<string>[];
  /** ARN of the KMS key that they are encrypted with. */
  readonly keyArn: pulumi.Input<string>;
}

const anHour = 3600;

/**
 * A role that sets and rotates secrets and cannot read one: a value goes in, and comes out to its consumers alone. It
 * has no key of its own to leak; each use is somebody's, for an hour, and stands in CloudTrail under that name.
 */
export class SecretsAdmin extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: SecretsAdminArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundplan:secrets:SecretsAdmin", name, {}, opts);
    const role = this.createRole(name, args);
    const policy = pulumi
      .all([pulumi.output(args.secretArns), args.keyArn])
      .apply(([secretArns, keyArn]) => administration(args.region, secretArns, keyArn));
    new iam.RolePolicy(`${name}-policy`, { name: "administer-secrets", role: role.name, policy }, { parent: this });

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }

  // The account, narrowed by a condition: a trust that names a role breaks when that role is made again.
  private createRole(name: string, { accountId, admins, roleName }: SecretsAdminArgs) {
    return new iam.Role(
      `${name}-role`,
      {
        name: roleName,
        description: "Sets and rotates secrets, and reads none",
        maxSessionDuration: anHour,
        assumeRolePolicy: policyDocument({
          Sid: "NamedAdmins",
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: "sts:AssumeRole",
          Condition: { ArnEquals: { "aws:PrincipalArn": admins } },
        }),
      },
      { parent: this },
    );
  }
}

function administration(region: string, secretArns: readonly string[], keyArn: string): string {
  return policyDocument(
    {
      Sid: "SetAndRotate",
      Action: [
        "secretsmanager:CancelRotateSecret",
        "secretsmanager:DescribeSecret",
        "secretsmanager:ListSecretVersionIds",
        "secretsmanager:PutSecretValue",
        "secretsmanager:RotateSecret",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      Resource: secretArns,
    },
    {
      Sid: "FindThem",
      Action: "secretsmanager:ListSecrets",
      Resource: "*", // this action takes no resource; it shows names and no values
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      // Secrets Manager decrypts the key of the version before, to see whether it can be used again.
      Sid: "EncryptValues",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
    },
  );
}
