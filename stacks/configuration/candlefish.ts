import { z } from "zod";
import { choice, documentation, list, mapping, refusal, text, wholeNumber, yesOrNo } from "./fields.ts";
import { awsAccountId, awsRegion, bucketName, hostName, vpcNetwork } from "./names.ts";

const zones = z
  .record(
    text(
      "Availability zone",
      "an availability zone of AWS, such as us-east-1a",
      /^[a-z]{2,4}(?:-[a-z]+)+-[0-9]+[a-f]$/,
    ),
    mapping("The two subnets of a zone", {
      private: vpcNetwork("Addresses of what nobody reaches from outside"),
      public: vpcNetwork("Addresses of NAT and of public load balancers"),
    }),
    { error: refusal("mapping", "a mapping from availability zones to their two subnets") },
  )
  .refine((byZone) => Object.keys(byZone).length >= 3, {
    error: "has too few zones; use at least 3: with fewer, one zone takes the majority of Vault's nodes with it",
  })
  .meta({ description: "The subnets of each availability zone. At least three zones.", minProperties: 3 });

const network = mapping("The network of its own", { cidr: vpcNetwork("Addresses of the VPC"), zones });

const oddNodes = "3, 5 or 7: an even number bears no more losses than one less";

const vault = mapping("Vault", {
  hostname: hostName("Host name that clients use; its certificate is put into Secrets Manager"),
  /** @default 5 */
  nodes: z
    .literal([3, 5, 7], { error: refusal("number", oddNodes) })
    .meta(documentation("Machines, spread over the zones", oddNodes))
    .default(5),
  /** The image is for x86. @default "t3.large" */
  instanceType: text(
    "Type of the machines",
    "an instance type of EC2 with processors of Intel or AMD, such as t3.large",
    /^[a-z]+[0-9]+(?![a-z]*g)[a-z0-9-]*\.[a-z0-9]+$/,
  ).default("t3.large"),
  listener: mapping("Who reaches the load balancer", {
    /** @default false */
    public: yesOrNo("Whether it has public addresses").default(false),
    /** Closed unless said otherwise. @default [] */
    from: list(
      "Networks that may connect",
      "a list of networks",
      text(
        "Network",
        "a network of IPv4 in CIDR notation, such as 192.0.2.0/24",
        /^(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\/(?:3[0-2]|[12]?[0-9])$/,
      ),
    ).default([]),
  }),
  // Vault's own limit: https://developer.hashicorp.com/vault/docs/commands/operator/init
  recovery: mapping("Recovery shares, which the ceremony makes for named holders", {
    /** @default 5 */
    shares: wholeNumber("Shares, one for each holder", "", 3, 255).default(5),
    /** @default 3 */
    threshold: wholeNumber("Holders who together prove who asks", "", 2, 255).default(3),
  }),
  /** Absent: the HSMs of KMS. */
  unsealKeyStore: text(
    "CloudHSM key store for the key that unseals; only a new cluster can get one",
    "the identifier that KMS shows: cks- and 17 hexadecimal digits",
    /^cks-[0-9a-f]{17}$/,
  ).exactOptional(),
});

const buckets = mapping("Buckets in which nobody can delete", {
  snapshots: bucketName("Bucket that holds snapshots of Vault"),
  auditLogs: bucketName("Bucket that holds audit logs of Vault"),
});

const postgres = mapping("PostgreSQL for applications", {
  database: text(
    "Database that is made with the server",
    "1–63 lower-case letters, digits and underscores, not starting with a digit",
    /^[a-z_][a-z0-9_]{0,62}$/,
  ),
  instanceClass: text(
    "Class of the server",
    "an instance class of RDS, such as db.m7g.large",
    /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
  ),
  /** 20 to 65536 GB are the limits of RDS for gp3. */
  storageGb: wholeNumber("Size; it can grow and never shrinks", "of GB ", 20, 65_536),
  /** @default 0 */
  readReplicas: wholeNumber("Copies that may be read", "", 0, 15).default(0),
});

const redis = mapping("Valkey for applications", {
  nodeType: text(
    "Type of the nodes",
    "a node type of ElastiCache, such as cache.m7g.large",
    /^cache\.[a-z0-9-]+\.[a-z0-9]+$/,
  ),
  /** At least one, to take the place of a node that fails. @default 1 */
  replicas: wholeNumber("Copies beside the node that writes", "", 1, 5).default(1),
});

const secrets = z
  .record(
    text("Name of the secret", "1–512 letters, digits and /_+=.@-", /^[A-Za-z0-9/_+=.@-]{1,512}$/),
    mapping("A secret whose value its owner puts into Secrets Manager", {
      kind: choice("What is rotated", {
        database: "credentials of a database",
        "api-key": "a key that somebody else issues",
        crypto: "key material of our own",
      }),
      owner: text(
        "Team that answers for it",
        "a team's name: lower-case letters, digits and inner hyphens",
        /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
      ),
      rotationDays: wholeNumber("Days after which it is due", "", 1, 1000),
    }),
    { error: refusal("mapping", "a mapping from names to kind, owner and rotationDays") },
  )
  .meta({ description: "Secrets of Secrets Manager, by name; their values are never here." });

const atLeastOne = <Item>(items: readonly Item[]) => items.length > 0;

const secretsAdmins = list(
  "Who administers",
  "a list of ARNs",
  text(
    "Role or user",
    "the ARN of a role or a user, such as arn:aws:iam::111122223333:role/platform-team",
    /^arn:aws:iam::[0-9]{12}:(?:role|user)\/[A-Za-z0-9+=,.@_/-]+$/,
  ),
)
  .refine(atLeastOne, { error: "is empty; use at least one ARN: nobody could set a secret" })
  .meta({
    description:
      "Who may take on the role that sets and rotates secrets, and ask the holders of Vault's recovery shares for a root token. At least one.",
    minItems: 1,
  });

const alarms = mapping("Alarms", {
  emails: list(
    "Who is told by e-mail",
    "a list of e-mail addresses",
    text("Address", "an e-mail address, such as oncall@example.com", /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/),
  )
    .refine(atLeastOne, { error: "is empty; use at least one address: nobody would hear an alarm" })
    .meta({ description: "Who is told by e-mail; each address confirms once. At least one.", minItems: 1 }),
});

/** Candlefish: Vault on AWS, with databases, buckets and secrets. */
export const candlefish = mapping("Candlefish: Vault on AWS, with databases, buckets and secrets", {
  accountId: awsAccountId("Account that holds all of it; refused in any other"),
  region: awsRegion("Region that holds all of it"),
  network,
  vault,
  buckets,
  postgres,
  redis,
  secrets,
  secretsAdmins,
  alarms,
});
