import type { ResourceModel } from "../cloud.ts";
import { arn, regionOf } from "./arn.ts";
import { allOf, names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { assumable, bucketLets, keyLets } from "./policies.ts";
import { every, isArn, matching, needs, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { BUCKET, LOG_GROUP, ROLE, TOPIC } from "./types.ts";

const SERVICE = "cloudtrail.amazonaws.com";

const trail: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: ["name"], // ForceNew in terraform-provider-aws, internal/service/cloudtrail/trail.go
  // CloudTrail tries what it is given before it makes a trail: API_CreateTrail, its errors.
  requires: allOf(
    names("s3BucketName", { type: BUCKET }),
    bucketLets("s3BucketName", SERVICE),
    names("kmsKeyId", ...KEYS),
    keyLets("kmsKeyId", SERVICE),
    names("cloudWatchLogsGroupArn", { type: LOG_GROUP, by: "arn" }),
    names("cloudWatchLogsRoleArn", { type: ROLE, by: "arn" }),
    assumable("cloudWatchLogsRoleArn", SERVICE),
    names("snsTopicName", { type: TOPIC }, { type: TOPIC, by: "name" }),
  ),
  check: every(
    matching("name", /^[A-Za-z0-9](?!.*[._-]{2})[\w.-]{1,126}[A-Za-z0-9]$/, "3 to 128 letters, digits and single .-_"),
    matching("cloudWatchLogsGroupArn", /^arn:.+:\*$/, "the ARN of a log group with :* at its end"),
    needs("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"),
    needs("cloudWatchLogsRoleArn", "cloudWatchLogsGroupArn"),
    isArn("kmsKeyId"),
    together("eventSelectors", "advancedEventSelectors"),
    oneOf("eventSelectors[*].readWriteType", ["All", "ReadOnly", "WriteOnly"]),
    oneOf("insightSelectors[*].insightType", ["ApiCallRateInsight", "ApiErrorRateInsight"]),
    ({ includeGlobalServiceEvents, isMultiRegionTrail }) =>
      isMultiRegionTrail === true && includeGlobalServiceEvents === false
        ? [{ path: "includeGlobalServiceEvents", reason: "must stay true for a trail of all regions" }]
        : [],
  ),
  identity: (draft) => arn("cloudtrail", draft, `trail/${String(draft.inputs.name)}`),
  outputs: (made) => ({
    arn: made.id,
    enableLogging: true,
    homeRegion: regionOf(made.inputs, made.account),
    includeGlobalServiceEvents: true,
    snsTopicArn: made.inputs.snsTopicName === undefined ? "" : topicArn(String(made.inputs.snsTopicName), made),
    tagsAll: tagsAll(made),
  }),
};

function topicArn(name: string, made: Parameters<typeof arn>[1]): string {
  return name.startsWith("arn:") ? name : arn("sns", made, name);
}

/** The record of who called AWS. */
export const cloudtrail: Readonly<Record<string, ResourceModel>> = { "aws:cloudtrail/trail:Trail": trail };
