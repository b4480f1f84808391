import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/world/world.ts";
import { letsAccount, policy } from "./specimen.ts";
import { openWorld, specimenOf } from "./specimens.ts";

type Row = readonly [what: string, specimen: string, changes: Properties, reason: string];

const { cloud, made } = openWorld();

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const metric = { metric: { metricName: "Sealed", period: 60, stat: "Maximum" } };

describe("AWS in the sandbox refuses, of identities, keys and services,", () => {
  it.each<Row>([
    [
      "a trust policy without a principal",
      "role",
      { assumeRolePolicy: policy(statement) },
      "Statement[0] has no Principal",
    ],
    ["a role that anything can be done as", "role", { assumeRolePolicy: "{}" }, "has no Statement"],
    ["a policy without a version", "policy", { policy: JSON.stringify({ Statement: [statement] }) }, "has no Version"],
    [
      "a policy with a principal",
      "policy",
      { policy: policy({ ...statement, Principal: "*" }) },
      "a policy of an identity cannot have",
    ],
    [
      "a policy that is too long",
      "policy",
      { policy: policy({ ...statement, Resource: "x".repeat(6_144) }) },
      "AWS takes 6144",
    ],
    [
      "an action of no service",
      "policy",
      { policy: policy({ ...statement, Action: "GetObject" }) },
      "IAM takes service:Action",
    ],
    [
      "one Sid twice",
      "policy",
      { policy: policy({ ...statement, Sid: "A" }, { ...statement, Sid: "A" }) },
      "has one Sid twice",
    ],
    [
      "an attachment to an ARN",
      "attachment",
      { role: "arn:aws:iam::111122223333:role/vault" },
      "a role's name, not its ARN",
    ],
    [
      "a key that locks everybody out",
      "key",
      { policy: policy({ ...letsAccount, Action: "kms:Encrypt" }) },
      "will not allow you to update the key policy",
    ],
    [
      "a period of a key that never rotates",
      "key",
      { enableKeyRotation: undefined, rotationPeriodInDays: 90 },
      "needs enableKeyRotation",
    ],
    [
      "rotation in a custom key store",
      "key",
      { customKeyStoreId: "cks-0123456789abcdef0", multiRegion: false },
      "enableKeyRotation is not for keys in a custom key store",
    ],
    ["an alias of AWS's own", "alias", { name: "alias/aws/vault" }, "which is AWS's own"],
    [
      "a lock for days and for years",
      "lock",
      { rule: { defaultRetention: { mode: "GOVERNANCE", days: 1, years: 1 } } },
      "cannot be set together",
    ],
    [
      "an encryption that S3 does not have",
      "encryption",
      { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aes" } }] },
      "AWS takes AES256, aws:kms",
    ],
    ["a secret that is gone too soon", "secret", { recoveryWindowInDays: 3 }, "is 3; AWS takes 0, or 7 to 30"],
    [
      "a rotation that never comes",
      "rotation",
      { rotationRules: {} },
      "rotationRules.automaticallyAfterDays or scheduleExpression is required",
    ],
    [
      "a secret of two values",
      "version",
      { secretBinary: "AA==" },
      "secretBinary cannot be set together with secretString",
    ],
    [
      "a function without code",
      "function",
      { s3Bucket: undefined, s3Key: undefined },
      "code or s3Bucket or imageUri is required",
    ],
    [
      "a variable of Lambda's own",
      "function",
      { environment: { variables: { AWS_REGION: "x" } } },
      "hold AWS_REGION, which is Lambda's own",
    ],
    [
      "a retention that does not exist",
      "log-group",
      { retentionInDays: 100 },
      "retentionInDays is 100; AWS takes 0, 1, 3",
    ],
    [
      "a default beside dimensions",
      "filter",
      { metricTransformation: { name: "n", namespace: "n", value: "1", defaultValue: "0", dimensions: { a: "$.a" } } },
      "exclude each other",
    ],
    [
      "an alarm on nothing",
      "alarm",
      { metricName: undefined },
      "metricName or metricQueries or evaluationCriteria is required",
    ],
    [
      "an alarm on more than a day",
      "alarm",
      { period: 600, evaluationPeriods: 145 },
      "times period is 87000 seconds; CloudWatch takes 86400",
    ],
    [
      "an alarm on two queries",
      "alarm",
      {
        metricName: undefined,
        metricQueries: [
          { id: "a", returnData: true, ...metric },
          { id: "b", returnData: true, ...metric },
        ],
      },
      "must have one with returnData, not 2",
    ],
    [
      "a widget that is too wide",
      "dashboard",
      { dashboardBody: JSON.stringify({ widgets: [{ type: "text", x: 12, width: 13, properties: {} }] }) },
      "wider than the 24 columns",
    ],
    [
      "a schedule that is none",
      "event-rule",
      { scheduleExpression: "hourly" },
      "rate(5 minutes) or cron(0 12 * * ? *)",
    ],
    [
      "a webhook that is none",
      "subscription",
      { protocol: "https" },
      "endpoint must be a URL that starts with https://",
    ],
    ["a FIFO topic by name only", "topic", { name: "alarms.fifo" }, "ends with .fifo for a FIFO topic"],
    ["a parameter of AWS's own", "parameter", { name: "/aws/vault" }, "not starting with aws or ssm"],
    [
      "a parameter that is too long",
      "parameter",
      { value: "x".repeat(4_097) },
      "holds 4097 characters; AWS takes 4096",
    ],
    [
      "a backup that leaves cold storage too soon",
      "plan",
      {
        rules: [
          { ruleName: "daily", targetVaultName: "candlefish", lifecycle: { coldStorageAfter: 30, deleteAfter: 60 } },
        ],
      },
      "it must be 90 days after coldStorageAfter 30",
    ],
    [
      "a vault that locks the wrong way round",
      "backups-lock",
      { maxRetentionDays: 1 },
      "minRetentionDays is 7, above maxRetentionDays 1",
    ],
    ["an HSM of no mode", "hsm-cluster", { mode: undefined }, "mode is required for hsm2m.medium"],
    ["an HSM in two places", "hsm", { availabilityZone: "us-east-1a" }, "cannot be set together with subnetId"],
    [
      "a trail into a log group without its ending",
      "trail",
      {
        cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:1:log-group:a",
        cloudWatchLogsRoleArn: "arn:aws:iam::1:role/a",
      },
      "with :* at its end",
    ],
    ["a tag of AWS's own", "vpc", { tags: { "aws:name": "x" } }, "tags.aws:name must not start with aws:"],
    [
      "a tag with a character that AWS does not take",
      "vpc",
      { tags: { Name: "a|b" } },
      "letters, digits, spaces and _.:/=+-@",
    ],
  ])("%s", (_, name, changes, reason) => {
    const { type, inputs } = specimenOf(name);
    expect(cloud.reasons(type, { ...inputs(made), ...changes }).join("\n")).toContain(reason);
  });
});
