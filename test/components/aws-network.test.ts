import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { AwsNetwork } from "../../components/network/aws-network.ts";
import type { AwsNetworkArgs } from "../../components/network/aws-network-args.ts";
import { inventory, named, type Recorded, record } from "../recorder.ts";

const args: AwsNetworkArgs = {
  networkName: "example",
  region: "us-east-1",
  accountId: "111122223333",
  cidr: "10.0.0.0/16",
  zones: {
    "us-east-1a": { private: "10.0.1.0/24", public: "10.0.101.0/24" },
    "us-east-1b": { private: "10.0.2.0/24", public: "10.0.102.0/24" },
  },
  flowLogs: { keyArn: "arn:of:key", retentionDays: 90 },
};
const world = {
  outputs: {
    "aws:cloudwatch/logGroup:LogGroup": { arn: "arn:of:group" },
    "aws:ec2/eip:Eip": { publicIp: "203.0.113.10" },
    "aws:iam/role:Role": { arn: "arn:of:role" },
  },
};
const make = (changes: Partial<AwsNetworkArgs> = {}) =>
  record(() => new AwsNetwork("net", { ...args, ...changes }), world);
const ofType = (resources: readonly Recorded[], type: string) => resources.filter((resource) => resource.type === type);

describe("AwsNetwork", () => {
  let resources: readonly Recorded[];
  const told: Record<string, unknown> = {};
  beforeAll(async () => {
    resources = await record(() => {
      const network = new AwsNetwork("net", { ...args, interfaceEndpoints: ["kms"] });
      const { vpcId, privateSubnets, publicSubnets } = network;
      pulumi
        .output({ vpcId, privateSubnets, publicSubnets, natAddresses: pulumi.all([...network.natAddresses]) })
        .apply((values) => Object.assign(told, values));
    }, world);
  });
  const idOf = (name: string) => named(resources, name).id;

  it("makes exactly two subnets in each zone, with their ways out", () => {
    const inEachZone = ["us-east-1a", "us-east-1b"].flatMap((zone) => [
      `aws:ec2/eip:Eip net-nat-address-${zone}`,
      `aws:ec2/natGateway:NatGateway net-nat-${zone}`,
      `aws:ec2/routeTable:RouteTable net-private-table-${zone}`,
      `aws:ec2/routeTableAssociation:RouteTableAssociation net-private-${zone}-routes`,
      `aws:ec2/routeTableAssociation:RouteTableAssociation net-public-${zone}-routes`,
      `aws:ec2/subnet:Subnet net-private-${zone}`,
      `aws:ec2/subnet:Subnet net-public-${zone}`,
    ]);
    expect(inventory(resources)).toEqual(
      [
        ...inEachZone,
        "aws:cloudwatch/logGroup:LogGroup net-flow-log-group",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup net-default-closed",
        "aws:ec2/flowLog:FlowLog net-flow-log",
        "aws:ec2/internetGateway:InternetGateway net-internet",
        "aws:ec2/routeTable:RouteTable net-public-table",
        "aws:ec2/securityGroup:SecurityGroup net-endpoints",
        "aws:ec2/vpc:Vpc net-vpc",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-kms",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-s3",
        "aws:iam/role:Role net-flow-log-role",
        "aws:iam/rolePolicy:RolePolicy net-flow-log-policy",
        "groundplan:network:AwsNetwork net",
      ].sort(),
    );
    const children = resources.filter(({ name }) => name !== "net");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["net"]));
  });

  it("puts each subnet where it was told, and gives no public address away", () => {
    const subnets = ofType(resources, "aws:ec2/subnet:Subnet").map(({ inputs }) => inputs);
    expect(subnets.map(({ availabilityZone, cidrBlock }) => `${availabilityZone} ${cidrBlock}`).sort()).toEqual([
      "us-east-1a 10.0.1.0/24",
      "us-east-1a 10.0.101.0/24",
      "us-east-1b 10.0.102.0/24",
      "us-east-1b 10.0.2.0/24",
    ]);
    expect(new Set(subnets.map(({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch))).toEqual(new Set([false]));
  });

  it("sends a private subnet out through the NAT of its own zone, and a public one through the gateway", () => {
    for (const zone of ["us-east-1a", "us-east-1b"]) {
      const routes = (kind: string) => named(resources, `net-${kind}-${zone}-routes`).inputs;
      expect(routes("private")).toMatchObject({ routeTableId: idOf(`net-private-table-${zone}`) });
      expect(routes("public")).toMatchObject({ routeTableId: idOf("net-public-table") });
      expect(named(resources, `net-private-table-${zone}`).inputs.routes).toEqual([
        { cidrBlock: "0.0.0.0/0", natGatewayId: idOf(`net-nat-${zone}`) },
      ]);
    }
    expect(named(resources, "net-public-table").inputs.routes).toEqual([
      { cidrBlock: "0.0.0.0/0", gatewayId: idOf("net-internet") },
    ]);
  });

  it("has one way out for all where that is enough", async () => {
    const cheap = await make({ natGateways: "one" });
    expect(ofType(cheap, "aws:ec2/natGateway:NatGateway").map(({ name }) => name)).toEqual(["net-nat-us-east-1a"]);
    const gateway = named(cheap, "net-nat-us-east-1a").id;
    const routes = ofType(cheap, "aws:ec2/routeTable:RouteTable").flatMap(({ inputs }) => inputs.routes);
    expect(routes.filter((route) => (route as Record<string, unknown>).natGatewayId === gateway)).toHaveLength(2);
  });

  it("closes the default security group", () => {
    const { ingress, egress } = named(resources, "net-default-closed").inputs;
    expect([ingress, egress]).toEqual([undefined, undefined]);
  });

  it("reaches S3 by a gateway from every table, and services from private subnets alone", () => {
    expect(named(resources, "net-s3").inputs).toMatchObject({
      serviceName: "com.amazonaws.us-east-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ofType(resources, "aws:ec2/routeTable:RouteTable").map(({ id }) => id),
    });
    expect(named(resources, "net-kms").inputs).toMatchObject({
      serviceName: "com.amazonaws.us-east-1.kms",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      securityGroupIds: [idOf("net-endpoints")],
    });
    expect(named(resources, "net-endpoints").inputs.ingress).toEqual([
      {
        description: "HTTPS from private subnets",
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: ["10.0.1.0/24", "10.0.2.0/24"],
      },
    ]);
  });

  it("makes no interface endpoint that nobody asked for", async () => {
    const types = (await make()).map(({ type }) => type);
    expect(types.filter((type) => type.includes("vpcEndpoint"))).toHaveLength(1);
    expect(types).not.toContain("aws:ec2/securityGroup:SecurityGroup");
  });

  it("logs all traffic, encrypted, with a role that writes there alone", () => {
    expect(named(resources, "net-flow-log-group").inputs).toEqual({
      name: "/aws/vpc/example",
      retentionInDays: 90,
      kmsKeyId: "arn:of:key",
    });
    const flowLog = named(resources, "net-flow-log");
    expect(flowLog.inputs).toMatchObject({
      trafficType: "ALL",
      logDestination: "arn:of:group",
      iamRoleArn: "arn:of:role",
    });
    expect(flowLog.options.dependsOn).toEqual(["net-flow-log-policy"]);
    const [statement] = JSON.parse(String(named(resources, "net-flow-log-policy").inputs.policy)).Statement;
    expect(statement.Resource).toEqual(["arn:of:group", "arn:of:group:*"]);
    const [trust] = JSON.parse(String(named(resources, "net-flow-log-role").inputs.assumeRolePolicy)).Statement;
    expect(trust).toMatchObject({
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
  });

  it("keeps the addresses that others may let in", async () => {
    expect(named(resources, "net-nat-address-us-east-1a").options).toMatchObject({
      protect: true,
      retainOnDelete: true,
    });
    expect((await make({ protect: false })).filter(({ options }) => options.protect)).toEqual([]);
  });

  it("tells others where to put what", () => {
    expect(told).toEqual({
      vpcId: idOf("net-vpc"),
      privateSubnets: [
        { zone: "us-east-1a", cidr: "10.0.1.0/24", id: expect.any(String) },
        { zone: "us-east-1b", cidr: "10.0.2.0/24", id: expect.any(String) },
      ],
      publicSubnets: [
        { zone: "us-east-1a", cidr: "10.0.101.0/24", id: expect.any(String) },
        { zone: "us-east-1b", cidr: "10.0.102.0/24", id: expect.any(String) },
      ],
      natAddresses: ["203.0.113.10", "203.0.113.10"],
    });
  });

  const zones = (one: { private: string; public: string }, name = "us-east-1a") => ({
    zones: { ...args.zones, [name]: one },
  });
  it.each<[Partial<AwsNetworkArgs>, string]>([
    [
      { cidr: "10.0.0.0/8" },
      'cidr is "10.0.0.0/8"; use a network of IPv4 from /16 to /28 in CIDR notation, such as 10.0.0.0/16',
    ],
    [{ zones: {} }, "zones is {}; use at least one availability zone with its two subnets"],
    [
      zones({ private: "10.0.4.0/24", public: "10.0.104.0/24" }, "eu-west-1a"),
      'zones is "eu-west-1a"; use a zone of us-east-1, such as us-east-1a',
    ],
    [
      zones({ private: "10.1.1.0/24", public: "10.0.101.0/24" }),
      'zones.us-east-1a.private is "10.1.1.0/24"; use a network of IPv4 within 10.0.0.0/16, down to /28',
    ],
    [
      zones({ private: "10.0.1.0/24", public: "10.0.1.128/25" }),
      'zones.us-east-1a.public is "10.0.1.128/25"; use addresses that zones.us-east-1a.private does not have',
    ],
    [
      zones({ private: "10.0.1.0/24", public: "10.0.2.0/24" }),
      'zones.us-east-1b.private is "10.0.2.0/24"; use addresses that zones.us-east-1a.public does not have',
    ],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => new AwsNetwork("net", { ...args, ...wrong })).toThrow(
        new pulumi.RunError(`AwsNetwork "net": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});
