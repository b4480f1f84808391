import type { ResourceModel } from "../cloud.ts";
import { arn, ec2Id, type Made } from "./arn.ts";
import { contains, overlap, parseCidr } from "./cidr.ts";
import { keptBy, type Requires, rivals } from "./existing.ts";
import { every, exactlyOne, isSet, known, needs, oneOf, rule, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { HSM_CLUSTER, LOAD_BALANCER, SUBNET, VPC, VPC_ENDPOINT } from "./types.ts";
import { zoneAt, zonesOf } from "./zones.ts";

const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** VPCs and subnets are of 16 to 65,536 addresses: docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html. */
const isNetwork = rule("cidrBlock", (value) => {
  const range = parseCidr(value);
  if (!range) return `is ${JSON.stringify(value)}; AWS takes a network in CIDR form`;
  return range.prefix < 16 || range.prefix > 28 ? `is ${String(value)}; AWS takes /16 to /28` : undefined;
});

/** What an object of EC2 says of itself. */
export function described(made: Made, kind: string) {
  return { arn: arn("ec2", made, `${kind}/${made.id}`), ownerId: made.account.name, tagsAll: tagsAll(made) };
}

const vpc: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_.go.
  replaces: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
  check: every(
    exactlyOne("cidrBlock", "ipv4IpamPoolId"),
    isNetwork,
    needs("ipv4NetmaskLength", "ipv4IpamPoolId"),
    oneOf("instanceTenancy", ["default", "dedicated"]),
    (inputs) =>
      inputs.enableDnsHostnames === true && inputs.enableDnsSupport === false
        ? [{ path: "enableDnsHostnames", reason: "needs enableDnsSupport" }]
        : [],
  ),
  identity: (draft) => ec2Id("vpc", draft),
  outputs: (made) => ({
    ...described(made, "vpc"),
    defaultNetworkAclId: ec2Id("acl", made),
    defaultRouteTableId: ec2Id("rtb", made),
    mainRouteTableId: ec2Id("rtb", made),
    defaultSecurityGroupId: ec2Id("sg", made),
    dhcpOptionsId: ec2Id("dopt", made),
    enableDnsHostnames: false,
    enableDnsSupport: true,
    instanceTenancy: "default",
    ipv6AssociationId: made.inputs.assignGeneratedIpv6CidrBlock === true ? ec2Id("vpc-cidr-assoc", made) : "",
  }),
};

const fitsIntoItsVpc: Requires = (inputs, _, worlds, ownId) => {
  const range = parseCidr(inputs.cidrBlock);
  if (!range) return [];
  const home = worlds.map((world) => world.get(VPC, String(inputs.vpcId))).find((found) => found);
  const network = parseCidr(home?.inputs.cidrBlock);
  if (network && !contains(network, range))
    return [`cidrBlock ${String(inputs.cidrBlock)} is not within ${String(home?.inputs.cidrBlock)} of ${home?.id}`];
  const other = rivals(SUBNET, ["vpcId"], inputs, worlds, ownId).find(({ inputs: { cidrBlock } }) => {
    const taken = parseCidr(cidrBlock);
    return taken && overlap(taken, range);
  });
  return other
    ? [`cidrBlock ${String(inputs.cidrBlock)} conflicts with ${String(other.inputs.cidrBlock)} of ${other.id}`]
    : [];
};

const subnet: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_subnet.go.
  replaces: [
    "availabilityZone",
    "availabilityZoneId",
    "cidrBlock",
    "ipv4IpamPoolId",
    "ipv4NetmaskLength",
    "ipv6IpamPoolId",
    "ipv6Native",
    "ipv6NetmaskLength",
    "outpostArn",
    "vpcId",
  ],
  references: [{ from: "vpcId", to: VPC, holds: true }],
  requires: fitsIntoItsVpc,
  check: every(
    isNetwork,
    zoneAt("availabilityZone"),
    together("availabilityZone", "availabilityZoneId"),
    together("cidrBlock", "ipv4NetmaskLength"),
    needs("ipv4NetmaskLength", "ipv4IpamPoolId"),
    oneOf("privateDnsHostnameTypeOnLaunch", ["ip-name", "resource-name"]),
  ),
  identity: (draft) => ec2Id("subnet", draft),
  outputs: (made) => ({
    ...described(made, "subnet"),
    availabilityZone: zoneOf(made),
    ipv6CidrBlockAssociationId: isSet(made.inputs, "ipv6CidrBlock") ? ec2Id("subnet-cidr-assoc", made) : "",
    mapPublicIpOnLaunch: false,
  }),
  keeps: keptBy(
    ["aws:ec2/natGateway:NatGateway", "subnetId"],
    [LOAD_BALANCER, "subnets[*]"],
    [LOAD_BALANCER, "subnetMappings[*].subnetId"],
    [VPC_ENDPOINT, "subnetIds[*]"],
    [HSM_CLUSTER, "subnetIds[*]"],
    ["aws:lambda/function:Function", "vpcConfig.subnetIds[*]"],
  ),
};

