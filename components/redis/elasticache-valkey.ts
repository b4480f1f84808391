import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import * as elasticache from "@pulumi/aws/elasticache/index.js";
import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import { type Network, subnetCidrs, subnetIds } from "../network/network.ts";
import type { RedisAuthentication, RedisConnection } from "./connection.ts";

/** What an ElastiCacheValkey is made of. */
export interface ElastiCacheValkeyArgs {
  /** Name of the replication group, and of its user. */
  readonly groupName: string;
  /** Network whose private subnets hold it, and may connect to it. */
  readonly network: Network;
  /** Version of Valkey, such as 8.2. */
  readonly version: string;
  /** Type of the nodes, such as cache.m7g.large. */
  readonly nodeType: string;
  /** Copies beside the node that writes, in other zones; one of them takes its place when it fails. @default 1 */
  readonly replicas?: number;
  /** ARN of the KMS key that data and snapshots are encrypted with. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that a daily snapshot is kept; 1–35 by ElastiCache's limits. */
  readonly snapshotRetentionDays: number;
  /** Refuse deletion in Pulumi, and leave the data in the account when it leaves the program. @default true */
  readonly protect?: boolean;
}

const port = 6379;
const engine = "valkey";

// In UTC, one after the other: the snapshot is over before maintenance begins.
const snapshotWindow = "06:00-07:00";
const maintenanceWindow = "sun:07:30-sun:08:30";

/**
 * Valkey on ElastiCache: encrypted in transit and at rest, copies in other zones, and one user whom IAM signs in. There is
 * no password at all, so none can be in the state. The default user, who would need none either, is in no group.
 * @throws RunError for an argument that ElastiCache would refuse
 */
export class ElastiCacheValkey extends pulumi.ComponentResource implements RedisConnection {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly tls: true;
  readonly authentication: RedisAuthentication;
  /** Host that reads, from any copy. */
  readonly readerHost: pulumi.Output<string>;

  constructor(name: string, args: ElastiCacheValkeyArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:redis:ElastiCacheValkey", name, {}, opts);
    const user = this.createUser(name, settings);
    const users = this.createUserGroup(name, settings, user);
    const group = this.createGroup(name, settings, users);

    this.host = group.primaryEndpointAddress;
    this.readerHost = group.readerEndpointAddress;
    this.port = pulumi.output(port);
    this.tls = true;
    this.authentication = { kind: "aws-iam", user: user.userName, connectTo: [group.arn, user.arn] };
    this.registerOutputs({ host: this.host, readerHost: this.readerHost, port: this.port, user: user.userName });
  }

  // With IAM, the name and the identifier of a user must be the same:
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html. It may do all that is not administration.
  private createUser(name: string, { groupName }: Settings) {
    return new elasticache.User(
      `${name}-user`,
      {
        userId: groupName,
        userName: groupName,
        engine,
        authenticationMode: { type: "iam" },
        accessString: "on ~* &* +@all -@admin -@dangerous +info", // clients ask for info to see whether a server is ready
      },
      { parent: this },
    );
  }

  private createUserGroup(name: string, { groupName }: Settings, user: elasticache.User) {
    return new elasticache.UserGroup(
      `${name}-users`,
      { userGroupId: groupName, engine, userIds: [user.userId] },
      { parent: this },
    );
  }

  private createGroup(name: string, settings: Settings, users: elasticache.UserGroup) {
    const { groupName, network, protect } = settings;
    const subnets = new elasticache.SubnetGroup(
      `${name}-subnets`,
      { name: groupName, description: "Private subnets", subnetIds: subnetIds(network.privateSubnets) },
      { parent: this },
    );
    return new elasticache.ReplicationGroup(
      `${name}-group`,
      {
        replicationGroupId: groupName,
        description: "Valkey for applications",
        engine,
        engineVersion: settings.version,
        autoMinorVersionUpgrade: true,
        nodeType: settings.nodeType,
        numCacheClusters: settings.replicas + 1,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        port,
        subnetGroupName: subnets.name,
        securityGroupIds: [this.createFirewall(name, settings).id],
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        atRestEncryptionEnabled: true,
        kmsKeyId: settings.keyArn,
        userGroupIds: [users.userGroupId],
        snapshotRetentionLimit: settings.snapshotRetentionDays,
        snapshotWindow,
        maintenanceWindow,
        finalSnapshotIdentifier: `${groupName}-final`,
      },
      { parent: this, protect, retainOnDelete: protect },
    );
  }

  private createFirewall(name: string, { groupName, network }: Settings) {
    return new SecurityGroup(
      `${name}-firewall`,
      {
        name: `${groupName}-valkey`,
        description: "Valkey",
        vpcId: network.vpcId,
        ingress: [
          {
            description: "Valkey from private subnets",
            protocol: "tcp",
            fromPort: port,
            toPort: port,
            cidrBlocks: subnetCidrs(network.privateSubnets),
          },
        ],
        tags: { Name: `${groupName}-valkey` },
      },
      { parent: this },
    );
  }
}

type Settings = ReturnType<typeof normalize>;

function normalize(name: string, args: ElastiCacheValkeyArgs) {
  const settings = { replicas: 1, protect: true, ...args };
  const refuse = (argument: keyof ElastiCacheValkeyArgs, value: unknown, allowed: string) =>
    wrongArgument(`ElastiCacheValkey ${JSON.stringify(name)}`, argument, value, allowed);

  // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
  if (!/^(?!.*--)[a-z][a-z0-9-]{0,38}[a-z0-9]$/.test(settings.groupName)) {
    const allowed = "2–40 lower-case letters, digits and single inner hyphens, starting with a letter";
    throw refuse("groupName", settings.groupName, allowed);
  }
  if (!/^\d+\.\d+$/.test(settings.version)) {
    throw refuse("version", settings.version, "a version of Valkey, such as 8.2");
  }
  const limits = [
    ["replicas", 1, 5],
    ["snapshotRetentionDays", 1, 35],
  ] as const;
  for (const [argument, least, most] of limits) {
    const value = settings[argument];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw refuse(argument, value, `a whole number from ${least} to ${most}`);
    }
  }
  return settings;
}
