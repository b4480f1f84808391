import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { CandlefishArgs } from "../../systems/candlefish/args.ts";
import { Candlefish } from "../../systems/candlefish/candlefish.ts";
import type { CandlefishOutputs } from "../../systems/candlefish/outputs.ts";
import { named, type Recorded, record } from "../recorder.ts";

const given: CandlefishArgs = {
  accountId: "111122223333",
  region: "us-east-1",
  network: {
    cidr: "10.0.0.0/16",
    zones: {
      "us-east-1a": { private: "10.0.1.0/24", public: "10.0.101.0/24" },
      "us-east-1b": { private: "10.0.2.0/24", public: "10.0.102.0/24" },
      "us-east-1c": { private: "10.0.3.0/24", public: "10.0.103.0/24" },
    },
  },
  vault: {
    hostname: "vault.example.com",
    nodes: 5,
    instanceType: "t3.large",
    listener: { public: true, from: ["0.0.0.0/0"] },
    recovery: { shares: 5, threshold: 3 },
  },
  buckets: { snapshots: "example-snapshots", auditLogs: "example-audit" },
  postgres: { database: "candlefish", instanceClass: "db.m7g.large", storageGb: 100, readReplicas: 0 },
  redis: { nodeType: "cache.m7g.large", replicas: 2 },
  secrets: {
    mongodb: { kind: "database", owner: "platform-team", rotationDays: 90 },
    "jwt-secret": { kind: "crypto", owner: "security-team", rotationDays: 180 },
  },
  secretsAdmins: ["arn:aws:iam::111122223333:role/platform-team"],
  alarmEmails: ["oncall@example.com"],
  natGateways: "each-zone",
  machineTags: { Project: "Candlefish-AI" },
  protect: true,
  deletionProtection: true,
  backupRetentionDays: 30,
  auditRetentionDays: 365,
  searchableLogDays: 90,
};
const world = {
  outputs: {
    "aws:rds/instance:Instance": {
      address: "candlefish.madeup.rds.amazonaws.com",
      masterUserSecrets: [{ secretArn: "arn:of:master" }],
    },
    "aws:s3/bucket:Bucket": { arn: "arn:of:bucket" },
    "aws:sns/topic:Topic": { arn: "arn:of:topic" },
    "aws:iam/role:Role": { arn: "arn:of:role" },
    "aws:lb/loadBalancer:LoadBalancer": { dnsName: "candlefish-vault.elb.amazonaws.com" },
    "aws:ec2/eip:Eip": { publicIp: "203.0.113.10" },
    "aws:secretsmanager/secret:Secret": { arn: "arn:of:secret" },
    "aws:kms/key:Key": { arn: "arn:of:key" },
  },
};
const make = (changes: Partial<CandlefishArgs> = {}) =>
  new Candlefish("candlefish", { ...given, ...changes }, { providers: [new Provider("aws")] });

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

