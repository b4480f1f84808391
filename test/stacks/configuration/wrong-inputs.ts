import type { Change } from "./committed.ts";
import { wrongCandlefish } from "./wrong-candlefish.ts";

const boltFoundry = ["systems", "boltfoundry"];
const server = [...boltFoundry, "server"];
const madeUpKey = "MadeUp".repeat(12);
const rsaKey = `ssh-rsa AAAAB3NzaC1yc2E${madeUpKey}`;
const id = "the identifier that 1Password shows: 26 lower-case letters and digits";
const label = "1–63 lower-case letters, digits and inner hyphens";
const bucket = "3–63 lower-case letters, digits and inner hyphens, not starting with xn-- nor ending with -s3alias";
const path = "an absolute path of letters, digits, dots, hyphens and underscores, without . or .. and a final slash";
const host = "a host name in lower case, such as www.example.com, without scheme, port and final dot";
const longHost = `${`${"a".repeat(60)}.`.repeat(4)}boltfoundry.com`;
const network = "a network in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32";
const publicKey =
  "the whole line of a .pub file: ssh-ed25519, ecdsa-sha2-nistp256/384/521 or ssh-rsa, the key, a comment";
const image = "ubuntu-24.04 or a later Ubuntu, or the number of an image to pin, in quotes";
const url = "a URL with https, without user, query and fragment";
const variable = "upper-case letters, digits and underscores, starting with a letter";
const noSecret =
  "the configuration holds no secret: keep the value in 1Password, and use the item's identifier or title here.";
const revoke = `${noSecret} Then revoke it: it was in a file in clear`;
const bucketLocations = "one of fsn1 (Falkenstein), nbg1 (Nuremberg), hel1 (Helsinki)";
const locations = `${bucketLocations}, ash (Ashburn, Virginia), hil (Hillsboro, Oregon), sin (Singapore)`;
const anotherItem = "use another item: each credential has its own, and Litestream's can be revoked alone";

/** A change that makes the committed file of the stack wrong, where, and the complete message about it. */
export type WrongInput = readonly [stack: string, change: Change, at: string, message: string];

const of = (part: string, key: string, value: unknown, message: string): WrongInput => [
  "production",
  [[...boltFoundry, part, key], value],
  `systems.boltfoundry.${part}.${key}`,
  message,
];

