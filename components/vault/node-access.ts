import { policyDocument } from "../policy-document.ts";
import type { ObjectPlace } from "./cloud-init.ts";

/** What a Vault node may reach, by ARN. */
export interface NodeAccessArgs {
  readonly clusterName: string;
  readonly region: string;
  readonly accountId: string;
  /** The node's own role. */
  readonly roleName: string;
  readonly unsealKeyArn: string;
  readonly tlsSecretArn: string;
  /** Key that the certificate is encrypted with. */
  readonly tlsKeyArn: string;
  readonly logGroupArns: readonly string[];
  readonly snapshots: WritablePlace;
  readonly auditArchive: WritablePlace;
}

/** Where a node writes objects, and the key that they are encrypted with. */
export interface WritablePlace extends ObjectPlace {
  readonly keyArn: string;
}

/** The policy of a Vault node's role: each permission for one thing that a node does, on that thing alone. */
export function nodeAccess(args: NodeAccessArgs): string {
  const { accountId, clusterName, region, roleName } = args;
  const places = [args.snapshots, args.auditArchive];
  return policyDocument(
    {
      // https://developer.hashicorp.com/vault/docs/configuration/seal/awskms#authentication
      Sid: "Unseal",
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"],
      Resource: args.unsealKeyArn,
    },
    {
      Sid: "FindTheOtherNodes",
      Action: "ec2:DescribeInstances",
      Resource: "*", // this action takes no resource
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
    { Sid: "ReadTheCertificate", Action: "secretsmanager:GetSecretValue", Resource: args.tlsSecretArn },
    {
      Sid: "DecryptTheCertificate",
      Action: "kms:Decrypt",
      Resource: args.tlsKeyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
          "kms:EncryptionContext:SecretARN": args.tlsSecretArn,
        },
      },
    },
    {
      // No reading, no listing and no deleting: a node that was taken over cannot see what others wrote.
      Sid: "WriteSnapshotsAndAuditLogs",
      Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
      Resource: places.map(({ bucket, prefix }) => `arn:aws:s3:::${bucket}/${prefix}*`),
    },
    {
      // Decrypt is for uploads in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
      Sid: "EncryptWhatIsWritten",
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: [...new Set(places.map(({ keyArn }) => keyArn))],
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    },
    {
      Sid: "WriteLogs",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      Resource: args.logGroupArns.flatMap((arn) => [arn, `${arn}:*`]),
    },
    {
      Sid: "WriteMetrics",
      Action: "cloudwatch:PutMetricData",
      Resource: "*", // this action takes no resource
      Condition: { StringEquals: { "cloudwatch:namespace": clusterName } },
    },
    {
      // Vault's AWS auth method asks who a role is, to notice when another role takes its name:
      // https://developer.hashicorp.com/vault/docs/auth/aws#recommended-vault-iam-policy
      Sid: "RecogniseItsOwnRole",
      Action: "iam:GetRole",
      Resource: `arn:aws:iam::${accountId}:role/${roleName}`,
    },
  );
}
