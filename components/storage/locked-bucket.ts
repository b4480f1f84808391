import * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import { keepPrivate } from "./bucket-privacy.ts";
import { requireBucketName, requireDays } from "./state-location.ts";

/** A bucket of AWS that somebody may write to: what a writer needs, whoever made the bucket. */
export interface WritableBucket {
  /** Name of the bucket, without scheme. */
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** ARN of the KMS key that a writer must be allowed to encrypt with. */
  readonly keyArn: pulumi.Output<string>;
}

/** What a LockedBucket is made of. */
export interface LockedBucketArgs {
  /** Globally unique name of the bucket: 3–63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** ARN of the KMS key that objects are encrypted with. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that nobody can change or delete an object; then it expires. */
  readonly retentionDays: number;
  /** Refuse deletion, and leave the bucket in the account when it leaves the program. @default true */
  readonly protect?: boolean;
}

const abandonedUploadDays = 7;

/**
 * A private, encrypted S3 bucket on AWS whose objects nobody can change or delete for a time: not the writer, not an
 * administrator, not the account's root. Its mode is COMPLIANCE: whoever could bypass a lock is whom it is there for.
 *
 * Object Lock turns versioning on with the bucket and lets nobody suspend it
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html), so that there is no resource for that.
 * @throws RunError for a name or a number that S3 would refuse
 */
export class LockedBucket extends pulumi.ComponentResource implements WritableBucket {
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: LockedBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:storage:LockedBucket", name, {}, opts);
    const guarded = { parent: this, protect: settings.protect, retainOnDelete: settings.protect };
    const bucket = this.createBucket(name, settings, guarded);
    keepPrivate(name, bucket, guarded);
    this.encrypt(name, bucket, settings, guarded);
    this.lock(name, bucket, settings, guarded);
    this.expire(name, bucket, settings, guarded);

    this.bucket = bucket.bucket;
    this.arn = bucket.arn;
    this.keyArn = pulumi.output(settings.keyArn);
    this.registerOutputs({ bucket: this.bucket, arn: this.arn, keyArn: this.keyArn });
  }

  private createBucket(name: string, settings: Settings, options: pulumi.CustomResourceOptions) {
    const args = { bucket: settings.bucketName, forceDestroy: false, objectLockEnabled: true };
    return new s3.Bucket(`${name}-bucket`, args, options);
  }

  private encrypt(name: string, bucket: s3.Bucket, settings: Settings, options: pulumi.CustomResourceOptions) {
    const withKey = { sseAlgorithm: "aws:kms", kmsMasterKeyId: settings.keyArn };
    new s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.bucket,
        rules: [{ applyServerSideEncryptionByDefault: withKey, bucketKeyEnabled: true }],
      },
      options,
    );
  }

  private lock(name: string, bucket: s3.Bucket, settings: Settings, options: pulumi.CustomResourceOptions) {
    new s3.BucketObjectLockConfiguration(
      `${name}-lock`,
      {
        bucket: bucket.bucket,
        rule: { defaultRetention: { mode: "COMPLIANCE", days: settings.retentionDays } },
      },
      options,
    );
  }

  // S3 deletes no version that is still locked: the rules remove what the lock has let go of. An expired object first
  // becomes an old version behind a delete marker; a marker with nothing behind it goes by a rule of its own.
  private expire(name: string, bucket: s3.Bucket, settings: Settings, options: pulumi.CustomResourceOptions) {
    const everything = { status: "Enabled", filter: { prefix: "" } };
    new s3.BucketLifecycleConfiguration(
      `${name}-expiry`,
      {
        bucket: bucket.bucket,
        rules: [
          {
            id: "after-the-lock",
            ...everything,
            expiration: { days: settings.retentionDays },
            noncurrentVersionExpiration: { noncurrentDays: 1 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: abandonedUploadDays },
          },
          { id: "empty-markers", ...everything, expiration: { expiredObjectDeleteMarker: true } },
        ],
      },
      options,
    );
  }
}

type Settings = ReturnType<typeof normalize>;

function normalize(name: string, args: LockedBucketArgs) {
  const { bucketName, keyArn, retentionDays, protect = true } = args;
  const component = `LockedBucket ${JSON.stringify(name)}`;
  requireBucketName(component, bucketName);
  requireDays(component, "retentionDays", retentionDays);
  return { bucketName, keyArn, retentionDays, protect };
}
