import * as s3 from "@pulumi/aws/s3/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../policy-document.ts";

/** Makes a bucket of AWS one that nobody reaches from outside, and nobody without TLS. */
export function keepPrivate(name: string, bucket: s3.Bucket, options: pulumi.CustomResourceOptions): void {
  const privacy = new s3.BucketPublicAccessBlock(
    `${name}-private`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  // S3 answers OperationAborted when the policy and the public access block of one bucket change at the same time.
  new s3.BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.bucket, policy: bucket.bucket.apply(refuseInsecureTransport) },
    { ...options, dependsOn: privacy },
  );
}

function refuseInsecureTransport(bucketName: string): string {
  return policyDocument({
    Sid: "RefuseInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}
