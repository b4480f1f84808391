import type { Output } from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";

/** Where a stack's state lives: what a consumer needs, whoever made the bucket, in whichever cloud. */
export interface StateLocation {
  /** Name of the bucket, without scheme. */
  readonly bucket: Output<string>;
  /** URL of the backend, as `pulumi login` and `backend.url` of Pulumi.yaml take it. */
  readonly url: Output<string>;
}

/**
 * Refuses a bucket name that S3, or a certificate for `<bucket>.<endpoint>`, could not serve.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; dots are left out because a wildcard
 * certificate covers one label.
 */
export function requireBucketName(component: string, bucketName: string): void {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucketName)) {
    throw wrongArgument(component, "bucketName", bucketName, "3–63 lower-case letters, digits and inner hyphens");
  }
}

/** Refuses a number of days that a lifecycle rule could not count. */
export function requireDays(component: string, argument: string, days: number): void {
  if (!Number.isInteger(days) || days < 1) {
    throw wrongArgument(component, argument, days, "a whole number of days, at least 1");
  }
}
