import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { allOf, names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { keyLets, policyAt } from "./policies.ts";
import { atMost, every, exactlyOne, isArn, matching, oneOf, rule } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { LOG_GROUP } from "./types.ts";

/** In terraform-provider-aws, internal/service/logs/group.go; 0 keeps for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const NAME = /^[\w./#-]{1,512}$/;

const logGroup: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/logs/group.go.
  replaces: ["logGroupClass", "name", "namePrefix"],
  requires: allOf(names("kmsKeyId", ...KEYS), keyLets("kmsKeyId", "logs.<region>.amazonaws.com", "logs.amazonaws.com")),
  check: every(
    matching("name", NAME, "1 to 512 letters, digits and ./#-_"),
    oneOf("retentionInDays", RETENTION),
    oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
    isArn("kmsKeyId"),
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("logs", made, `log-group:${made.id}`),
    logGroupClass: "STANDARD",
    retentionInDays: 0,
    tagsAll: tagsAll(made),
  }),
  keeps: ({ inputs }) => (inputs.deletionProtectionEnabled === true ? "it has deletion protection" : undefined),
};

// docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
const logMetricFilter: ResourceModel = {
  autoname: "name",
  // ForceNew in terraform-provider-aws, internal/service/logs/metric_filter.go.
  replaces: ["logGroupName", "name"],
  requires: names("logGroupName", { type: LOG_GROUP }),
  check: every(
    matching("name", /^[^:*]{1,512}$/, "1 to 512 characters without : and *"),
    matching("logGroupName", NAME, "a log group's name"),
    atMost("pattern", 1_024),
    matching("metricTransformation.name", /^[^:*$]{1,255}$/, "1 to 255 characters without :, * and $"),
    matching("metricTransformation.namespace", /^[^:*$]{1,255}$/, "1 to 255 characters without :, * and $"),
    atMost("metricTransformation.value", 100),
    rule("metricTransformation", (value) => {
      const { dimensions, defaultValue } = value as { readonly dimensions?: object; readonly defaultValue?: unknown };
      if (dimensions === undefined) return undefined;
      if (defaultValue !== undefined) return "has dimensions and a defaultValue, which exclude each other";
      return Object.keys(dimensions).length > 3 ? "has more than 3 dimensions" : undefined;
    }),
  ),
  // The provider calls it by its name alone; a name is unique within its log group only.
  identity: ({ inputs }) => `${String(inputs.logGroupName)}:${String(inputs.name)}`,
};

const logResourcePolicy: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/logs/resource_policy.go.
  replaces: ["policyName", "resourceArn"],
  unique: ["policyName"],
  check: every(exactlyOne("policyName", "resourceArn"), policyAt("policyDocument", "resource", 5_120)),
  identity: ({ inputs }) => String(inputs.policyName ?? inputs.resourceArn),
  outputs: ({ inputs, seed }) => ({
    policyScope: inputs.resourceArn === undefined ? "ACCOUNT" : "RESOURCE",
    revisionId: seed.hex(32, "revision"),
  }),
};

/** CloudWatch Logs. */
export const cloudwatchLogs: Readonly<Record<string, ResourceModel>> = {
  [LOG_GROUP]: logGroup,
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": logMetricFilter,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": logResourcePolicy,
};
