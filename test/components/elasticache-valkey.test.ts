import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Network } from "../../components/network/network.ts";
import { ElastiCacheValkey, type ElastiCacheValkeyArgs } from "../../components/redis/elasticache-valkey.ts";
import { inventory, named, record } from "../recorder.ts";

const network = (): Network => ({
  vpcId: pulumi.output("vpc-1"),
  privateSubnets: [{ zone: "us-east-1a", cidr: "10.0.1.0/24", id: pulumi.output("subnet-1") }],
  publicSubnets: [],
});
const args = (changes: Partial<ElastiCacheValkeyArgs> = {}): ElastiCacheValkeyArgs => ({
  groupName: "example",
  network: network(),
  version: "8.2",
  nodeType: "cache.m7g.large",
  keyArn: "arn:of:key",
  snapshotRetentionDays: 30,
  ...changes,
});
const world = {
  outputs: {
    "aws:elasticache/replicationGroup:ReplicationGroup": {
      arn: "arn:of:group",
      primaryEndpointAddress: "master.example.cache.amazonaws.com",
      readerEndpointAddress: "replica.example.cache.amazonaws.com",
    },
    "aws:elasticache/user:User": { arn: "arn:of:user" },
  },
};
const make = (changes: Partial<ElastiCacheValkeyArgs> = {}) =>
  record(() => new ElastiCacheValkey("redis", args(changes)), world);

describe("ElastiCacheValkey", () => {
  it("makes exactly a replication group with its place and its user", async () => {
    expect(inventory(await make())).toEqual([
      "aws:ec2/securityGroup:SecurityGroup redis-firewall",
      "aws:elasticache/replicationGroup:ReplicationGroup redis-group",
      "aws:elasticache/subnetGroup:SubnetGroup redis-subnets",
      "aws:elasticache/user:User redis-user",
      "aws:elasticache/userGroup:UserGroup redis-users",
      "groundplan:redis:ElastiCacheValkey redis",
    ]);
  });

  it("is encrypted in transit and at rest, and bears the loss of a node", async () => {
    const { inputs, options } = named(await make({ replicas: 2 }), "redis-group");
    expect(inputs).toMatchObject({
      replicationGroupId: "example",
      engine: "valkey",
      engineVersion: "8.2",
      numCacheClusters: 3,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      atRestEncryptionEnabled: true,
      kmsKeyId: "arn:of:key",
      snapshotRetentionLimit: 30,
      finalSnapshotIdentifier: "example-final",
      userGroupIds: ["example"],
    });
    expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    expect(named(await make({ protect: false }), "redis-group").options.protect).toBe(false);
  });

  it("signs one user in by IAM, without a password anywhere", async () => {
    const resources = await make();
    expect(named(resources, "redis-user").inputs).toEqual({
      userId: "example",
      userName: "example",
      engine: "valkey",
      authenticationMode: { type: "iam" },
      accessString: "on ~* &* +@all -@admin -@dangerous +info",
    });
    expect(named(resources, "redis-users").inputs).toEqual({
      userGroupId: "example",
      engine: "valkey",
      userIds: ["example"],
    });
    const inputs = resources.flatMap((resource) => Object.keys(resource.inputs));
    expect(inputs.filter((input) => /password|authToken/i.test(input))).toEqual([]);
  });

  it("lets private subnets in, and nothing else", async () => {
    const { inputs } = named(await make(), "redis-firewall");
    expect(inputs.ingress).toEqual([
      {
        description: "Valkey from private subnets",
        protocol: "tcp",
        fromPort: 6379,
        toPort: 6379,
        cidrBlocks: ["10.0.1.0/24"],
      },
    ]);
    expect(inputs.egress).toBeUndefined();
  });

  it("tells how to connect, and what a client must be allowed", async () => {
    const told: unknown[] = [];
    await record(() => {
      const { host, port, tls, authentication, readerHost } = new ElastiCacheValkey("redis", args());
      const connectTo = pulumi.all([...authentication.connectTo]);
      const { kind, user } = authentication;
      pulumi.output({ host, port, tls, kind, user, connectTo, readerHost }).apply((values) => told.push(values));
    }, world);
    expect(told).toEqual([
      {
        host: "master.example.cache.amazonaws.com",
        readerHost: "replica.example.cache.amazonaws.com",
        port: 6379,
        tls: true,
        kind: "aws-iam",
        user: "example",
        connectTo: ["arn:of:group", "arn:of:user"],
      },
    ]);
  });

  it.each<[Partial<ElastiCacheValkeyArgs>, string]>([
    [
      { groupName: "a--b" },
      'groupName is "a--b"; use 2–40 lower-case letters, digits and single inner hyphens, starting with a letter',
    ],
    [{ version: "8" }, 'version is "8"; use a version of Valkey, such as 8.2'],
    [{ replicas: 0 }, "replicas is 0; use a whole number from 1 to 5"],
    [{ snapshotRetentionDays: 36 }, "snapshotRetentionDays is 36; use a whole number from 1 to 35"],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => new ElastiCacheValkey("redis", args(wrong))).toThrow(
        new pulumi.RunError(`ElastiCacheValkey "redis": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});