describe("Candlefish", () => {
  let resources: readonly Recorded[];
  let outputs: pulumi.Unwrap<CandlefishOutputs>;
  beforeAll(async () => {
    resources = await record(async () => {
      outputs = await new Promise((resolve) => {
        pulumi.output(make().outputs).apply(resolve);
      });
    }, world);
  });
  const aws = () => resources.filter(({ type }) => type.startsWith("aws:"));
  const inputsOf = (name: string) => named(resources, name).inputs;

  it("comes to 50–80 resources of AWS, two of them the secrets here", () => {
    expect(aws()).toHaveLength(75);
  });

  it("is made of exactly these parts", () => {
    const parts = resources.filter(({ parent }) => parent === "candlefish").map(({ type, name }) => `${type} ${name}`);
    expect(parts.sort()).toEqual([
      "aws:kms/key:Key candlefish-data-key",
      "aws:kms/key:Key candlefish-records-key",
      "aws:secretsmanager/secret:Secret candlefish-secret-jwt-secret",
      "aws:secretsmanager/secret:Secret candlefish-secret-mongodb",
      "groundplan:network:AwsNetwork candlefish-network",
      "groundplan:observability:AlarmTopic candlefish-alarms",
      "groundplan:postgres:RdsPostgres candlefish-postgres",
      "groundplan:redis:ElastiCacheValkey candlefish-redis",
      "groundplan:secrets:SecretsAdmin candlefish-secrets-admin",
      "groundplan:storage:LockedBucket candlefish-audit-logs",
      "groundplan:storage:LockedBucket candlefish-snapshots",
      "groundplan:vault:VaultCluster candlefish-vault",
    ]);
    expect(new Set(aws().map(({ provider }) => provider))).toEqual(new Set(["aws"]));
  });

  it("lets the internet in to the listener of Vault, and nowhere else", () => {
    const groups = aws().filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
    expect(groups).toHaveLength(5);
    const open = groups.filter(({ inputs }) => /"(0\.0\.0\.0|::)\/0"/.test(JSON.stringify(inputs.ingress ?? [])));
    expect(open.map(({ name }) => name)).toEqual(["candlefish-vault-listener-firewall"]);
    expect(open[0]?.inputs.ingress).toMatchObject([{ fromPort: 443, toPort: 443, protocol: "tcp" }]);
  });

  it("allows no action by a wildcard, and everything on nothing", () => {
    const allowed = aws()
      .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ inputs }) => JSON.parse(String(inputs.policy)).Statement as Statement[]);
    expect(allowed.length).toBeGreaterThan(10);
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    const everywhere = allowed.filter(({ Resource }) => [Resource].flat().includes("*"));
    expect(everywhere.flatMap(({ Action }) => Action).sort()).toEqual([
      "cloudwatch:PutMetricData",
      "ec2:DescribeInstances",
      "secretsmanager:ListSecrets",
    ]);
    const types = aws().map(({ type }) => type);
    expect(types.filter((type) => /iam\/(user|accessKey)/.test(type))).toEqual([]);
  });

  it("holds no secret value, so that none can be in the state", () => {
    expect(resources.flatMap(({ name, secrets }) => secrets.map((input) => `${name} ${input}`))).toEqual([]);
    const inputs = aws().flatMap(({ name, inputs }) => Object.keys(inputs).map((input) => `${name} ${input}`));
    expect(inputs.filter((input) => / (password|secretString|authToken|secretBinary)/.test(input))).toEqual([]);
    expect(aws().map(({ type }) => type)).not.toContain("aws:secretsmanager/secretVersion:SecretVersion");
  });

  it("encrypts data with one key and records with another, and both rotate", () => {
    const keys = aws().filter(({ type }) => type === "aws:kms/key:Key");
    expect(keys.map(({ name }) => name).sort()).toEqual([
      "candlefish-data-key",
      "candlefish-records-key",
      "candlefish-vault-unseal-key",
    ]);
    expect(keys.filter(({ inputs }) => inputs.enableKeyRotation !== true)).toEqual([]);
    const services = (name: string) => JSON.parse(String(inputsOf(name).policy)).Statement.length - 1;
    expect([services("candlefish-data-key"), services("candlefish-records-key")]).toEqual([0, 2]);
  });

  it("hands its arguments to its parts", () => {
    expect(inputsOf("candlefish-vault-nodes")).toMatchObject({ name: "candlefish-vault", desiredCapacity: 5 });
    expect(inputsOf("candlefish-vault-load-balancer")).toMatchObject({ internal: false });
    expect(inputsOf("candlefish-network-kms")).toMatchObject({ serviceName: "com.amazonaws.us-east-1.kms" });
    expect(inputsOf("candlefish-snapshots-lock")).toMatchObject({ rule: { defaultRetention: { days: 30 } } });
    expect(inputsOf("candlefish-audit-logs-lock")).toMatchObject({ rule: { defaultRetention: { days: 365 } } });
    expect(inputsOf("candlefish-postgres-instance")).toMatchObject({ identifier: "candlefish", multiAz: true });
    expect(inputsOf("candlefish-redis-group")).toMatchObject({ engine: "valkey", numCacheClusters: 3 });
    expect(inputsOf("candlefish-secret-mongodb")).toMatchObject({
      name: "mongodb",
      tags: { Owner: "platform-team", Kind: "database", RotationDays: "90" },
    });
    expect(inputsOf("candlefish-secrets-admin-role")).toMatchObject({ name: "candlefish-secrets-admin" });
    expect(inputsOf("candlefish-alarms-email-oncall@example.com")).toMatchObject({ endpoint: "oncall@example.com" });
  });

  it("guards what is stateful, unless told otherwise", async () => {
    const guarded = resources.filter(({ options }) => options.protect).map(({ name }) => name);
    for (const name of ["vault-nodes", "vault-unseal-key", "postgres-instance", "redis-group", "snapshots-bucket"]) {
      expect(guarded).toContain(`candlefish-${name}`);
    }
    const loose = await record(() => make({ protect: false, deletionProtection: false }), world);
    expect(loose.filter(({ options }) => options.protect || options.retainOnDelete)).toEqual([]);
  });

  it("tells what others need, and nothing secret", async () => {
    expect(outputs).toMatchObject({
      network: { vpcId: named(resources, "candlefish-network-vpc").id },
      vault: {
        url: "https://vault.example.com",
        loadBalancer: "candlefish-vault.elb.amazonaws.com",
        autoscalingGroup: "candlefish-vault",
        recovery: { shares: 5, threshold: 3, askers: ["arn:aws:iam::111122223333:role/platform-team"] },
      },
      postgres: { host: "candlefish.madeup.rds.amazonaws.com", port: 5432, secretArn: "arn:of:master" },
      redis: { port: 6379, user: "candlefish" },
      buckets: { snapshots: "example-snapshots", auditLogs: "example-audit" },
      secrets: { mongodb: "arn:of:secret", "jwt-secret": "arn:of:secret" },
      secretsAdminRoleArn: "arn:of:role",
      alarmTopicArn: "arn:of:topic",
    });
    expect(outputs.network.privateSubnetIds).toHaveLength(3);
    expect(outputs.network.natAddresses).toHaveLength(3);
    expect(JSON.stringify(outputs)).not.toMatch(/root.?token|password/i);
    await record(async () => {
      expect(await pulumi.isSecret(pulumi.output(make().outputs))).toBe(false);
    }, world);
  });

  const recovery = (shares: number, threshold: number) => ({
    vault: { ...given.vault, recovery: { shares, threshold } },
  });
  it.each<[Partial<CandlefishArgs>, string]>([
    [recovery(5, 6), "vault.recovery.threshold is 6; use a whole number from 2 to 5, the shares there are"],
    [recovery(5, 1), "vault.recovery.threshold is 1; use a whole number from 2 to 5, the shares there are"],
    [
      { buckets: { snapshots: "one", auditLogs: "one" } },
      'buckets.auditLogs is "one"; use another bucket than snapshots: each is locked for a time of its own',
    ],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => make(wrong)).toThrow(new pulumi.RunError(`Candlefish "candlefish": ${message}`));
    });
    expect(registered.filter(({ type }) => !type.startsWith("pulumi:providers:"))).toEqual([]);
  });
});