export const wrongInputs: readonly WrongInput[] = [
  ...wrongCandlefish,
  // keys
  [
    "production",
    [["sytems"], {}],
    "sytems",
    'unknown key; did you mean "systems"? Allowed: environment, onepassword, systems',
  ],
  ["ci", [["onepassword", "constructor"], "x"], "onepassword.constructor", "unknown key; Allowed: vault"],
  ["production", [["zzz"], "1"], "zzz", "unknown key; Allowed: environment, onepassword, systems"],
  [
    "production",
    [["systems", "boltfundry"], {}],
    "systems.boltfundry",
    'unknown key; did you mean "boltfoundry"? Allowed: boltfoundry, candlefish',
  ],
  of(
    "server",
    "locaton",
    "ash",
    'unknown key; did you mean "location"? Allowed: image, location, name, sshFrom, sshKeys, type',
  ),
  of(
    "server",
    "datacenter",
    "ash-dc1",
    "unknown key; Hetzner removed datacenters (October 2026). Use location: the part of the datacenter's name before the hyphen, such as ash for ash-dc1",
  ),
  of("volume", "sizeGB", 10, 'unknown key; did you mean "sizeGb"? Allowed: mountPath, sizeGb'),
  [
    "production",
    [["stateBackends"], {}],
    "stateBackends",
    "belongs to another stack: move it to Pulumi.ci.yaml; state is kept physically apart from production",
  ],
  [
    "ci",
    [["systems"], {}],
    "systems",
    "belongs to another stack: move it to Pulumi.production.yaml; state is kept physically apart from production",
  ],
  // absent, or of another type
  ["production", [["systems"]], "systems", "missing; use a mapping with the keys boltfoundry, candlefish"],
  [
    "production",
    [["systems"], "later"],
    "systems",
    'is "later" (a string); use a mapping with the keys boltfoundry, candlefish',
  ],
  [
    "production",
    [["systems"], '{"boltfoundry": '],
    "systems",
    'is "{\\"boltfoundry\\": " (a string); use a mapping with the keys boltfoundry, candlefish',
  ],
  ["production", [["systems"], []], "systems", "is a list; use a mapping with the keys boltfoundry, candlefish"],
  [
    "production",
    [[...boltFoundry, "volume"], null],
    "systems.boltfoundry.volume",
    "is null; use a mapping with the keys mountPath, sizeGb",
  ],
  of("server", "type", undefined, "missing; use a name of letters and digits, such as cpx11"),
  of("server", "name", true, `is true (a boolean); use ${label}`),
  of("server", "sshFrom", "::/0", 'is "::/0" (a string); use a list of networks'),
  of("server", "sshKeys", [], "is a list; use a mapping from names to public keys"),
  of("server", "sshKeys", {}, "is empty; use at least one name with its public key"),
  of("volume", "sizeGb", "10", 'is "10" (a string); use a whole number of GB from 10 to 10240'),
  // environment
  ["production", [["environment"], "ci"], "environment", 'is "ci"; use production, as the stack is named'],
  ["ci", [["environment"], "staging"], "environment", 'is "staging"; use ci, as the stack is named'],
  ["ci", [["environment"]], "environment", "missing; use ci, as the stack is named"],
  // 1Password and Cloudflare; a value that may be a key pasted into the wrong field is not repeated
  ["ci", [["onepassword", "vault"], "Production"], "onepassword.vault", `is "Production"; use ${id}`],
  of(
    "hetzner",
    "objectStorageKeys",
    "madeUp0123456789madeUp0123456789madeUp01",
    `is "made… (40 characters)"; use ${id}`,
  ),
  of(
    "cloudflare",
    "zoneId",
    "0123",
    'is "0123"; use the identifier that Cloudflare shows: 32 hexadecimal digits in lower case',
  ),
  of(
    "cloudflare",
    "accountId",
    5,
    "is 5 (a number); use the identifier that Cloudflare shows: 32 hexadecimal digits in lower case",
  ),
  of(
    "hetzner",
    "project",
    " bft",
    'is " bft"; use the project\'s name as the console shows it, without spaces around it',
  ),
  // secrets
  of(
    "hetzner",
    "apiToken",
    "ops_madeUpMadeUpMadeUp",
    `looks like a 1Password service account token: ops_… (22 characters); ${revoke}`,
  ),
  of(
    "backups",
    "objectStorageKeys",
    "AKIAMADEUPMADEUPMADE",
    `looks like an AWS access key: AKIA… (20 characters); ${revoke}`,
  ),
  of(
    "cloudflare",
    "apiToken",
    "ASIAMADEUPMADEUPMADE",
    `looks like an AWS access key: ASIA… (20 characters); ${revoke}`,
  ),
  of(
    "cloudflare",
    "apiToken",
    madeUpKey.slice(0, 64),
    `looks like a Hetzner API token: Made… (64 characters); ${revoke}`,
  ),
  [
    "production",
    [[...server, "sshKeys", "kamal"], "-----BEGIN OPENSSH PRIVATE KEY-----\nmadeUp\n"],
    "systems.boltfoundry.server.sshKeys.kamal",
    `looks like a private key: ----… (43 characters); ${revoke}`,
  ],
  of("secrets", "tag", { secure: "v1:madeUp" }, `is encrypted; ${noSecret}`),
  // server and volume
  of("server", "name", "boltfoundry_com", `is "boltfoundry_com"; use ${label}`),
  of("server", "type", "cpx-11", 'is "cpx-11"; use a name of letters and digits, such as cpx11'),
  of("server", "location", "ashburn", `is "ashburn"; use ${locations}`),
  of("server", "image", "ubuntu-22.04", `is "ubuntu-22.04"; use ${image}`),
  of("server", "image", "debian-12", `is "debian-12"; use ${image}`),
  [
    "production",
    [[...server, "sshKeys", "Kamal"], rsaKey],
    "systems.boltfoundry.server.sshKeys.Kamal",
    `name is "Kamal"; use ${label}`,
  ],
  [
    "production",
    [[...server, "sshKeys", "cut"], "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"],
    "systems.boltfoundry.server.sshKeys.cut",
    `is "ssh-ed25519 AAAA… (24 characters)"; use ${publicKey}`,
  ],
  [
    "production",
    [[...server, "sshKeys", "old"], "ssh-dss AAAA"],
    "systems.boltfoundry.server.sshKeys.old",
    `is "ssh-dss AAAA"; use ${publicKey}`,
  ],
  [
    "production",
    [[...server, "sshKeys", "two.words"], "ssh-dss AAAA"],
    'systems.boltfoundry.server.sshKeys["two.words"]',
    `name is "two.words"; use ${label}`,
  ],
  [
    "production",
    [[...server, "sshFrom", 1], "192.0.2.1"],
    "systems.boltfoundry.server.sshFrom[1]",
    `is "192.0.2.1"; use ${network}`,
  ],
  [
    "production",
    [[...server, "sshFrom", 0], "192.0.2.0/33"],
    "systems.boltfoundry.server.sshFrom[0]",
    `is "192.0.2.0/33"; use ${network}`,
  ],
  of("volume", "sizeGb", 9, "is 9; use a whole number of GB from 10 to 10240"),
  of("volume", "sizeGb", 10_241, "is 10241; use a whole number of GB from 10 to 10240"),
  of("volume", "sizeGb", 10.5, "is 10.5; use a whole number of GB from 10 to 10240"),
  of("volume", "mountPath", "mnt/data", `is "mnt/data"; use ${path}`),
  of("volume", "mountPath", "/mnt/../etc", `is "/mnt/../etc"; use ${path}`),
  // buckets and names
  of("assets", "bucket", "BFT", `is "BFT"; use ${bucket}`),
  of("assets", "bucket", "bft.assets", `is "bft.assets"; use ${bucket}`),
  of("backups", "bucket", "xn--backups", `is "xn--backups"; use ${bucket}`),
  of("backups", "bucket", "b".repeat(64), `is "${"b".repeat(64)}"; use ${bucket}`),
  of("backups", "bucket", "bft-s3alias", `is "bft-s3alias"; use ${bucket}`),
  of("backups", "bucket", "-bft", `is "-bft"; use ${bucket}`),
  of("assets", "hostname", longHost, `is "${longHost}"; use ${host}`),
  of("assets", "hostname", "Assets.example.com", `is "Assets.example.com"; use ${host}`),
  of("backups", "location", "ash", `is "ash"; use ${bucketLocations}`),
  [
    "production",
    [[...boltFoundry, "domain"], "https://boltfoundry.com"],
    "systems.boltfoundry.domain",
    `is "https://boltfoundry.com"; use ${host}`,
  ],
  of("assets", "hostname", "Assets.boltfoundry.com", `is "Assets.boltfoundry.com"; use ${host}`),
  // application, secrets, monitoring
  of(
    "application",
    "image",
    "example.test/owner/name:latest",
    'is "example.test/owner/name:latest"; use registry/owner/name in lower case, without tag or digest: each release names its own',
  ),
  of("application", "port", 0, "is 0; use a whole number from 1 to 65535"),
  of("application", "port", 65_536, "is 65536; use a whole number from 1 to 65535"),
  of("application", "healthPath", "healthz", 'is "healthz"; use a path that starts with a slash, without query'),
  of(
    "application",
    "database",
    "/var/app.db",
    'is "/var/app.db"; use an absolute path under /data, where the volume is mounted: nothing else of the container is kept',
  ),
  of(
    "application",
    "database",
    "/data/../app.db",
    'is "/data/../app.db"; use an absolute path under /data, where the volume is mounted: nothing else of the container is kept',
  ),
  of("secrets", "tag", "", 'is ""; use a tag of 1Password'),
  of("secrets", "infrastructureOnly", "HETZNER_API_TOKEN", 'is "HETZNER_API_TOKEN" (a string); use a list of titles'),
  [
    "production",
    [[...boltFoundry, "secrets", "infrastructureOnly", 1], "cloudflare"],
    "systems.boltfoundry.secrets.infrastructureOnly[1]",
    `is "cloudflare"; use ${variable}`,
  ],
  of("hyperdx", "endpoint", "http://example.test", `is "http://example.test"; use ${url}`),
  of("hyperdx", "endpoint", "https://user:made-up@example.test", `is "https://user:made-up@example.test"; use ${url}`),
  of("hyperdx", "apiKey", "00000000-0000-4000-8000-000000000000", `is "0000… (36 characters)"; use ${variable}`),
  // state backends
  [
    "ci",
    [["stateBackends", "candelfish"], {}],
    "stateBackends.candelfish",
    'unknown key; did you mean "candlefish"? Allowed: boltfoundry, candlefish',
  ],
  [
    "ci",
    [["stateBackends", "candlefish"], "aws"],
    "stateBackends.candlefish",
    'is "aws" (a string); use a mapping with the key cloud: hetzner or aws',
  ],
  [
    "ci",
    [["stateBackends", "candlefish", "cloud"], "gcp"],
    "stateBackends.candlefish.cloud",
    'is "gcp"; use hetzner or aws',
  ],
  ["ci", [["stateBackends", "candlefish", "cloud"]], "stateBackends.candlefish.cloud", "missing; use hetzner or aws"],
  [
    "ci",
    [["stateBackends", "candlefish", "accountId"], 111122223333],
    "stateBackends.candlefish.accountId",
    "is 111122223333 (a number); use 12 digits in quotes",
  ],
  [
    "ci",
    [["stateBackends", "candlefish", "accountId"], "1111"],
    "stateBackends.candlefish.accountId",
    'is "1111"; use 12 digits in quotes',
  ],
  [
    "ci",
    [["stateBackends", "candlefish", "region"], "us-east"],
    "stateBackends.candlefish.region",
    'is "us-east"; use an AWS region, such as us-east-1',
  ],
  [
    "ci",
    [["stateBackends", "candlefish", "lockTable"], "a b"],
    "stateBackends.candlefish.lockTable",
    'is "a b"; use 3–255 letters, digits, dots, hyphens and underscores',
  ],
  [
    "ci",
    [["stateBackends", "candlefish", "lockTable"], "ab"],
    "stateBackends.candlefish.lockTable",
    'is "ab"; use 3–255 letters, digits, dots, hyphens and underscores',
  ],
  [
    "ci",
    [["stateBackends", "boltfoundry", "region"], "hel1"],
    "stateBackends.boltfoundry.region",
    "unknown key; Allowed: bucket, cloud, location, objectStorageKeys, project",
  ],
  // right alone, wrong together
  [
    "ci",
    [["stateBackends", "candlefish", "bucket"], "bft-terraform-state"],
    "stateBackends.candlefish.bucket",
    "is the same as groundplan:stateBackends.boltfoundry.bucket; each system's state has a bucket of its own",
  ],
  of(
    "backups",
    "bucket",
    "bft-assets",
    "is the same as groundplan:systems.boltfoundry.assets.bucket; use another bucket: assets are public, backups never are",
  ),
  of(
    "backups",
    "objectStorageKeys",
    "madeupitemprodstoragekeysx",
    `is the same as groundplan:systems.boltfoundry.hetzner.objectStorageKeys; ${anotherItem}`,
  ),
  of(
    "cloudflare",
    "apiToken",
    "madeupitemhetznerapitokenx",
    `is the same as groundplan:systems.boltfoundry.hetzner.apiToken; ${anotherItem}`,
  ),
  of(
    "assets",
    "hostname",
    "assets.example.com",
    'is "assets.example.com"; use a host name under groundplan:systems.boltfoundry.domain, such as assets.boltfoundry.com',
  ),
  of(
    "assets",
    "hostname",
    "boltfoundry.com",
    'is "boltfoundry.com"; use a host name under groundplan:systems.boltfoundry.domain, such as assets.boltfoundry.com',
  ),
  [
    "production",
    [[...server, "sshKeys"], { ada: `${rsaKey} ada@example`, bob: `${rsaKey} bob@example` }],
    "systems.boltfoundry.server.sshKeys.bob",
    "is the same as groundplan:systems.boltfoundry.server.sshKeys.ada; remove one: Hetzner refuses a public key that it already has",
  ],
];
