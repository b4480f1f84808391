import { isUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import type { Properties, WorldObject } from "../../world/world.ts";
import type { Account, Draft, ResourceModel } from "../cloud.ts";
import { regionOf } from "./arn.ts";
import { allOf, inAnUp, names, type Requires } from "./existing.ts";
import { endpointOf, isHetzner } from "./hetzner-object-storage.ts";
import { KEYS } from "./kms.ts";
import { permits } from "./lambda.ts";
import { policyAt, principalsExist } from "./policies.ts";
import { between, every, exactlyOne, isArn, known, oneOf, rule } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { BUCKET, BUCKET_POLICY, FUNCTION, ROLE, TOPIC } from "./types.ts";

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";

const bucket: ResourceModel = {
  autoname: "bucket",
  unique: ["bucket"],
  replaces: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
  check: checkBucketName,
  identity: ({ inputs }) => String(inputs.bucket),
  outputs: ({ id, account, inputs }) => {
    const region = regionOf(inputs, account);
    const endpoint = endpointOf(account.settings);
    return {
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: endpoint ? `${id}.${endpoint}` : `${id}.s3.amazonaws.com`,
      bucketRegionalDomainName: endpoint ? `${id}.${endpoint}` : `${id}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
      hostedZoneId: endpoint ? "" : "Z3AQBSTGFYJSTF", // of S3 in us-east-1, AWS General Reference
      tagsAll: tagsAll({ inputs, account }),
      websiteDomain: "",
      websiteEndpoint: "",
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

function isVersioned(world: Account["world"], name: unknown): boolean {
  const versioning = world.get(VERSIONING, String(name))?.inputs.versioningConfiguration as Properties | undefined;
  const own = world.get(BUCKET, String(name))?.inputs;
  return (
    versioning?.status === "Enabled" ||
    own?.objectLockEnabled === true ||
    (own?.versioning as Properties)?.enabled === true
  );
}

// docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html: since November 2023 a bucket can get a lock later
// too, provided that it has versions.
const lockable: Requires = inAnUp((inputs, { world }) =>
  isVersioned(world, inputs.bucket)
    ? []
    : [
        `bucket ${String(inputs.bucket)} has no versions; object lock needs objectLockEnabled, or BucketVersioning before it`,
      ],
);

const staysVersioned: Requires = inAnUp((inputs, { world }) => {
  const { status } = inputs.versioningConfiguration as Properties;
  const locked =
    world.get(LOCK, String(inputs.bucket)) ?? world.get(BUCKET, String(inputs.bucket))?.inputs.objectLockEnabled;
  return locked && status !== "Enabled"
    ? ["versioningConfiguration: an Object Lock configuration is present, so the versioning state cannot be changed"]
    : [];
});

// docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html: since April 2023 new buckets take no ACLs.
const takesAcls: Requires = inAnUp((inputs, { world, settings }) => {
  const ownership = world.get(OWNERSHIP, String(inputs.bucket))?.inputs.rule as Properties | undefined;
  return isHetzner(settings) || (ownership && ownership.objectOwnership !== "BucketOwnerEnforced")
    ? []
    : [
        `AccessControlListNotSupported, the bucket ${String(inputs.bucket)} does not allow ACLs; it needs BucketOwnershipControls`,
      ];
});

const invocable: Requires = inAnUp((inputs, { world }) =>
  known(inputs, "lambdaFunctions[*].lambdaFunctionArn")
    .filter(
      ({ value }) =>
        world.list(FUNCTION).some(({ outputs }) => outputs.arn === value) && !permits(world, value, "s3.amazonaws.com"),
    )
    .map(
      ({ path, value }) => `${path}: unable to validate ${String(value)}; it has no Permission for s3.amazonaws.com`,
    ),
);

const isOnOrOff = rule("rules[*].status", (status) =>
  status === "Enabled" || status === "Disabled" ? undefined : "must be Enabled or Disabled",
);

const encryption = "rules[*].applyServerSideEncryptionByDefault";

/** Simple Storage Service. */
export const s3: Readonly<Record<string, ResourceModel>> = {
  [BUCKET]: bucket,
  "aws:s3/bucketAcl:BucketAcl": setting({ requires: takesAcls }),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": setting(),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting({
    check: isOnOrOff,
  }),
  "aws:s3/bucketLogging:BucketLogging": setting({ requires: names("targetBucket", { type: BUCKET }) }),
  "aws:s3/bucketNotification:BucketNotification": setting({
    requires: allOf(
      names("topics[*].topicArn", { type: TOPIC }),
      names("lambdaFunctions[*].lambdaFunctionArn", { type: FUNCTION, by: "arn" }),
      invocable,
    ),
    check: every(
      isArn("topics[*].topicArn"),
      isArn("lambdaFunctions[*].lambdaFunctionArn"),
      isArn("queues[*].queueArn"),
    ),
  }),
  [LOCK]: setting({
    // ForceNew in terraform-provider-aws, internal/service/s3/bucket_object_lock_configuration.go.
    replaces: ["bucket", "expectedBucketOwner", "objectLockEnabled"],
    requires: lockable,
    check: every(
      oneOf("objectLockEnabled", ["Enabled"]),
      oneOf("rule.defaultRetention.mode", ["GOVERNANCE", "COMPLIANCE"]),
      between("rule.defaultRetention.days", 1, 36_500),
      between("rule.defaultRetention.years", 1, 100),
      (inputs, account) =>
        known(inputs, "rule").length > 0
          ? exactlyOne("rule.defaultRetention.days", "rule.defaultRetention.years")(inputs, account)
          : [],
    ),
  }),
  [OWNERSHIP]: setting({
    check: oneOf("rule.objectOwnership", ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"]),
  }),
  [BUCKET_POLICY]: setting({ requires: principalsExist("policy"), check: policyAt("policy", "resource", 20_480) }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting(),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": setting({
    requires: allOf(
      names("role", { type: ROLE, by: "arn" }),
      names("rules[*].destination.bucket", { type: BUCKET, by: "arn" }),
      inAnUp((inputs, { world }) =>
        isVersioned(world, inputs.bucket)
          ? []
          : [`bucket ${String(inputs.bucket)} has no versions; replication needs them`],
      ),
    ),
    check: isOnOrOff,
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": setting({
    requires: names(`${encryption}.kmsMasterKeyId`, ...KEYS),
    check: oneOf(`${encryption}.sseAlgorithm`, ["AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"]),
  }),
  [VERSIONING]: setting({
    requires: staysVersioned,
    check: oneOf("versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"]),
  }),
  [OBJECT]: {
    replaces: ["bucket", "key"],
    references: [{ from: "bucket", to: BUCKET }],
    requires: names("kmsKeyId", ...KEYS),
    identity: ({ inputs }) => `${String(inputs.bucket)}/${String(inputs.key)}`,
    outputs: objectOutputs,
  },
};

function objectOutputs({ inputs, account, seed }: Draft): Properties {
  return {
    arn: `arn:aws:s3:::${String(inputs.bucket)}/${String(inputs.key)}`,
    checksumCrc32: "",
    checksumCrc32c: "",
    checksumCrc64nvme: "",
    checksumSha1: "",
    checksumSha256: "",
    etag: seed.hex(32, "etag"),
    tagsAll: tagsAll({ inputs, account }),
    versionId: seed.text(32, "abcdefghijklmnopqrstuvwxyz0123456789", "version"),
  };
}

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

function keepsObjects({ id, inputs }: WorldObject, { world }: Account): string | undefined {
  if (inputs.forceDestroy === true) return undefined;
  const count = world.list(OBJECT).filter((object) => object.inputs.bucket === id).length;
  return count > 0 ? `BucketNotEmpty, it holds ${count} object(s)` : undefined;
}
