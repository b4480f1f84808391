import { isUnknown } from "../../protocol/values.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, ec2Id, type Made, regionOf } from "./arn.ts";
import { ROUTE_TABLES } from "./ec2-routes.ts";
import { SECURITY_GROUPS } from "./ec2-security-groups.ts";
import { described } from "./ec2-vpc.ts";
import { allOf, names } from "./existing.ts";
import { assumable, policyAt } from "./policies.ts";
import { type Check, every, exactlyOne, isArn, isSet, known, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { BUCKET, LOG_GROUP, ROLE, SUBNET, VPC, VPC_ENDPOINT } from "./types.ts";

const GATEWAY_SERVICES = /\.(s3|dynamodb)$/;

// docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html: of gateways there are two, S3's and DynamoDB's.
const checkKind: Check = (inputs) => {
  const { vpcEndpointType: type = "Gateway", serviceName } = inputs;
  const gateway = type === "Gateway";
  const wrong = gateway ? ["subnetIds", "securityGroupIds", "privateDnsEnabled"] : ["routeTableIds"];
  return [
    ...wrong
      .filter((name) => isSet(inputs, name) && inputs[name] !== false && !isUnknown(type))
      .map((name) => ({ path: name, reason: `has no meaning for an endpoint of the type ${String(type)}` })),
    ...(gateway && typeof serviceName === "string" && !isUnknown(serviceName) && !GATEWAY_SERVICES.test(serviceName)
      ? [{ path: "vpcEndpointType", reason: `Gateway is for s3 and dynamodb; ${serviceName} takes Interface` }]
      : []),
  ];
};

// The service belongs to the region, unless serviceRegion says otherwise.
const checkRegion: Check = (inputs, account) => {
  const region = String(inputs.serviceRegion ?? regionOf(inputs, account));
  return known(inputs, "serviceName")
    .filter(
      ({ value }) => !/^(com\.amazonaws|aws\.api)\./.test(String(value)) || !String(value).includes(`.${region}.`),
    )
    .map(({ path, value }) => ({
      path,
      reason: `is ${JSON.stringify(value)}; the services of ${region} are called com.amazonaws.${region}.<service>`,
    }));
};

const vpcEndpoint: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_endpoint.go.
  replaces: [
    "resourceConfigurationArn",
    "serviceName",
    "serviceNetworkArn",
    "serviceRegion",
    "vpcEndpointType",
    "vpcId",
    "dnsOptions.privateDnsPreference",
    "dnsOptions.privateDnsSpecifiedDomains",
  ],
  references: [
    { from: "vpcId", to: VPC, holds: true },
    { from: "subnetIds[*]", to: SUBNET },
  ],
  requires: allOf(names("routeTableIds[*]", ...ROUTE_TABLES), names("securityGroupIds[*]", ...SECURITY_GROUPS)),
  check: every(
    exactlyOne("serviceName", "serviceNetworkArn", "resourceConfigurationArn"),
    oneOf("vpcEndpointType", ["Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork"]),
    checkKind,
    checkRegion,
    policyAt("policy", "resource", 20_480),
  ),
  identity: (draft) => ec2Id("vpce", draft),
  outputs: (made) => ({
    ...described(made, "vpc-endpoint"),
    cidrBlocks: [],
    dnsEntries: dnsEntries(made),
    networkInterfaceIds: interfaces(made),
    prefixListId: isInterface(made) ? "" : `pl-${made.seed.hex(8, "pl")}`,
    requesterManaged: false,
    state: "available",
    vpcEndpointType: "Gateway",
  }),
};

const isInterface = ({ inputs }: Made) => inputs.vpcEndpointType === "Interface";

function dnsEntries(made: Made) {
  if (!isInterface(made)) return [];
  const service = String(made.inputs.serviceName).split(".").slice(3).join(".");
  const region = regionOf(made.inputs, made.account);
  const dnsName = `${made.id}-${made.seed.text(8, "abcdefghijklmnopqrstuvwxyz0123456789", "dns")}.${service}.${region}.vpce.amazonaws.com`;
  return [{ dnsName, hostedZoneId: `Z${made.seed.text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "zone")}` }];
}

function interfaces(made: Made): readonly string[] {
  const { subnetIds } = made.inputs;
  if (!isInterface(made) || !Array.isArray(subnetIds)) return [];
  return subnetIds.map((_, index) => `eni-0${made.seed.hex(16, `eni${index}`)}`);
}

const SOURCES = [
  "vpcId",
  "subnetId",
  "eniId",
  "transitGatewayId",
  "transitGatewayAttachmentId",
  "regionalNatGatewayId",
];

const checkDestination: Check = (inputs) => {
  const { logDestinationType: type = "cloud-watch-logs" } = inputs;
  if (isUnknown(type)) return [];
  if (type !== "cloud-watch-logs")
    return isSet(inputs, "iamRoleArn")
      ? [{ path: "iamRoleArn", reason: `has no meaning with logDestinationType ${String(type)}` }]
      : [];
  return isSet(inputs, "iamRoleArn") ? [] : [{ path: "iamRoleArn", reason: "is required to write to CloudWatch Logs" }];
};

const flowLog: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_flow_log.go: all but tags.
  replaces: [
    ...SOURCES,
    "deliverCrossAccountRole",
    "destinationOptions",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "trafficType",
  ],
  references: [
    { from: "vpcId", to: VPC },
    { from: "subnetId", to: SUBNET },
  ],
  requires: allOf(
    names("iamRoleArn", { type: ROLE, by: "arn" }),
    assumable("iamRoleArn", "vpc-flow-logs.amazonaws.com"),
    (inputs, account, worlds) =>
      // What follows the bucket in its ARN is a folder.
      names("logDestination", { type: LOG_GROUP, by: "arn" }, { type: BUCKET, by: "arn" })(
        typeof inputs.logDestination === "string"
          ? { logDestination: inputs.logDestination.replace(/^(arn:aws:s3:::[^/]+)\/.*$/, "$1") }
          : {},
        account,
        worlds,
      ),
  ),
  check: every(
    exactlyOne(...SOURCES),
    isArn("logDestination"),
    isArn("iamRoleArn"),
    oneOf("logDestinationType", ["cloud-watch-logs", "s3", "kinesis-data-firehose"]),
    oneOf("trafficType", ["ACCEPT", "REJECT", "ALL"]),
    oneOf("maxAggregationInterval", [60, 600]),
    oneOf("destinationOptions.fileFormat", ["plain-text", "parquet"]),
    checkDestination,
    (inputs) =>
      ["vpcId", "subnetId", "eniId"].some((name) => isSet(inputs, name)) && !isSet(inputs, "trafficType")
        ? [{ path: "trafficType", reason: "is required" }]
        : [],
    together("transitGatewayId", "trafficType"),
  ),
  identity: (draft) => ec2Id("fl", draft),
  outputs: (made) => ({ arn: arn("ec2", made, `vpc-flow-log/${made.id}`), tagsAll: tagsAll(made) }),
};

/** Ways to AWS's own services, and the record of what passed. */
export const ec2Endpoints: Readonly<Record<string, ResourceModel>> = {
  [VPC_ENDPOINT]: vpcEndpoint,
  "aws:ec2/flowLog:FlowLog": flowLog,
};
