import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { StateBucket, type StateBucketArgs } from "../../components/storage/state-bucket.ts";
import { inventory, named, record } from "../recorder.ts";

const args: StateBucketArgs = { bucketName: "example-state", region: "us-east-1" };

describe("StateBucket", () => {
  it("makes exactly a private, encrypted, versioned bucket", async () => {
    const resources = await record(() => new StateBucket("state", args));

    expect(inventory(resources)).toEqual([
      "aws:s3/bucket:Bucket state-bucket",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration state-expiry",
      "aws:s3/bucketPolicy:BucketPolicy state-policy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock state-private",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration state-encryption",
      "aws:s3/bucketVersioning:BucketVersioning state-versioning",
      "groundplan:storage:StateBucket state",
    ]);
    const children = resources.filter(({ name }) => name !== "state");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["state"]));
    expect(new Set(children.slice(1).map(({ inputs }) => inputs.bucket))).toEqual(new Set(["example-state"]));
  });

  it("is guarded unless said otherwise", async () => {
    const guarded = await record(() => new StateBucket("state", args));
    expect(named(guarded, "state-bucket").inputs).toEqual({ bucket: "example-state", forceDestroy: false });
    // All of them: a destroy that keeps the bucket must not take its privacy, encryption or versions away.
    for (const { name, options } of guarded.filter(({ name }) => name !== "state")) {
      expect(options, name).toMatchObject({ protect: true, retainOnDelete: true });
    }

    const loose = await record(() => new StateBucket("state", { ...args, protect: false }));
    for (const { name, options } of loose.filter(({ name }) => name !== "state")) {
      expect(options, name).toMatchObject({ protect: false, retainOnDelete: false });
    }
  });

  it("lets nobody in from outside, and nobody in without TLS", async () => {
    const resources = await record(() => new StateBucket("state", args));
    expect(named(resources, "state-private").inputs).toEqual({
      bucket: "example-state",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });

    const policy = named(resources, "state-policy");
    expect(policy.options.dependsOn).toEqual(["state-private"]);
    expect(JSON.parse(String(policy.inputs.policy)).Statement).toEqual([
      {
        Sid: "RefuseInsecureTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::example-state", "arn:aws:s3:::example-state/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("encrypts with KMS", async () => {
    const resources = await record(() => new StateBucket("state", args));
    expect(named(resources, "state-encryption").inputs.rules).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true },
    ]);
  });

  it.each([
    ["for 90 days", args, 90],
    ["for as long as asked", { ...args, keepOldVersionsDays: 7 }, 7],
  ])("keeps old versions %s", async (_, given, noncurrentDays) => {
    const resources = await record(() => new StateBucket("state", given));
    expect(named(resources, "state-versioning").inputs.versioningConfiguration).toEqual({ status: "Enabled" });
    const expiry = named(resources, "state-expiry");
    expect(expiry.options.dependsOn).toEqual(["state-versioning"]);
    expect(expiry.inputs.rules).toEqual([
      {
        id: "old-state",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
  });

  it("tells where the state lives", async () => {
    const told: unknown[] = [];
    await record(() => {
      const { bucket, url } = new StateBucket("state", args);
      pulumi.all([bucket, url]).apply((values) => told.push(...values));
    });
    expect(told).toEqual(["example-state", "s3://example-state?region=us-east-1"]);
  });

  const name = "3–63 lower-case letters, digits and inner hyphens";
  const days = "a whole number of days, at least 1";
  it.each([
    [{ ...args, bucketName: "A" }, `bucketName is "A"; use ${name}`],
    [{ ...args, bucketName: "no_underscore" }, `bucketName is "no_underscore"; use ${name}`],
    [{ ...args, bucketName: "-edge" }, `bucketName is "-edge"; use ${name}`],
    [{ ...args, bucketName: "x".repeat(64) }, `bucketName is "${"x".repeat(64)}"; use ${name}`],
    [{ ...args, keepOldVersionsDays: 0 }, `keepOldVersionsDays is 0; use ${days}`],
    [{ ...args, keepOldVersionsDays: 1.5 }, `keepOldVersionsDays is 1.5; use ${days}`],
    [{ ...args, region: "hel1" }, 'region is "hel1"; use a region of AWS, such as us-east-1'],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const resources = await record(() => {
      expect(() => new StateBucket("state", wrong)).toThrow(new pulumi.RunError(`StateBucket "state": ${message}`));
    });
    expect(resources).toEqual([]);
  });
});
