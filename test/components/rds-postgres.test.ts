import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Network } from "../../components/network/network.ts";
import { RdsPostgres } from "../../components/postgres/rds-postgres.ts";
import type { RdsPostgresArgs } from "../../components/postgres/rds-postgres-args.ts";
import { inventory, named, record } from "../recorder.ts";

const subnet = (zone: string, cidr: string) => ({ zone, cidr, id: pulumi.output(`subnet-${zone}`) });
const network = (): Network => ({
  vpcId: pulumi.output("vpc-1"),
  privateSubnets: [subnet("us-east-1a", "10.0.1.0/24"), subnet("us-east-1b", "10.0.2.0/24")],
  publicSubnets: [subnet("us-east-1a", "10.0.101.0/24")],
});
const args = (changes: Partial<RdsPostgresArgs> = {}): RdsPostgresArgs => ({
  instanceName: "example",
  region: "us-east-1",
  network: network(),
  database: "app",
  majorVersion: "17",
  instanceClass: "db.m7g.large",
  storageGb: 100,
  keyArn: "arn:of:key",
  backupRetentionDays: 30,
  ...changes,
});
const world = {
  outputs: {
    "aws:rds/instance:Instance": {
      address: "example.madeup.us-east-1.rds.amazonaws.com",
      masterUserSecrets: [{ secretArn: "arn:of:secret", secretStatus: "active", kmsKeyId: "arn:of:key" }],
    },
  },
};
const make = (changes: Partial<RdsPostgresArgs> = {}) => record(() => new RdsPostgres("db", args(changes)), world);

describe("RdsPostgres", () => {
  it("makes exactly an instance with its place and its parameters", async () => {
    const resources = await make();
    expect(inventory(resources)).toEqual([
      "aws:ec2/securityGroup:SecurityGroup db-firewall",
      "aws:rds/instance:Instance db-instance",
      "aws:rds/parameterGroup:ParameterGroup db-parameters",
      "aws:rds/subnetGroup:SubnetGroup db-subnets",
      "groundplan:postgres:RdsPostgres db",
    ]);
    expect(new Set(resources.slice(1).map(({ parent }) => parent))).toEqual(new Set(["db"]));
  });

  it("has a standby, encryption with a key of ours, backups to any second, and a last snapshot", async () => {
    const { inputs, options } = named(await make(), "db-instance");
    expect(inputs).toMatchObject({
      identifier: "example",
      engine: "postgres",
      engineVersion: "17",
      autoMinorVersionUpgrade: true,
      instanceClass: "db.m7g.large",
      allocatedStorage: 100,
      storageType: "gp3",
      multiAz: true,
      storageEncrypted: true,
      kmsKeyId: "arn:of:key",
      backupRetentionPeriod: 30,
      deleteAutomatedBackups: false,
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "example-final",
      publiclyAccessible: false,
      dbName: "app",
    });
    expect(options).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("never sees a password", async () => {
    const { inputs } = named(await make(), "db-instance");
    expect(inputs).toMatchObject({ manageMasterUserPassword: true, masterUserSecretKmsKeyId: "arn:of:key" });
    expect(Object.keys(inputs).filter((input) => /^password/i.test(input))).toEqual([]);
  });

  it("takes no connection without TLS", async () => {
    const resources = await make();
    const { inputs } = named(resources, "db-parameters");
    expect(inputs).toMatchObject({ family: "postgres17", parameters: [{ name: "rds.force_ssl", value: "1" }] });
    expect(named(resources, "db-instance").inputs.parameterGroupName).toBe(inputs.name);
  });

  it("lets private subnets in, and nothing else", async () => {
    const { inputs } = named(await make(), "db-firewall");
    expect(inputs.ingress).toEqual([
      {
        description: "PostgreSQL from private subnets",
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        cidrBlocks: ["10.0.1.0/24", "10.0.2.0/24"],
      },
    ]);
    expect(inputs.egress).toBeUndefined();
  });

  it("makes as many copies as asked, of the same kind and behind the same firewall", async () => {
    const resources = await make({ readReplicas: 2 });
    const names = resources.filter(({ type }) => type === "aws:rds/instance:Instance").map(({ name }) => name);
    expect(names).toEqual(["db-instance", "db-replica-1", "db-replica-2"]);
    expect(named(resources, "db-replica-2").inputs).toMatchObject({
      identifier: "example-replica-2",
      replicateSourceDb: "example",
      instanceClass: "db.m7g.large",
      publiclyAccessible: false,
      storageEncrypted: true,
      vpcSecurityGroupIds: [named(resources, "db-firewall").id],
    });
  });

  it("is as loose as it is told to be", async () => {
    const loose = await make({ protect: false, deletionProtection: false });
    expect(loose.filter(({ options }) => options.protect || options.retainOnDelete)).toEqual([]);
    expect(named(loose, "db-instance").inputs.deletionProtection).toBe(false);
  });

  it("tells how to connect, and where the password is", async () => {
    let told: unknown;
    await record(async () => {
      const { host, port, database, credentials, tls, replicaHosts } = new RdsPostgres("db", args({ readReplicas: 1 }));
      const replicas = pulumi.all([...replicaHosts]);
      const outputs = pulumi.output({ host, port, database, credentials, tls, replicas });
      told = await new Promise((resolve) => {
        outputs.apply(resolve);
      });
    }, world);
    expect(told).toEqual({
      host: "example.madeup.us-east-1.rds.amazonaws.com",
      port: 5432,
      database: "app",
      credentials: { store: "aws-secrets-manager", arn: "arn:of:secret" },
      tls: {
        mode: "verify-full",
        caBundleUrl: "https://truststore.pki.rds.amazonaws.com/us-east-1/us-east-1-bundle.pem",
      },
      replicas: ["example.madeup.us-east-1.rds.amazonaws.com"],
    });
  });

  it.each<[Partial<RdsPostgresArgs>, string]>([
    [
      { instanceName: "1st" },
      'instanceName is "1st"; use 2–55 lower-case letters, digits and single inner hyphens, starting with a letter',
    ],
    [
      { database: "a-b" },
      'database is "a-b"; use 1–63 lower-case letters, digits and underscores, not starting with a digit',
    ],
    [{ majorVersion: "17.4" }, 'majorVersion is "17.4"; use a major version of PostgreSQL, such as 17'],
    [{ storageGb: 10 }, "storageGb is 10; use a whole number from 20 to 65536"],
    [{ readReplicas: 16 }, "readReplicas is 16; use a whole number from 0 to 15"],
    [{ backupRetentionDays: 36 }, "backupRetentionDays is 36; use a whole number from 1 to 35"],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => new RdsPostgres("db", args(wrong))).toThrow(new pulumi.RunError(`RdsPostgres "db": ${message}`));
    });
    expect(registered).toEqual([]);
  });
});
