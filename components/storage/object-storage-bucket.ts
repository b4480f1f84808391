import * as s3 from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import { type ObjectStorageLocation, objectStorageHost, objectStorageLocations } from "./object-storage.ts";
import { requireBucketName, requireDays, type StateLocation } from "./state-location.ts";

/** What an ObjectStorageBucket is made of. */
export interface ObjectStorageBucketArgs {
  /** Name of the bucket, unique at Hetzner: 3–63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** Location of the bucket, and of the provider's endpoint. */
  readonly location: ObjectStorageLocation;
  /** Days that a replaced or deleted object can still be restored. @default 90 */
  readonly keepOldVersionsDays?: number;
  /** Let anyone read an object whose name they know; nobody else lists or writes. @default false */
  readonly publicRead?: boolean;
  /** Refuse deletion, and leave the bucket in the project when it leaves the program. @default true */
  readonly protect?: boolean;
}

// An interrupted upload is paid for until somebody removes it; a week leaves time to resume one.
const abandonedUploadDays = 7;

/**
 * A versioned bucket of Hetzner's Object Storage, made through its S3 API with an AWS provider whose endpoint is the
 * location's. Private unless said otherwise.
 *
 * It makes only what that API has (https://docs.hetzner.com/storage/object-storage/supported-actions/): there is no
 * public access block (a bucket is private until a policy or an ACL opens it), no bucket encryption but SSE-C with the
 * client's own key, and no tagging.
 * @throws RunError for a name, a location or a number that Hetzner would refuse
 */
export class ObjectStorageBucket extends pulumi.ComponentResource implements StateLocation {
  readonly bucket: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  /** Host that serves the bucket's objects, without scheme. */
  readonly host: pulumi.Output<string>;

  constructor(name: string, args: ObjectStorageBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:storage:ObjectStorageBucket", name, {}, opts);
    // Versioning is guarded as the bucket is: a bucket that stays must not become forgetful.
    const guarded = { parent: this, protect: settings.protect, retainOnDelete: settings.protect };
    const bucket = this.createBucket(name, settings, guarded);
    this.keepVersions(name, bucket, guarded);
    if (settings.publicRead) this.letAnyoneRead(name, bucket);

    const endpoint = objectStorageHost(settings.location);
    this.bucket = bucket.bucket;
    this.host = pulumi.interpolate`${bucket.bucket}.${endpoint}`;
    this.url = pulumi.interpolate`s3://${bucket.bucket}?endpoint=${endpoint}&region=${settings.location}&s3ForcePathStyle=true`;
    this.registerOutputs({ bucket: this.bucket, host: this.host, url: this.url });
  }

  // The rules are part of the bucket, though the provider calls that deprecated: a BucketLifecycleConfiguration waits
  // for a header that only AWS sends, and fails after three minutes at Hetzner, rules written or not
  // (https://github.com/hashicorp/terraform-provider-aws/issues/49019, and pull request 49547, tried at nbg1).
  private createBucket(name: string, settings: Settings, options: pulumi.CustomResourceOptions) {
    const rule = {
      id: "old-versions",
      enabled: true,
      noncurrentVersionExpiration: { days: settings.keepOldVersionsDays },
      abortIncompleteMultipartUploadDays: abandonedUploadDays,
    };
    return new s3.Bucket(
      `${name}-bucket`,
      { bucket: settings.bucketName, forceDestroy: false, lifecycleRules: [rule] },
      options,
    );
  }

  private keepVersions(name: string, bucket: s3.Bucket, options: pulumi.CustomResourceOptions) {
    new s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      options,
    );
  }

  // A policy, not the ACL public-read: it opens the objects and not the list of them.
  private letAnyoneRead(name: string, bucket: s3.Bucket) {
    const policy = bucket.bucket.apply((bucketName) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AnyoneMayReadAnObject",
            Effect: "Allow",
            Principal: "*",
            Action: ["s3:GetObject"],
            Resource: [`arn:aws:s3:::${bucketName}/*`],
          },
        ],
      }),
    );
    new s3.BucketPolicy(`${name}-public-read`, { bucket: bucket.bucket, policy }, { parent: this });
  }
}

type Settings = ReturnType<typeof normalize>;

function normalize(name: string, args: ObjectStorageBucketArgs) {
  const { bucketName, location, keepOldVersionsDays = 90, publicRead = false, protect = true } = args;
  const component = `ObjectStorageBucket ${JSON.stringify(name)}`;
  requireBucketName(component, bucketName);
  requireDays(component, "keepOldVersionsDays", keepOldVersionsDays);
  if (!objectStorageLocations.includes(location)) {
    throw wrongArgument(component, "location", location, objectStorageLocations.join(", "));
  }
  return { bucketName, location, keepOldVersionsDays, publicRead, protect };
}
