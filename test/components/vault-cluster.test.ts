import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Network } from "../../components/network/network.ts";
import { VaultCluster } from "../../components/vault/vault-cluster.ts";
import type { VaultClusterArgs } from "../../components/vault/vault-cluster-args.ts";
import { inventory, named, type Recorded, record } from "../recorder.ts";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
const subnets = (kind: string, count: number) =>
  zones
    .slice(0, count)
    .map((zone, index) => ({ zone, cidr: `10.0.${index + 1}.0/24`, id: pulumi.output(`${kind}-${zone}`) }));
const network = (count = 3): Network => ({
  vpcId: pulumi.output("vpc-1"),
  privateSubnets: subnets("private", count),
  publicSubnets: subnets("public", count),
});
const bucket = (name: string) => ({
  bucket: pulumi.output(name),
  arn: pulumi.output(`arn:aws:s3:::${name}`),
  keyArn: pulumi.output("arn:of:records-key"),
});
const args = (changes: Partial<VaultClusterArgs> = {}): VaultClusterArgs => ({
  clusterName: "example-vault",
  region: "us-east-1",
  accountId: "111122223333",
  network: network(),
  hostname: "vault.example.com",
  package: "2.0.4-1",
  listener: { from: ["192.0.2.0/24"] },
  secretsKeyArn: "arn:of:data-key",
  logs: { keyArn: "arn:of:records-key", retentionDays: 90 },
  snapshots: bucket("example-snapshots"),
  auditArchive: bucket("example-audit"),
  ...changes,
});
const world = {
  outputs: {
    "aws:kms/key:Key": { arn: "arn:of:unseal-key", keyId: "unseal-key" },
    "aws:secretsmanager/secret:Secret": { arn: "arn:of:tls" },
    "aws:cloudwatch/logGroup:LogGroup": { arn: "arn:of:log" },
    "aws:iam/role:Role": { arn: "arn:of:role" },
    "aws:iam/instanceProfile:InstanceProfile": { arn: "arn:of:profile" },
    "aws:ec2/launchTemplate:LaunchTemplate": { latestVersion: 7 },
    "aws:lb/targetGroup:TargetGroup": { arn: "arn:of:targets" },
    "aws:lb/loadBalancer:LoadBalancer": { arn: "arn:of:lb", dnsName: "example-vault.elb.amazonaws.com" },
  },
};
const make = (changes: Partial<VaultClusterArgs> = {}) => record(() => new VaultCluster("vault", args(changes)), world);

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

