import * as s3 from "@pulumi/aws/s3/index.js"; // not "@pulumi/aws": its index loads every service, for a quarter of a second
import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import { keepPrivate } from "./bucket-privacy.ts";
import { requireBucketName, requireDays, type StateLocation } from "./state-location.ts";

/** What a StateBucket is made of. */
export interface StateBucketArgs {
  /** Globally unique name of the bucket: 3–63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** Region of the provider, for the backend's URL. */
  readonly region: string;
  /** Days that a superseded version of the state can still be restored. @default 90 */
  readonly keepOldVersionsDays?: number;
  /** Refuse deletion, and leave the bucket in the account when it leaves the program. @default true */
  readonly protect?: boolean;
}

// An interrupted upload of a state file is of no use to anybody; a week leaves time to look at one.
const abandonedUploadDays = 7;

/**
 * A versioned, encrypted, private S3 bucket on AWS that state can be restored from.
 * @throws RunError for a name or a number that S3 would refuse
 */
export class StateBucket extends pulumi.ComponentResource implements StateLocation {
  readonly bucket: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: StateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:storage:StateBucket", name, {}, opts);
    // Its settings are guarded as the bucket is: a bucket that stays must not become public, unencrypted or forgetful.
    const guarded = { parent: this, protect: settings.protect, retainOnDelete: settings.protect };
    const bucket = this.createBucket(name, settings, guarded);
    keepPrivate(name, bucket, guarded);
    this.encrypt(name, bucket, guarded);
    this.keepVersions(name, bucket, settings.keepOldVersionsDays, guarded);

    this.bucket = bucket.bucket;
    this.url = pulumi.interpolate`s3://${bucket.bucket}?region=${settings.region}`;
    this.registerOutputs({ bucket: this.bucket, url: this.url });
  }

  private createBucket(name: string, settings: Settings, options: pulumi.CustomResourceOptions) {
    return new s3.Bucket(`${name}-bucket`, { bucket: settings.bucketName, forceDestroy: false }, options);
  }

  // The account's own key of S3: every decryption is in CloudTrail, and there is no key of ours whose loss would lose
  // the state. A key per bucket spares a KMS request per object.
  private encrypt(name: string, bucket: s3.Bucket, options: pulumi.CustomResourceOptions) {
    new s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }],
      },
      options,
    );
  }

  // Pulumi keeps its own backups in this same bucket: only versions survive a mistaken delete.
  private keepVersions(name: string, bucket: s3.Bucket, days: number, options: pulumi.CustomResourceOptions) {
    const versioning = new s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      options,
    );
    new s3.BucketLifecycleConfiguration(
      `${name}-expiry`,
      {
        bucket: bucket.bucket,
        rules: [
          {
            id: "old-state",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: days },
            abortIncompleteMultipartUpload: { daysAfterInitiation: abandonedUploadDays },
          },
        ],
      },
      { ...options, dependsOn: versioning },
    );
  }
}

type Settings = ReturnType<typeof normalize>;

function normalize(name: string, args: StateBucketArgs) {
  const { bucketName, region, keepOldVersionsDays = 90, protect = true } = args;
  const component = `StateBucket ${JSON.stringify(name)}`;
  requireBucketName(component, bucketName);
  requireDays(component, "keepOldVersionsDays", keepOldVersionsDays);
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw wrongArgument(component, "region", region, "a region of AWS, such as us-east-1");
  }
  return { bucketName, region, keepOldVersionsDays, protect };
}
