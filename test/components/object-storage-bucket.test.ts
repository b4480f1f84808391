import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { ObjectStorageLocation } from "../../components/storage/object-storage.ts";
import { ObjectStorageBucket, type ObjectStorageBucketArgs } from "../../components/storage/object-storage-bucket.ts";
import { inventory, named, record } from "../recorder.ts";

const args: ObjectStorageBucketArgs = { bucketName: "example-files", location: "hel1" };

describe("ObjectStorageBucket", () => {
  // What Hetzner refuses (public access block, encryption, tags) or never answers (a lifecycle of its own) is absent.
  it("makes exactly a private, versioned bucket", async () => {
    const resources = await record(() => new ObjectStorageBucket("files", args));

    expect(inventory(resources)).toEqual([
      "aws:s3/bucket:Bucket files-bucket",
      "aws:s3/bucketVersioning:BucketVersioning files-versioning",
      "groundplan:storage:ObjectStorageBucket files",
    ]);
    expect(named(resources, "files-bucket")).toMatchObject({ parent: "files" });
    expect(named(resources, "files-versioning")).toMatchObject({
      parent: "files",
      inputs: { bucket: "example-files", versioningConfiguration: { status: "Enabled" } },
    });
  });

  it.each([
    [args, 90],
    [{ ...args, keepOldVersionsDays: 30 }, 30],
  ])("writes its rules into the bucket: %j", async (given, days) => {
    const bucket = named(await record(() => new ObjectStorageBucket("files", given)), "files-bucket");
    expect(bucket.inputs).toEqual({
      bucket: "example-files",
      forceDestroy: false,
      lifecycleRules: [
        {
          id: "old-versions",
          enabled: true,
          noncurrentVersionExpiration: { days },
          abortIncompleteMultipartUploadDays: 7,
        },
      ],
    });
  });

  it("opens objects, and not their list, when asked to", async () => {
    const resources = await record(() => new ObjectStorageBucket("files", { ...args, publicRead: true }));

    expect(inventory(resources)).toContain("aws:s3/bucketPolicy:BucketPolicy files-public-read");
    expect(resources).toHaveLength(4);
    const { inputs, parent } = named(resources, "files-public-read");
    expect(parent).toBe("files");
    expect(inputs.bucket).toBe("example-files");
    expect(JSON.parse(String(inputs.policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AnyoneMayReadAnObject",
          Effect: "Allow",
          Principal: "*",
          Action: ["s3:GetObject"],
          Resource: ["arn:aws:s3:::example-files/*"],
        },
      ],
    });
  });

  it("is guarded unless said otherwise", async () => {
    for (const protect of [true, false]) {
      const resources = await record(() => new ObjectStorageBucket("files", protect ? args : { ...args, protect }));
      for (const name of ["files-bucket", "files-versioning"]) {
        expect(named(resources, name).options, name).toMatchObject({ protect, retainOnDelete: protect });
      }
    }
  });

  it("tells its host, and the backend's URL as Pulumi.yaml has it", async () => {
    const told: unknown[] = [];
    await record(() => {
      const { bucket, host, url } = new ObjectStorageBucket("files", args);
      pulumi.all([bucket, host, url]).apply((values) => told.push(...values));
    });
    expect(told).toEqual([
      "example-files",
      "example-files.hel1.your-objectstorage.com",
      "s3://example-files?endpoint=hel1.your-objectstorage.com&region=hel1&s3ForcePathStyle=true",
    ]);
  });

  it.each([
    [
      { ...args, bucketName: "dots.are.out" },
      'bucketName is "dots.are.out"; use 3–63 lower-case letters, digits and inner hyphens',
    ],
    [{ ...args, keepOldVersionsDays: -1 }, "keepOldVersionsDays is -1; use a whole number of days, at least 1"],
    [{ ...args, location: "ash" as ObjectStorageLocation }, 'location is "ash"; use fsn1, nbg1, hel1'],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const resources = await record(() => {
      expect(() => new ObjectStorageBucket("files", wrong)).toThrow(
        new pulumi.RunError(`ObjectStorageBucket "files": ${message}`),
      );
    });
    expect(resources).toEqual([]);
  });
});
