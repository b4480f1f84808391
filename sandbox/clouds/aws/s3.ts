import { isUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import type { Properties, WorldObject } from "../../world/world.ts";
import type { Account, Draft, ResourceModel } from "../cloud.ts";
import { endpointOf } from "./hetzner-object-storage.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

const bucket: ResourceModel = {
  autoname: "bucket",
  unique: ["bucket"],
  replaces: ["bucket", "bucketPrefix", "objectLockEnabled"],
  check: checkBucketName,
  identity: ({ inputs }) => String(inputs.bucket),
  outputs: ({ id, account, inputs }) => {
    const region = String(account.settings.region ?? "us-east-1");
    const endpoint = endpointOf(account.settings);
    return {
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: endpoint ? `${id}.${endpoint}` : `${id}.s3.amazonaws.com`,
      bucketRegionalDomainName: endpoint ? `${id}.${endpoint}` : `${id}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
      hostedZoneId: endpoint ? "" : "Z3AQBSTGFYJSTF", // of S3 in us-east-1, AWS General Reference
      tagsAll: { ...defaultTags(account), ...tagsOf(inputs) },
    };
  },
  keeps: keepsObjects,
};

/** The settings of a bucket: one object each, called by the bucket's name. */
const setting = (more: Partial<ResourceModel> = {}): ResourceModel => ({
  replaces: ["bucket"],
  deleteBeforeReplace: true,
  references: [{ from: "bucket", to: BUCKET }],
  identity: ({ inputs }) => String(inputs.bucket),
  ...more,
});

/** Simple Storage Service. */
export const s3: Readonly<Record<string, ResourceModel>> = {
  [BUCKET]: bucket,
  "aws:s3/bucketAcl:BucketAcl": setting(),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": setting(),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting({ check: checkRules }),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": setting(),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting(),
  "aws:s3/bucketPolicy:BucketPolicy": setting({ check: checkPolicy }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting(),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": setting(),
  "aws:s3/bucketVersioning:BucketVersioning": setting(),
  [OBJECT]: {
    replaces: ["bucket", "key"],
    references: [{ from: "bucket", to: BUCKET }],
    identity: ({ inputs }) => `${String(inputs.bucket)}/${String(inputs.key)}`,
    outputs: ({ inputs, seed }: Draft) => ({
      arn: `arn:aws:s3:::${String(inputs.bucket)}/${String(inputs.key)}`,
      etag: seed.hex(32, "etag"),
      versionId: seed.text(32, "abcdefghijklmnopqrstuvwxyz0123456789", "version"),
    }),
  },
};

// docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
function checkBucketName({ bucket: name }: Properties): readonly Problem[] {
  if (name === undefined || isUnknown(name)) return [];
  const good =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(String(name)) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$|^xn--|-s3alias$/.test(String(name));
  return good
    ? []
    : [
        {
          path: "bucket",
          reason: `is ${JSON.stringify(name)}; S3 takes 3 to 63 lower-case letters, digits, hyphens and dots`,
        },
      ];
}

function checkRules({ rules }: Properties): readonly Problem[] {
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: Properties, index: number) =>
    isUnknown(rule.status) || rule.status === "Enabled" || rule.status === "Disabled"
      ? []
      : [{ path: `rules[${index}].status`, reason: "must be Enabled or Disabled" }],
  );
}

function checkPolicy({ policy }: Properties): readonly Problem[] {
  if (typeof policy !== "string" || isUnknown(policy)) return [];
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown };
    return Array.isArray(Statement) && Statement.length > 0 ? [] : [{ path: "policy", reason: "has no Statement" }];
  } catch {
    return [{ path: "policy", reason: "is no JSON" }];
  }
}

function keepsObjects({ id, inputs }: WorldObject, { world }: Account): string | undefined {
  if (inputs.forceDestroy === true) return undefined;
  const count = world.list(OBJECT).filter((object) => object.inputs.bucket === id).length;
  return count > 0 ? `BucketNotEmpty, it holds ${count} object(s)` : undefined;
}

/** The tags that a provider adds to everything. */
export function defaultTags({ settings }: Account): Properties {
  return ((settings.defaultTags as Properties | undefined)?.tags as Properties | undefined) ?? {};
}

export function tagsOf(inputs: Properties): Properties {
  return (inputs.tags as Properties | undefined) ?? {};
}