describe("VaultCluster", () => {
  let resources: readonly Recorded[];
  const told: Record<string, unknown> = {};
  beforeAll(async () => {
    resources = await record(() => {
      const cluster = new VaultCluster("vault", args({ machineTags: { Project: "Example" } }));
      const { url, loadBalancer, unsealKeyArn, tlsSecretArn, nodeRoleArn, autoscalingGroup } = cluster;
      pulumi
        .output({ url, loadBalancer, unsealKeyArn, tlsSecretArn, nodeRoleArn, autoscalingGroup })
        .apply((values) => Object.assign(told, values));
    }, world);
  });
  const inputsOf = (name: string) => named(resources, name).inputs;

  it("makes exactly the nodes, what they may do, and the way to them", () => {
    expect(inventory(resources)).toEqual([
      "aws:autoscaling/group:Group vault-nodes",
      "aws:cloudwatch/logGroup:LogGroup vault-audit-log",
      "aws:cloudwatch/logGroup:LogGroup vault-server-log",
      "aws:ec2/launchTemplate:LaunchTemplate vault-template",
      "aws:ec2/securityGroup:SecurityGroup vault-listener-firewall",
      "aws:ec2/securityGroup:SecurityGroup vault-nodes-firewall",
      "aws:iam/instanceProfile:InstanceProfile vault-node-profile",
      "aws:iam/role:Role vault-node-role",
      "aws:iam/rolePolicy:RolePolicy vault-node-access",
      "aws:kms/key:Key vault-unseal-key",
      "aws:lb/listener:Listener vault-listener",
      "aws:lb/loadBalancer:LoadBalancer vault-load-balancer",
      "aws:lb/targetGroup:TargetGroup vault-targets",
      "aws:secretsmanager/secret:Secret vault-tls",
      "groundplan:vault:VaultCluster vault",
    ]);
    const children = resources.filter(({ name }) => name !== "vault");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["vault"]));
  });

  it("keeps five nodes over the zones, and exchanges none because Vault does not answer", () => {
    const { inputs, options } = named(resources, "vault-nodes");
    expect(inputs).toEqual({
      name: "example-vault",
      minSize: 5,
      maxSize: 5,
      desiredCapacity: 5,
      vpcZoneIdentifiers: ["private-us-east-1a", "private-us-east-1b", "private-us-east-1c"],
      launchTemplate: { id: named(resources, "vault-template").id, version: "7" },
      targetGroupArns: ["arn:of:targets"],
      healthCheckType: "EC2",
      tags: [{ key: "VaultCluster", value: "example-vault", propagateAtLaunch: true }],
    });
    expect(options).toMatchObject({ protect: true, retainOnDelete: true, dependsOn: ["vault-node-access"] });
  });

  it("starts hardened machines, tagged as all else is", () => {
    const { userData, ...template } = inputsOf("vault-template");
    expect(template).toMatchObject({
      instanceType: "t3.large",
      imageId: expect.stringMatching(/^resolve:ssm:\/aws\/service\/canonical\/ubuntu\/server\/24\.04\//),
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/sda1",
          ebs: { volumeType: "gp3", volumeSize: 100, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags: { Project: "Example", Name: "example-vault" } },
        { resourceType: "volume", tags: { Project: "Example", Name: "example-vault" } },
      ],
    });
    expect(template).not.toHaveProperty("keyName"); // nobody logs in
    const text = Buffer.from(String(userData), "base64").toString();
    const [server] = parse(text).write_files;
    expect(server.content).toContain('kms_key_id = "unseal-key"');
    expect(text).toContain("TLS_SECRET=arn:of:tls\n");
    expect(text).toContain("SNAPSHOT_BUCKET=example-snapshots\n");
  });

  it("puts nothing secret anywhere", () => {
    expect(resources.flatMap(({ name, secrets }) => secrets.map((input) => `${name} ${input}`))).toEqual([]);
    expect(inputsOf("vault-tls")).not.toHaveProperty("secretString");
  });

  it("passes TCP through to nodes that are unsealed, leader or standby", () => {
    expect(inputsOf("vault-load-balancer")).toMatchObject({
      loadBalancerType: "network",
      internal: true,
      subnets: ["private-us-east-1a", "private-us-east-1b", "private-us-east-1c"],
      enableDeletionProtection: true,
      enableCrossZoneLoadBalancing: true,
    });
    expect(inputsOf("vault-listener")).toEqual({
      loadBalancerArn: "arn:of:lb",
      port: 443,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: "arn:of:targets" }],
    });
    expect(inputsOf("vault-targets")).toMatchObject({
      protocol: "TCP",
      port: 8200,
      targetType: "instance",
      healthCheck: { protocol: "HTTPS", path: "/v1/sys/health?standbyok=true", matcher: "200" },
    });
  });

  it("lets named clients in to the listener, the listener in to the nodes, and the nodes in to each other", () => {
    const listener = inputsOf("vault-listener-firewall");
    expect(listener.ingress).toEqual([
      { description: "Clients of Vault", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["192.0.2.0/24"] },
    ]);
    const nodes = inputsOf("vault-nodes-firewall");
    expect((nodes.ingress as { fromPort: number }[]).map(({ fromPort }) => fromPort)).toEqual([8200, 8200, 8201]);
    expect(JSON.stringify(nodes.ingress)).not.toContain("cidrBlocks");
    expect(JSON.stringify([listener.ingress, nodes.ingress])).not.toContain("0.0.0.0/0");
    const outside = (nodes.egress as { fromPort: number; toPort: number; cidrBlocks?: string[] }[]).filter(
      ({ cidrBlocks }) => cidrBlocks?.includes("0.0.0.0/0"),
    );
    expect(outside.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual([
      [443, 443],
      [80, 80],
    ]);
  });

  it("is reached from the internet only when told so, and by nobody when nobody is named", async () => {
    const open = await make({ listener: { public: true, from: [] } });
    expect(named(open, "vault-load-balancer").inputs).toMatchObject({
      internal: false,
      subnets: ["public-us-east-1a", "public-us-east-1b", "public-us-east-1c"],
    });
    expect(named(open, "vault-listener-firewall").inputs.ingress).toEqual([]);
  });

  it("gives a node what it does, on what it does it to", () => {
    const policy: readonly Statement[] = JSON.parse(String(inputsOf("vault-node-access").policy)).Statement;
    const actions = policy.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect(actions.filter((action) => /Delete|GetObject|ListBucket|PassRole/.test(action))).toEqual([]);

    const everywhere = policy.filter(({ Resource }) => Resource === "*");
    expect(everywhere.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      ["ec2:DescribeInstances", { StringEquals: { "aws:RequestedRegion": "us-east-1" } }],
      ["cloudwatch:PutMetricData", { StringEquals: { "cloudwatch:namespace": "example-vault" } }],
    ]);
    const of = (sid: string) => policy.find(({ Sid }) => Sid === sid);
    expect(of("Unseal")).toMatchObject({
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"],
      Resource: "arn:of:unseal-key",
    });
    expect(of("ReadTheCertificate")).toMatchObject({ Resource: "arn:of:tls" });
    expect(of("DecryptTheCertificate")).toMatchObject({ Resource: "arn:of:data-key" });
    expect(of("WriteSnapshotsAndAuditLogs")).toMatchObject({
      Resource: ["arn:aws:s3:::example-snapshots/snapshots/*", "arn:aws:s3:::example-audit/vault/*"],
    });
    expect(of("EncryptWhatIsWritten")).toMatchObject({ Resource: ["arn:of:records-key"] });
    expect(of("RecogniseItsOwnRole")).toMatchObject({
      Resource: "arn:aws:iam::111122223333:role/example-vault-node",
    });
  });

  it("unseals with a key that rotates, in a CloudHSM key store where told so", async () => {
    const { inputs, options } = named(resources, "vault-unseal-key");
    expect(inputs).toMatchObject({ enableKeyRotation: true });
    expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    const inHsm = await make({ unsealKeyStoreId: "cks-0123456789abcdef0" });
    expect(named(inHsm, "vault-unseal-key").inputs).toMatchObject({
      customKeyStoreId: "cks-0123456789abcdef0",
      enableKeyRotation: false,
    });
  });

  it("keeps logs encrypted, for as long as told", () => {
    for (const kind of ["audit", "server"]) {
      expect(inputsOf(`vault-${kind}-log`)).toEqual({
        name: `/vault/example-vault/${kind}`,
        retentionInDays: 90,
        kmsKeyId: "arn:of:records-key",
      });
    }
    expect(named(resources, "vault-audit-log").options).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("is as loose as it is told to be", async () => {
    const loose = await make({ protect: false, deletionProtection: false });
    expect(loose.filter(({ options }) => options.protect || options.retainOnDelete)).toEqual([]);
    expect(named(loose, "vault-load-balancer").inputs.enableDeletionProtection).toBe(false);
  });

  it("tells how to reach it, and what to fill", () => {
    expect(told).toEqual({
      url: "https://vault.example.com",
      loadBalancer: "example-vault.elb.amazonaws.com",
      unsealKeyArn: "arn:of:unseal-key",
      tlsSecretArn: "arn:of:tls",
      nodeRoleArn: "arn:of:role",
      autoscalingGroup: "example-vault",
    });
  });

  const odd = "3, 5 or 7: an even number bears no more losses than one less";
  it.each<[string, () => Partial<VaultClusterArgs>, string]>([
    ["an even number of nodes", () => ({ nodes: 4 as 3 }), `nodes is 4; use ${odd}`],
    ["a single node", () => ({ nodes: 1 as 3 }), `nodes is 1; use ${odd}`],
    [
      "two zones",
      () => ({ network: network(2) }),
      'network is ["us-east-1a","us-east-1b"]; use a network with private subnets in at least 3 zones: with fewer, one zone takes the majority with it',
    ],
    [
      "a name that no load balancer can have",
      () => ({ clusterName: "internal-vault" }),
      'clusterName is "internal-vault"; use 3–32 lower-case letters, digits and inner hyphens, starting with a letter, and not with internal-',
    ],
    [
      "no host name",
      () => ({ hostname: "vault" }),
      'hostname is "vault"; use a host name in lower case, such as vault.example.com',
    ],
    [
      "a machine that the image does not run on",
      () => ({ instanceType: "m7g.large" }),
      'instanceType is "m7g.large"; use an instance type of EC2 with processors of Intel or AMD, such as t3.large',
    ],
    [
      "a version without its package",
      () => ({ package: "2.0.4" }),
      `package is "2.0.4"; use a version of HashiCorp's package, such as 2.0.4-1`,
    ],
    [
      "a client without its network",
      () => ({ listener: { from: ["192.0.2.1"] } }),
      'listener.from is "192.0.2.1"; use a network of IPv4 in CIDR notation, such as 192.0.2.0/24',
    ],
  ])("refuses %s and registers nothing", async (_, wrong, message) => {
    const registered = await record(() => {
      expect(() => new VaultCluster("vault", args(wrong()))).toThrow(
        new pulumi.RunError(`VaultCluster "vault": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});
