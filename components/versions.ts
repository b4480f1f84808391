/**
 * The one catalogue of what the program installs by version.
 * An image is pinned by the digest of its manifest list, which names the same bytes for ever; a tag can be moved.
 */
export const versions = {
  /** https://github.com/benbjohnson/litestream/releases/tag/v0.5.17; the list holds linux/amd64 and linux/arm64. */
  litestream: {
    image: "litestream/litestream:0.5.17@sha256:4b02b9859a6b6b4087d8b8944e15f7e984bd7957cba322bbeee38b0e27b9656a",
  },
  /** The oldest Kamal that the rendered files are known to suit: they were written from the documentation of 2.12. */
  kamal: { minimum: "2.12.0" },
  /** Behaviour of Cloudflare's Workers runtime: https://developers.cloudflare.com/workers/configuration/compatibility-dates/ */
  workers: { compatibilityDate: "2026-10-01" },
  /** Package of HashiCorp's apt repository, with the suffix of its build: https://developer.hashicorp.com/vault/docs/updates/release-notes */
  vault: { package: "2.0.4-1" },
  /** Major version; RDS keeps the minor one up to date. Until 2029-11-08: https://www.postgresql.org/support/versioning/ */
  postgres: { major: "17" },
  /** https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html */
  valkey: { version: "8.2" },
} as const;
