import type { Output } from "@pulumi/pulumi";
import type { SecretsManagerReference } from "../secrets/managed-secret.ts";

/** How to reach a PostgreSQL database: what an application needs, whoever runs the server. No secret is in it. */
export interface PostgresConnection {
  readonly host: Output<string>;
  readonly port: Output<number>;
  readonly database: Output<string>;
  /** Where the user's name and password are: JSON with `username` and `password`. */
  readonly credentials: SecretsManagerReference;
  /** Every connection is encrypted, and the client checks the server's certificate against this bundle. */
  readonly tls: { readonly mode: "verify-full"; readonly caBundleUrl: string };
}
