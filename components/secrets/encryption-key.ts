import { Key } from "@pulumi/aws/kms/key.js";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, type Statement } from "../policy-document.ts";

/** What an encryption key is for, and who uses it. */
export interface EncryptionKeyArgs {
  /** What it encrypts, as the console shows it. */
  readonly description: string;
  /** Account whose IAM policies say who may use it. */
  readonly accountId: string;
  /** Services that use the key in their own name, which no IAM policy can allow. @default [] */
  readonly services?: readonly Statement[];
  /** CloudHSM key store that holds the key; absent: the HSMs of KMS. */
  readonly keyStoreId?: string;
  /** Refuse deletion, and leave the key in the account when it leaves the program. @default true */
  readonly protect?: boolean;
}

// The longest that KMS offers: whatever was encrypted is lost with its key.
const deletionWindowInDays = 30;

/**
 * A symmetric KMS key. KMS makes new material every year and keeps the old; in a CloudHSM key store it cannot
 * (https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html), and the key is rotated by hand.
 * A function, not a component: a component around one child would cost a checkpoint and say nothing.
 */
export function encryptionKey(name: string, args: EncryptionKeyArgs, opts?: pulumi.CustomResourceOptions): Key {
  const { description, accountId, services = [], keyStoreId, protect = true } = args;
  return new Key(
    name,
    {
      description,
      deletionWindowInDays,
      enableKeyRotation: keyStoreId === undefined,
      ...(keyStoreId === undefined ? {} : { customKeyStoreId: keyStoreId }),
      policy: policyDocument(administration(accountId), ...services),
      tags: { Name: name },
    },
    pulumi.mergeOptions(opts, { protect, retainOnDelete: protect }),
  );
}

// Every action, for the account: it is what makes IAM policies count, and without it a key can become one that nobody
// can manage (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
function administration(accountId: string): Statement {
  return {
    Sid: "PoliciesOfTheAccount",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*", // in a key's policy: this key
  };
}

/** Lets CloudWatch Logs encrypt log groups: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function logGroupsMayUse(region: string, accountId: string): Statement {
  return {
    Sid: "LogGroupsOfTheAccount",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*", // in a key's policy: this key
    Condition: {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` },
    },
  };
}

/** Lets an alarm publish to an encrypted topic: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export function alarmsMayUse(): Statement {
  return {
    Sid: "AlarmsToEncryptedTopics",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*", // in a key's policy: this key
  };
}
