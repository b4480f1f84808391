import { createHash } from "node:crypto";
import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { ec2Id } from "./arn.ts";
import { isCidr } from "./cidr.ts";
import { described } from "./ec2-vpc.ts";
import { allOf, type Home, keptBy, names } from "./existing.ts";
import { every, exactlyOne, rule } from "./rules.ts";
import { ROUTE_TABLE, SUBNET, VPC, VPC_ENDPOINT } from "./types.ts";

/** A route table of the program's own, or the one that its VPC came with. */
export const ROUTE_TABLES: readonly Home[] = [{ type: ROUTE_TABLE }, { type: VPC, by: "mainRouteTableId" }];

const GATEWAYS: readonly Home[] = [{ type: "aws:ec2/internetGateway:InternetGateway" }, { type: VPC_ENDPOINT }];
const NAT_GATEWAYS: readonly Home[] = [{ type: "aws:ec2/natGateway:NatGateway" }];
const ENDPOINTS: readonly Home[] = [{ type: VPC_ENDPOINT }];

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

const TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];

const network = (path: string) =>
  rule(path, (value) =>
    isCidr(String(value)) ? undefined : `is ${JSON.stringify(value)}; AWS takes a network in CIDR form`,
  );

const routeTable: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_route_table.go.
  replaces: ["vpcId"],
  references: [{ from: "vpcId", to: VPC, holds: true }],
  requires: allOf(
    names("routes[*].gatewayId", ...GATEWAYS),
    names("routes[*].natGatewayId", ...NAT_GATEWAYS),
    names("routes[*].vpcEndpointId", ...ENDPOINTS),
  ),
  check: every(network("routes[*].cidrBlock"), network("routes[*].ipv6CidrBlock")),
  identity: (draft) => ec2Id("rtb", draft),
  outputs: (made) => described(made, "route-table"),
  keeps: keptBy([ASSOCIATION, "routeTableId"]),
};

const route: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_route.go; a new target replaces nothing.
  replaces: ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"],
  requires: allOf(
    names("routeTableId", ...ROUTE_TABLES),
    names("gatewayId", ...GATEWAYS),
    names("natGatewayId", ...NAT_GATEWAYS),
    names("vpcEndpointId", ...ENDPOINTS),
  ),
  check: every(
    exactlyOne("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
    exactlyOne(...TARGETS),
    network("destinationCidrBlock"),
    network("destinationIpv6CidrBlock"),
  ),
  // One route a destination: a second one of the same table and destination already exists.
  identity: ({ inputs }) => `r-${String(inputs.routeTableId)}${digits(destinationOf(inputs))}`,
  outputs: () => ({ instanceId: "", instanceOwnerId: "", origin: "CreateRoute", state: "active" }),
};

function destinationOf(inputs: Properties): string {
  return String(inputs.destinationCidrBlock ?? inputs.destinationIpv6CidrBlock ?? inputs.destinationPrefixListId);
}

function digits(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}

const routeTableAssociation: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_route_table_association.go.
  replaces: ["gatewayId", "subnetId"],
  unique: ["subnetId", "gatewayId"],
  references: [{ from: "subnetId", to: SUBNET }],
  requires: allOf(names("routeTableId", ...ROUTE_TABLES), names("gatewayId", ...GATEWAYS)),
  check: exactlyOne("subnetId", "gatewayId"),
  identity: (draft) => ec2Id("rtbassoc", draft),
};

/** Where packets go. */
export const ec2Routes: Readonly<Record<string, ResourceModel>> = {
  [ROUTE_TABLE]: routeTable,
  "aws:ec2/route:Route": route,
  [ASSOCIATION]: routeTableAssociation,
};
