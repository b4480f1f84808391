import { list, mapping, text, wholeNumber } from "./fields.ts";
import { bucketLocation, projectName, server, volume } from "./hetzner.ts";
import { bucketName, cloudflareId, hostName, onePasswordId, variableName } from "./names.ts";

const hetzner = mapping("The production project of Hetzner", {
  project: projectName("Hetzner project that holds everything but state"),
  apiToken: onePasswordId("1Password item: credential = token"),
  objectStorageKeys: onePasswordId("1Password item: username = access key, credential = secret key"),
});

const cloudflare = mapping("The zone of the domain", {
  zoneId: cloudflareId("Zone of the domain"),
  accountId: cloudflareId("Account that owns the zone"),
  apiToken: onePasswordId("1Password item: credential = token"),
});

const assets = mapping("Public files, behind the CDN", {
  bucket: bucketName("Bucket that holds public files"),
  location: bucketLocation("Location of the bucket"),
  hostname: hostName("Host name of the CDN, under the domain"),
});

const backups = mapping("Where Litestream replicates the database", {
  bucket: bucketName("Bucket that holds the backups, and nothing else"),
  location: bucketLocation("Location of the bucket"),
  objectStorageKeys: onePasswordId(
    "1Password item for Litestream alone: username = access key, credential = secret key",
  ),
});

const application = mapping("The application, released by Kamal", {
  image: text(
    "Image of the application",
    "registry/owner/name in lower case, without tag or digest: each release names its own",
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/,
  ),
  port: wholeNumber("Port that the container listens on", "", 1, 65_535),
  healthPath: text(
    "Path that answers 200 when the application can serve",
    "a path that starts with a slash, without query",
    /^\/[A-Za-z0-9._~/-]*$/,
  ),
  database: text(
    "SQLite database inside the container",
    "an absolute path under /data, where the volume is mounted: nothing else of the container is kept",
    /^\/data(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)+$/,
  ),
});

const secrets = mapping("Which 1Password items reach the container", {
  tag: text("Every item of the vault with this tag reaches the container", "a tag of 1Password", /^\S(?:.*\S)?$/),
  /** @default [] */
  infrastructureOnly: list(
    "Items that never reach the container, whatever their tags",
    "a list of titles",
    variableName("Title of a 1Password item"),
  ).default([]),
});

const hyperdx = mapping("Monitoring", {
  endpoint: text(
    "Where telemetry goes (OpenTelemetry over HTTP)",
    "a URL with https, without user, query and fragment",
    /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/,
  ),
  apiKey: variableName("Title of the tagged 1Password item that holds the ingestion key"),
});

/** Bolt Foundry: one server, its buckets and its zone. */
export const boltFoundry = mapping("Bolt Foundry: one server, its buckets and its zone", {
  domain: hostName("Domain that the application answers to"),
  hetzner,
  cloudflare,
  server,
  volume,
  assets,
  backups,
  application,
  secrets,
  hyperdx,
});
