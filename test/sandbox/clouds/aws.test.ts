import { describe, expect, it } from "vitest";
import { aws } from "../../../sandbox/clouds/aws/cloud.ts";
import { issueCredential } from "../../../sandbox/clouds/credentials.ts";
import { readLandscape } from "../../../sandbox/clouds/landscape.ts";
import { openCloud } from "./cloud-lab.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const TABLE = "aws:dynamodb/table:Table";

const inVirginia = { region: "us-east-1" };
const inHelsinki = { region: "hel1", endpoints: [{ s3: "https://hel1.your-objectstorage.com" }] };
const lockTable = {
  name: "locks",
  attributes: [{ name: "LockID", type: "S" }],
  hashKey: "LockID",
  billingMode: "PAY_PER_REQUEST",
};

describe("AWS in the sandbox", () => {
  const signIn = (settings: object, environment: NodeJS.ProcessEnv) => () =>
    aws(readLandscape()).signIn(settings as never, environment);
  const mine = { AWS_ACCESS_KEY_ID: issueCredential("aws", "111122223333") };

  it.each([
    [
      "no credentials",
      inVirginia,
      {},
      "no credentials in the provider's settings nor in the environment (AWS_ACCESS_KEY_ID)",
    ],
    [
      "a key of somebody's real account",
      inVirginia,
      { AWS_ACCESS_KEY_ID: "AKIAMADEUPMADEUPMADE" },
      "is none that the sandbox issued (401 Unauthorized)",
    ],
    ["no region", {}, mine, "no region in the provider's settings nor in AWS_REGION"],
    [
      "another account than allowed",
      { ...inVirginia, allowedAccountIds: ["999999999999"] },
      mine,
      "open the account 111122223333; the provider allows 999999999999",
    ],
    ["no keys for Hetzner", inHelsinki, mine, "Hetzner's Object Storage needs accessKey and secretKey"],
  ])("lets nobody in with %s", (_, settings, environment, reason) => {
    expect(signIn(settings, environment)).toThrow(reason);
  });

  it("opens the project that a Hetzner key belongs to", () => {
    expect(signIn({ ...inHelsinki, accessKey: issueCredential("s3", "bft_ci") }, mine)()).toBe("bft_ci");
  });

  it("does not repeat a credential that it refuses", () => {
    expect(signIn(inVirginia, { AWS_ACCESS_KEY_ID: "AKIAMADEUPMADEUPMADE" })).not.toThrow("AKIAMADEUP");
  });

  it.each([
    [
      "a bucket name that S3 does not take",
      BUCKET,
      { bucket: "Upper_Case" },
      'bucket is "Upper_Case"; S3 takes 3 to 63',
    ],
    [
      "a table whose key nothing declares",
      TABLE,
      { ...lockTable, hashKey: "Other" },
      "attributes must declare the key Other",
    ],
    [
      "a capacity without its billing mode",
      TABLE,
      { ...lockTable, readCapacity: 5 },
      "readCapacity cannot be set with billingMode PAY_PER_REQUEST",
    ],
    [
      "a policy that is no JSON",
      "aws:s3/bucketPolicy:BucketPolicy",
      { bucket: "state", policy: "{" },
      "policy is no JSON",
    ],
    [
      "a rule that is neither on nor off",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      { bucket: "state", rules: [{ id: "old", status: "On" }] },
      "rules[0].status must be Enabled or Disabled",
    ],
    [
      "an unknown nested property",
      VERSIONING,
      { bucket: "state", versioningConfiguration: { status: "Enabled", mfa: "x" } },
      "versioningConfiguration.mfa is not a property here; allowed: mfaDelete, status",
    ],
    [
      "a key that is deleted too soon",
      "aws:kms/key:Key",
      { deletionWindowInDays: 1 },
      "deletionWindowInDays is 1; KMS takes 7 to 30",
    ],
    [
      "an alias without its prefix",
      "aws:kms/alias:Alias",
      { name: "state", targetKeyId: "k" },
      'name must start with "alias/"',
    ],
  ])("refuses %s", (_, type, inputs, reason) => {
    expect(openCloud("aws", "111122223333", inVirginia).reasons(type, inputs).join("\n")).toContain(reason);
  });

  it("refuses the setting of a bucket that does not exist", () => {
    const cloud = openCloud("aws", "111122223333", inVirginia);
    const versioning = { bucket: "state", versioningConfiguration: { status: "Enabled" } };
    expect(() => cloud.create(VERSIONING, "v", versioning)).toThrow(
      'bucket names aws:s3/bucket:Bucket "state", which does not exist',
    );
    cloud.create(BUCKET, "b", { bucket: "state" });
    expect(cloud.create(VERSIONING, "v", versioning)).toBe("state");
  });

  it("keeps a bucket that holds objects and a table that is protected", () => {
    const cloud = openCloud("aws", "111122223333", inVirginia);
    cloud.create(BUCKET, "b", { bucket: "state" });
    cloud.create(OBJECT, "o", { bucket: "state", key: "a", content: "made up" });
    expect(() => cloud.provider.delete(BUCKET, "state")).toThrow("BucketNotEmpty, it holds 1 object(s)");
    cloud.create(TABLE, "t", { ...lockTable, deletionProtectionEnabled: true });
    expect(() => cloud.provider.delete(TABLE, "locks")).toThrow("it has deletion protection");
  });

  it.each([
    [TABLE, lockTable],
    ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { bucket: "assets" }],
    [
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      { bucket: "assets", rules: [{ id: "old", status: "Enabled" }] },
    ],
  ])("has no %s at Hetzner", (type, inputs) => {
    expect(openCloud("aws", "bft_ci", inHelsinki).reasons(type, inputs).join()).toMatch(
      /Hetzner's Object Storage has no /,
    );
  });
});
