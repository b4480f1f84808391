import { isList, isProperties } from "../../world/world.ts";
import type { Settings } from "../cloud.ts";

/**
 * What can be made at Hetzner's Object Storage (docs.hetzner.com/storage/object-storage/supported-actions). A
 * BucketLifecycleConfiguration cannot, though Hetzner has the action: the provider waits for a header that only AWS sends,
 * and fails after three minutes (github.com/hashicorp/terraform-provider-aws/issues/49019). Rules go into the bucket itself.
 */
export const HETZNER_TYPES: ReadonlySet<string> = new Set([
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketAcl:BucketAcl",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketVersioning:BucketVersioning",
]);

/** Whether a provider of the package `aws` talks to Hetzner. */
export function isHetzner({ endpoints }: Settings): boolean {
  return endpointOf({ endpoints }) !== undefined;
}

/** The host of Hetzner's S3 endpoint, such as `hel1.your-objectstorage.com`. */
export function endpointOf({ endpoints }: Settings): string | undefined {
  if (!isList(endpoints)) return undefined;
  for (const endpoint of endpoints) {
    const url = isProperties(endpoint) ? endpoint.s3 : undefined;
    if (typeof url === "string" && url.includes("your-objectstorage.com"))
      return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  }
  return undefined;
}
