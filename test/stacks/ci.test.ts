import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ci } from "../../stacks/ci.ts";
import type { CiConfiguration } from "../../stacks/configuration/schema.ts";
import { inventory, named, record } from "../recorder.ts";
import { onePasswordCalls } from "./onepassword.ts";

const boltfoundry = {
  cloud: "hetzner",
  project: "bft_ci",
  bucket: "bft-terraform-state",
  location: "hel1",
  objectStorageKeys: "madeupitem",
} as const;
const candlefish = {
  cloud: "aws",
  accountId: "111122223333",
  bucket: "candlefish-terraform-state",
  region: "us-east-1",
  lockTable: "terraform-state-lock",
} as const;
const configuration = (stateBackends: CiConfiguration["stateBackends"]): CiConfiguration => ({
  environment: "ci",
  onepassword: { vault: "madeupvault" },
  stateBackends,
});
const make = (stateBackends: CiConfiguration["stateBackends"]) =>
  record(() => ci(configuration(stateBackends)), { calls: onePasswordCalls });

beforeEach(() => {
  vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", "ops_MadeUp");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("ci", () => {
  it("makes exactly the state backends", async () => {
    expect(inventory(await make({ boltfoundry, candlefish }))).toEqual([
      "aws:dynamodb/table:Table candlefish-lock-table",
      "aws:s3/bucket:Bucket boltfoundry-state-bucket",
      "aws:s3/bucket:Bucket candlefish-state-bucket",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration candlefish-state-expiry",
      "aws:s3/bucketPolicy:BucketPolicy candlefish-state-policy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock candlefish-state-private",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration candlefish-state-encryption",
      "aws:s3/bucketVersioning:BucketVersioning boltfoundry-state-versioning",
      "aws:s3/bucketVersioning:BucketVersioning candlefish-state-versioning",
      "groundplan:storage:ObjectStorageBucket boltfoundry-state",
      "groundplan:storage:StateBucket candlefish-state",
      "pulumi:providers:aws boltfoundry-object-storage",
      "pulumi:providers:aws candlefish-aws",
      "pulumi:providers:onepassword onepassword",
    ]);
  });

  it("reaches each cloud with that cloud's credentials", async () => {
    const resources = await make({ boltfoundry, candlefish });

    const hetzner = named(resources, "boltfoundry-object-storage");
    expect(hetzner.inputs).toEqual({
      accessKey: "made-up user of madeupitem in madeupvault",
      secretKey: "made-up credential of madeupitem in madeupvault",
      region: "hel1",
      endpoints: JSON.stringify([{ s3: "https://hel1.your-objectstorage.com" }]),
      s3UsePathStyle: "true",
      skipCredentialsValidation: "true",
      skipMetadataApiCheck: "true",
      skipRegionValidation: "true",
      skipRequestingAccountId: "true",
    });
    expect(hetzner.secrets).toEqual(["accessKey", "secretKey"]);

    expect(named(resources, "candlefish-aws").inputs).toMatchObject({
      region: "us-east-1",
      allowedAccountIds: JSON.stringify(["111122223333"]),
      defaultTags: JSON.stringify({
        tags: {
          Environment: "ci",
          Project: "Candlefish-AI",
          Component: "State-Backend",
          DeployedBy: "Groundplan",
        },
      }),
    });

    const token = named(resources, "onepassword");
    expect(token).toMatchObject({ inputs: { serviceAccountToken: "ops_MadeUp" }, secrets: ["serviceAccountToken"] });

    const providers = resources
      .filter(({ type }) => type.startsWith("aws:"))
      .map(({ name, provider }) => `${name.split("-")[0]} ${provider}`);
    expect([...new Set(providers)].sort()).toEqual([
      "boltfoundry boltfoundry-object-storage",
      "candlefish candlefish-aws",
    ]);
  });

  it("guards what it makes, as its profile says", async () => {
    const resources = await make({ boltfoundry, candlefish });
    for (const name of ["boltfoundry-state-bucket", "candlefish-state-bucket", "candlefish-lock-table"]) {
      expect(named(resources, name).options).toMatchObject({ protect: true, retainOnDelete: true });
    }
    expect(named(resources, "candlefish-lock-table").inputs).toMatchObject({
      name: "terraform-state-lock",
      deletionProtectionEnabled: true,
    });
    expect(named(resources, "boltfoundry-state-bucket").inputs).toMatchObject({
      bucket: "bft-terraform-state",
      lifecycleRules: [{ noncurrentVersionExpiration: { days: 90 } }],
    });
  });

  it("tells where each state lives", async () => {
    let told: unknown;
    await record(
      () => {
        pulumi.output(ci(configuration({ boltfoundry, candlefish }))).apply((outputs) => {
          told = outputs;
        });
      },
      { calls: onePasswordCalls },
    );
    expect(told).toEqual({
      stateBackends: {
        boltfoundry: {
          bucket: "bft-terraform-state",
          url: "s3://bft-terraform-state?endpoint=hel1.your-objectstorage.com&region=hel1&s3ForcePathStyle=true",
        },
        candlefish: { bucket: "candlefish-terraform-state", url: "s3://candlefish-terraform-state?region=us-east-1" },
      },
    });
  });

  it("makes no table where none is named, and needs no token for AWS alone", async () => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", undefined);
    const { lockTable, ...without } = candlefish;
    const resources = await make({ candlefish: without });
    expect(resources.map(({ type }) => type)).not.toContain("aws:dynamodb/table:Table");
    expect(resources.map(({ type }) => type)).not.toContain("pulumi:providers:onepassword");
    expect(resources).toHaveLength(8);
  });

  it("makes nothing where nothing is configured", async () => {
    expect(await make({})).toEqual([]);
  });
});
