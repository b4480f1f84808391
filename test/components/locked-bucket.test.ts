import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { LockedBucket, type LockedBucketArgs } from "../../components/storage/locked-bucket.ts";
import { inventory, named, record } from "../recorder.ts";

const args: LockedBucketArgs = { bucketName: "example-audit", keyArn: "arn:of:key", retentionDays: 365 };
const make = (changes: Partial<LockedBucketArgs> = {}) =>
  record(() => new LockedBucket("audit", { ...args, ...changes }));

describe("LockedBucket", () => {
  it("makes exactly a private, encrypted bucket with a lock, guarded in all its parts", async () => {
    const resources = await make();
    expect(inventory(resources)).toEqual([
      "aws:s3/bucket:Bucket audit-bucket",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration audit-expiry",
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration audit-lock",
      "aws:s3/bucketPolicy:BucketPolicy audit-policy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock audit-private",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration audit-encryption",
      "groundplan:storage:LockedBucket audit",
    ]);
    for (const { name, options, parent } of resources.filter(({ name }) => name !== "audit")) {
      expect(options, name).toMatchObject({ protect: true, retainOnDelete: true });
      expect(parent, name).toBe("audit");
    }
    expect((await make({ protect: false })).filter(({ options }) => options.protect || options.retainOnDelete)).toEqual(
      [],
    );
  });

  it("locks what is written, for everybody, and lets it expire after that", async () => {
    const resources = await make();
    // Object Lock brings versioning with it: there is no bucket with the one and without the other.
    expect(named(resources, "audit-bucket").inputs).toEqual({
      bucket: "example-audit",
      forceDestroy: false,
      objectLockEnabled: true,
    });
    expect(named(resources, "audit-lock").inputs).toEqual({
      bucket: "example-audit",
      rule: { defaultRetention: { mode: "COMPLIANCE", days: 365 } },
    });
    expect(named(resources, "audit-expiry").inputs.rules).toEqual([
      {
        id: "after-the-lock",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { days: 365 },
        noncurrentVersionExpiration: { noncurrentDays: 1 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
      {
        id: "empty-markers",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ]);
  });

  it("is private, refuses what is not encrypted on the way, and encrypts with the key it was given", async () => {
    const resources = await make();
    expect(named(resources, "audit-private").inputs).toEqual({
      bucket: "example-audit",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const policy = named(resources, "audit-policy");
    expect(policy.options.dependsOn).toEqual(["audit-private"]);
    expect(JSON.parse(String(policy.inputs.policy)).Statement).toMatchObject([
      { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
    expect(named(resources, "audit-encryption").inputs.rules).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:of:key" },
        bucketKeyEnabled: true,
      },
    ]);
  });

  it.each([
    [{ bucketName: "A" }, 'bucketName is "A"; use 3–63 lower-case letters, digits and inner hyphens'],
    [{ retentionDays: 0 }, "retentionDays is 0; use a whole number of days, at least 1"],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => new LockedBucket("audit", { ...args, ...wrong })).toThrow(
        new pulumi.RunError(`LockedBucket "audit": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});
