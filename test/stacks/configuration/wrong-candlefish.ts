import type { WrongInput } from "./wrong-inputs.ts";

const candlefish = ["systems", "candlefish"];
const bucket = "3–63 lower-case letters, digits and inner hyphens, not starting with xn-- nor ending with -s3alias";
const vpc = "a network of IPv4 from /16 to /28 in CIDR notation, such as 10.0.0.0/16, without bits after its length";
const odd = "3, 5 or 7: an even number bears no more losses than one less";
const x86 = "an instance type of EC2 with processors of Intel or AMD, such as t3.large";
const zonesAt = "groundplan:systems.candlefish.network.zones";
const subnets = { private: "10.0.4.0/24", public: "10.0.104.0/24" };
const zones = (number: number) =>
  Object.fromEntries(
    ["a", "b"]
      .slice(0, number)
      .map((letter, index) => [
        `us-east-1${letter}`,
        { private: `10.0.${index + 1}.0/24`, public: `10.0.${index + 101}.0/24` },
      ]),
  );

const of = (path: string, value: unknown, message: string): WrongInput => {
  const keys = path.split(".");
  return ["production", [[...candlefish, ...keys], value], `systems.candlefish.${path}`, message];
};

/** Like `wrongInputs`, for Candlefish. */
export const wrongCandlefish: readonly WrongInput[] = [
  // account and region
  of("accountId", 111122223333, "is 111122223333 (a number); use 12 digits in quotes"),
  of("region", "us-east", 'is "us-east"; use an AWS region, such as us-east-1'),
  of(
    "netwrok",
    {},
    'unknown key; did you mean "network"? Allowed: accountId, alarms, buckets, network, postgres, redis, region, secrets, secretsAdmins, vault',
  ),
  // network
  of("network.cidr", "10.0.0.0", `is "10.0.0.0"; use ${vpc}`),
  of("network.cidr", "10.0.0.0/8", `is "10.0.0.0/8"; use ${vpc}`),
  of("network.cidr", "10.0.1.0/16", `is "10.0.1.0/16"; use ${vpc}`),
  of("network.zones.us-east-1a.private", "10.0.1.0/29", `is "10.0.1.0/29"; use ${vpc}`),
  of("network.zones.us-east-1a.public", undefined, `missing; use ${vpc}`),
  of(
    "network.zones.us-east-1b.private",
    "10.1.2.0/24",
    'is "10.1.2.0/24"; use a network within groundplan:systems.candlefish.network.cidr, 10.0.0.0/16',
  ),
  of(
    "network.zones.us-east-1b.private",
    "10.0.1.128/25",
    `is "10.0.1.128/25"; use addresses that ${zonesAt}.us-east-1a.private, 10.0.1.0/24, does not have`,
  ),
  of(
    "network.zones.us-east-1c.public",
    "10.0.3.0/24",
    `is "10.0.3.0/24"; use addresses that ${zonesAt}.us-east-1c.private, 10.0.3.0/24, does not have`,
  ),
  of("network.zones.us-east-1z", subnets, 'name is "us-east-1z"; use an availability zone of AWS, such as us-east-1a'),
  of(
    "network.zones.eu-west-1a",
    subnets,
    'name is "eu-west-1a"; use a zone of groundplan:systems.candlefish.region, such as us-east-1a',
  ),
  of("network.zones", [], "is a list; use a mapping from availability zones to their two subnets"),
  of(
    "network.zones",
    zones(2),
    "has too few zones; use at least 3: with fewer, one zone takes the majority of Vault's nodes with it",
  ),
  // Vault
  of(
    "vault.hostname",
    "vault",
    'is "vault"; use a host name in lower case, such as www.example.com, without scheme, port and final dot',
  ),
  of("vault.nodes", 4, `is 4; use ${odd}`),
  of("vault.nodes", 1, `is 1; use ${odd}`),
  of("vault.nodes", "5", `is "5" (a string); use ${odd}`),
  of("vault.instanceType", "t3", `is "t3"; use ${x86}`),
  of("vault.instanceType", "t4g.large", `is "t4g.large"; use ${x86}`),
  of("vault.listener.public", "yes", 'is "yes" (a string); use true or false'),
  of("vault.listener.from", "0.0.0.0/0", 'is "0.0.0.0/0" (a string); use a list of networks'),
  [
    "production",
    [[...candlefish, "vault", "listener", "from"], ["::/0"]],
    "systems.candlefish.vault.listener.from[0]",
    'is "::/0"; use a network of IPv4 in CIDR notation, such as 192.0.2.0/24',
  ],
  of("vault.recovery.shares", 2, "is 2; use a whole number from 3 to 255"),
  of("vault.recovery.threshold", 1, "is 1; use a whole number from 2 to 255"),
  of(
    "vault.recovery.threshold",
    6,
    "is 6; use at most groundplan:systems.candlefish.vault.recovery.shares, 5: nobody could bring together more shares than there are",
  ),
  of("vault.unsealKeyStore", "cks-1", 'is "cks-1"; use the identifier that KMS shows: cks- and 17 hexadecimal digits'),
  // buckets, databases
  of("buckets.snapshots", "No", `is "No"; use ${bucket}`),
  of(
    "buckets.auditLogs",
    "candlefish-vault-snapshots",
    "is the same as groundplan:systems.candlefish.buckets.snapshots; use another bucket: each is locked for a time of its own",
  ),
  of(
    "postgres.database",
    "candle-fish",
    'is "candle-fish"; use 1–63 lower-case letters, digits and underscores, not starting with a digit',
  ),
  of("postgres.instanceClass", "m7g.large", 'is "m7g.large"; use an instance class of RDS, such as db.m7g.large'),
  of("postgres.storageGb", 10, "is 10; use a whole number of GB from 20 to 65536"),
  of("postgres.readReplicas", 16, "is 16; use a whole number from 0 to 15"),
  of("redis.nodeType", "db.m7g.large", 'is "db.m7g.large"; use a node type of ElastiCache, such as cache.m7g.large'),
  of("redis.replicas", 0, "is 0; use a whole number from 1 to 5"),
  // secrets, admins, alarms
  of(
    "secrets.mongodb.kind",
    "password",
    'is "password"; use one of database (credentials of a database), api-key (a key that somebody else issues), crypto (key material of our own)',
  ),
  of(
    "secrets.mongodb.owner",
    "Platform Team",
    `is "Platform Team"; use a team's name: lower-case letters, digits and inner hyphens`,
  ),
  of("secrets.mongodb.rotationDays", undefined, "missing; use a whole number from 1 to 1000"),
  of("secrets.mongodb.value", "x", "unknown key; Allowed: kind, owner, rotationDays"),
  [
    "production",
    [[...candlefish, "secrets", "my secret"], { kind: "crypto", owner: "team", rotationDays: 1 }],
    'systems.candlefish.secrets["my secret"]',
    'name is "my secret"; use 1–512 letters, digits and /_+=.@-',
  ],
  [
    "production",
    [[...candlefish, "secretsAdmins", 0], "platform-team"],
    "systems.candlefish.secretsAdmins[0]",
    'is "platform-team"; use the ARN of a role or a user, such as arn:aws:iam::111122223333:role/platform-team',
  ],
  [
    "production",
    [[...candlefish, "secretsAdmins", 1], "arn:aws:iam::444455556666:role/other"],
    "systems.candlefish.secretsAdmins[1]",
    'is "arn:aws:iam::444455556666:role/other"; use a role or a user of groundplan:systems.candlefish.accountId, 111122223333',
  ],
  of("secretsAdmins", [], "is empty; use at least one ARN: nobody could set a secret"),
  [
    "production",
    [[...candlefish, "alarms", "emails", 0], "oncall"],
    "systems.candlefish.alarms.emails[0]",
    'is "oncall"; use an e-mail address, such as oncall@example.com',
  ],
  of("alarms.emails", [], "is empty; use at least one address: nobody would hear an alarm"),
];
