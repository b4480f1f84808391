import type { Output } from "@pulumi/pulumi";

/** How to reach a Redis or Valkey server: what an application needs, whoever runs it. No secret is in it. */
export interface RedisConnection {
  /** Host that writes. */
  readonly host: Output<string>;
  readonly port: Output<number>;
  /** Every connection is encrypted, with a certificate that public authorities vouch for. */
  readonly tls: true;
  readonly authentication: RedisAuthentication;
}

/** A token that IAM signs for 15 minutes, in place of a password; whoever may `elasticache:Connect` makes one. */
export interface RedisAuthentication {
  readonly kind: "aws-iam";
  readonly user: Output<string>;
  /** ARNs that a client's policy allows `elasticache:Connect` on. */
  readonly connectTo: readonly Output<string>[];
}