function zoneOf({ seed, inputs, account }: Made): string {
  const zones = zonesOf(String(inputs.region ?? account.settings.region));
  return String(inputs.availabilityZone ?? zones[seed.integer(0, zones.length - 1, "zone")]);
}

const internetGateway: ResourceModel = {
  references: [{ from: "vpcId", to: VPC, holds: true }],
  requires: (inputs, _, worlds, ownId) =>
    rivals(INTERNET_GATEWAY, ["vpcId"], inputs, worlds, ownId).map(
      ({ id }) => `vpcId: ${String(inputs.vpcId)} already has the internet gateway ${id} attached`,
    ),
  identity: (draft) => ec2Id("igw", draft),
  outputs: (made) => described(made, "internet-gateway"),
};

/** What the internet must reach needs an internet gateway in its VPC before it is made. */
export function reachesTheInternet(subnetPath: string, condition: (inputs: Made["inputs"]) => boolean): Requires {
  return (inputs, { world }, worlds) => {
    if (worlds.length > 1 || !condition(inputs)) return [];
    return known(inputs, subnetPath)
      .slice(0, 1)
      .flatMap(({ path, value }) => {
        const vpcId = world.get(SUBNET, String(value))?.inputs.vpcId;
        const gateway = world.list(INTERNET_GATEWAY).some((candidate) => candidate.inputs.vpcId === vpcId);
        return gateway ? [] : [`${path}: ${String(vpcId)} has no internet gateway attached`];
      });
  };
}

const natGateway: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_nat_gateway.go.
  replaces: ["allocationId", "connectivityType", "privateIp", "secondaryPrivateIpAddressCount", "subnetId"],
  unique: ["allocationId"],
  references: [
    { from: "subnetId", to: SUBNET },
    { from: "allocationId", to: "aws:ec2/eip:Eip", holds: true },
    { from: "vpcId", to: VPC, holds: true },
  ],
  requires: reachesTheInternet("subnetId", ({ connectivityType }) => connectivityType !== "private"),
  check: every(
    oneOf("connectivityType", ["public", "private"]),
    exactlyOne("subnetId", "vpcId"),
    ({ connectivityType, ...inputs }) => {
      if (connectivityType === "private" && isSet(inputs, "allocationId"))
        return [{ path: "allocationId", reason: "is not supported with connectivityType private" }];
      return isSet(inputs, "allocationId") || isSet(inputs, "vpcId") || connectivityType === "private"
        ? []
        : [{ path: "allocationId", reason: "is required with connectivityType public" }];
    },
  ),
  identity: (draft) => ec2Id("nat", draft),
  outputs: (made) => ({
    associationId: ec2Id("eipassoc", made),
    autoProvisionZones: "",
    autoScalingIps: "",
    connectivityType: "public",
    networkInterfaceId: ec2Id("eni", made),
    privateIp: privateAddress(made),
    publicIp: String(
      made.account.world.get("aws:ec2/eip:Eip", String(made.inputs.allocationId))?.outputs.publicIp ?? "",
    ),
    regionalNatGatewayAddresses: [],
    regionalNatGatewayAutoMode: "",
    routeTableId: "",
    tagsAll: tagsAll(made),
  }),
};

function privateAddress({ account, inputs, seed }: Made): string {
  const network = parseCidr(account.world.get(SUBNET, String(inputs.subnetId))?.inputs.cidrBlock);
  if (!network) return "";
  // AWS keeps the first four addresses and the last one.
  const address = seed.integer(network.first + 4, network.last - 1, "address");
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

const eip: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/ec2_eip.go.
  replaces: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
  check: oneOf("domain", ["vpc"]),
  identity: (draft) => ec2Id("eipalloc", draft),
  outputs: (made) => {
    const publicIp = made.seed.ipv4();
    const host = `ec2-${publicIp.replaceAll(".", "-")}`;
    const region = String(made.inputs.region ?? made.account.settings.region);
    return {
      allocationId: made.id,
      arn: arn("ec2", made, `elastic-ip/${made.id}`),
      associationId: "",
      carrierIp: "",
      customerOwnedIp: "",
      domain: "vpc",
      privateDns: "",
      privateIp: "",
      ptrRecord: "",
      publicDns: region === "us-east-1" ? `${host}.compute-1.amazonaws.com` : `${host}.${region}.compute.amazonaws.com`,
      publicIp,
      tagsAll: tagsAll(made),
    };
  },
};

/** Networks, and the ways out of them. */
export const ec2Vpc: Readonly<Record<string, ResourceModel>> = {
  [VPC]: vpc,
  [SUBNET]: subnet,
  [INTERNET_GATEWAY]: internetGateway,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/eip:Eip": eip,
};
