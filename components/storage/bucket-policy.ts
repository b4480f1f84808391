import { policyDocument } from "../policy-document.ts";

/** The policy of a bucket of AWS that nobody reaches without TLS. */
export function refuseInsecureTransport(bucketName: string): string {
  return policyDocument({
    Sid: "RefuseInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}
