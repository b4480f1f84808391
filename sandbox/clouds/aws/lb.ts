import { type Properties, stateOf } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, type Made, regionOf } from "./arn.ts";
import { SECURITY_GROUPS } from "./ec2-security-groups.ts";
import { reachesTheInternet } from "./ec2-vpc.ts";
import { allOf, inAnUp, keptBy, names, type Requires } from "./existing.ts";
import { LISTENER, lbListeners } from "./lb-listeners.ts";
import { bucketLets } from "./policies.ts";
import { between, type Check, every, exactlyOne, isSet, known, matching, oneOf, rule, when } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { BUCKET, LOAD_BALANCER, SUBNET, TARGET_GROUP, VPC } from "./types.ts";

/** Hosted zones that Route 53 aliases in us-east-1 point to: docs.aws.amazon.com/general/latest/gr/elb.html. */
const ALIAS_ZONES = { application: "Z35SXDOTRQ7X7K", network: "Z26RNL4JYFTOTI" };

// validName and validTargetGroupName in terraform-provider-aws, internal/service/elbv2/validate.go.
const NAME = /^(?!-)(?!internal-)[A-Za-z0-9-]{1,32}(?<!-)$/;
const isName = matching("name", NAME, "1 to 32 letters, digits and inner hyphens, not starting with internal-");

const isApplication = ({ loadBalancerType = "application" }: Properties) => loadBalancerType === "application";

const acrossZones: Requires = inAnUp((inputs, { world }) => {
  const subnets = [...known(inputs, "subnets[*]"), ...known(inputs, "subnetMappings[*].subnetId")];
  const found = subnets.flatMap(({ value }) => world.get(SUBNET, String(value)) ?? []).map(stateOf);
  const zones = found.map(({ availabilityZone }) => availabilityZone);
  return [
    ...(isApplication(inputs) && new Set(zones).size < 2
      ? ["subnets: at least two subnets in two different availability zones must be specified"]
      : []),
    ...(new Set(zones).size < zones.length
      ? ["subnets: a load balancer takes one subnet of each availability zone"]
      : []),
    ...(new Set(found.map(({ vpcId }) => vpcId)).size > 1 ? ["subnets are of more than one VPC"] : []),
  ];
});

const logsTo = (path: string): Requires =>
  allOf(names(`${path}.bucket`, { type: BUCKET }), (inputs, ...asked) =>
    (inputs[path] as Properties | undefined)?.enabled === true ? LOG_WRITERS(path)(inputs, ...asked) : [],
  );

// docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html; 127311923021 is Elastic Load
// Balancing's account in us-east-1. A network load balancer delivers through CloudWatch's log delivery.
const LOG_WRITERS = (path: string) =>
  bucketLets(
    `${path}.bucket`,
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "arn:aws:iam::127311923021:root",
  );

const loadBalancer: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/elbv2/load_balancer.go.
  replaces: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
  references: [
    { from: "subnets[*]", to: SUBNET },
    { from: "subnetMappings[*].subnetId", to: SUBNET },
    { from: "subnetMappings[*].allocationId", to: "aws:ec2/eip:Eip", holds: true },
  ],
  requires: allOf(
    names("securityGroups[*]", ...SECURITY_GROUPS),
    acrossZones,
    reachesTheInternet("subnets[*]", ({ internal }) => internal !== true),
    reachesTheInternet("subnetMappings[*].subnetId", ({ internal }) => internal !== true),
    logsTo("accessLogs"),
    logsTo("connectionLogs"),
  ),
  check: every(
    isName,
    exactlyOne("subnets", "subnetMappings"),
    oneOf("loadBalancerType", ["application", "network", "gateway"]),
    oneOf("ipAddressType", ["ipv4", "dualstack", "dualstack-without-public-ipv4"]),
    between("idleTimeout", 1, 4_000),
    oneOf("desyncMitigationMode", ["monitor", "defensive", "strictest"]),
    oneOf("xffHeaderProcessingMode", ["append", "preserve", "remove"]),
    when(
      (inputs) => !isApplication(inputs),
      (inputs) =>
        ["idleTimeout", "dropInvalidHeaderFields", "enableHttp2", "connectionLogs"]
          .filter((name) => isSet(inputs, name))
          .map((name) => ({ path: name, reason: "is for application load balancers" })),
    ),
  ),
  identity: (draft) => arn("elasticloadbalancing", draft, `loadbalancer/${suffixOf(draft)}`),
  outputs: (made) => ({
    arn: made.id,
    arnSuffix: suffixOf(made),
    dnsName: hostOf(made),
    internal: false,
    ipAddressType: "ipv4",
    loadBalancerType: "application",
    tagsAll: tagsAll(made),
    vpcId: vpcOf(made),
    zoneId: zoneOf(made),
  }),
  keeps: (object) =>
    object.inputs.enableDeletionProtection === true
      ? "OperationNotPermitted, it has deletion protection; set enableDeletionProtection to false first, in an up of its own"
      : undefined,
};

const KINDS: Readonly<Record<string, string>> = { application: "app", network: "net", gateway: "gwy" };

function suffixOf({ inputs, seed }: Pick<Made, "inputs" | "seed">): string {
  return `${KINDS[String(inputs.loadBalancerType ?? "application")]}/${String(inputs.name)}/${seed.hex(16, "lb")}`;
}

function hostOf({ inputs, account, seed }: Made): string {
  const region = regionOf(inputs, account);
  if (!isApplication(inputs)) return `${String(inputs.name)}-${seed.hex(16, "lb")}.elb.${region}.amazonaws.com`;
  const name = `${inputs.internal === true ? "internal-" : ""}${String(inputs.name)}`;
  return `${name}-${seed.integer(1_000_000_000, 2_147_483_647, "dns")}.${region}.elb.amazonaws.com`;
}

function vpcOf({ inputs, account }: Made): string {
  const [subnet] = [...known(inputs, "subnets[*]"), ...known(inputs, "subnetMappings[*].subnetId")];
  return String(account.world.get(SUBNET, String(subnet?.value))?.inputs.vpcId ?? "");
}

function zoneOf(made: Made): string {
  const zone = isApplication(made.inputs) ? ALIAS_ZONES.application : ALIAS_ZONES.network;
  const madeUp = `Z${made.seed.text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "zone")}`;
  return regionOf(made.inputs, made.account) === "us-east-1" ? zone : madeUp;
}

// docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
const checkHealth: Check = every(
  between("healthCheck.healthyThreshold", 2, 10),
  between("healthCheck.unhealthyThreshold", 2, 10),
  between("healthCheck.interval", 5, 300),
  between("healthCheck.timeout", 2, 120),
  oneOf("healthCheck.protocol", ["HTTP", "HTTPS", "TCP"]),
  matching("healthCheck.path", /^\/.{0,1023}$/, "up to 1,024 characters that start with /"),
  matching("healthCheck.port", /^(traffic-port|\d{1,5})$/, "a port or traffic-port"),
  rule("healthCheck.timeout", (timeout, { healthCheck }) => {
    const interval = (healthCheck as Properties).interval ?? 30;
    return typeof interval === "number" && Number(timeout) >= interval
      ? `is ${timeout}; it must be less than interval ${interval}`
      : undefined;
  }),
  ({ healthCheck }) =>
    (healthCheck as Properties | undefined)?.protocol === "TCP" && isSet({ healthCheck }, "healthCheck.path")
      ? [{ path: "healthCheck.path", reason: "has no meaning for a check by TCP" }]
      : [],
);

const targetGroup: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/elbv2/target_group.go.
  replaces: ["ipAddressType", "name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId"],
  references: [{ from: "vpcId", to: VPC }],
  check: every(
    isName,
    oneOf("targetType", ["instance", "ip", "lambda", "alb"]),
    oneOf("protocol", ["GENEVE", "HTTP", "HTTPS", "TCP", "TCP_UDP", "TLS", "UDP", "QUIC", "TCP_QUIC"]),
    between("port", 1, 65_535),
    between("deregistrationDelay", 0, 3_600),
    when(
      ({ targetType }) => targetType !== "lambda",
      (inputs) =>
        ["port", "protocol", "vpcId"]
          .filter((name) => !isSet(inputs, name))
          .map((name) => ({ path: name, reason: "is required" })),
    ),
    checkHealth,
  ),
  identity: (draft) => arn("elasticloadbalancing", draft, targetGroupSuffix(draft)),
  outputs: (made) => ({
    arn: made.id,
    arnSuffix: targetGroupSuffix(made),
    loadBalancerArns: [],
    tagsAll: tagsAll(made),
    targetType: "instance",
  }),
  keeps: keptBy(
    [LISTENER, "defaultActions[*].targetGroupArn"],
    [LISTENER, "defaultActions[*].forward.targetGroups[*].arn"],
    ["aws:lb/listenerRule:ListenerRule", "actions[*].targetGroupArn"],
    ["aws:lb/listenerRule:ListenerRule", "actions[*].forward.targetGroups[*].arn"],
  ),
};

function targetGroupSuffix({ inputs, seed }: Pick<Made, "inputs" | "seed">): string {
  return `targetgroup/${String(inputs.name)}/${seed.hex(16, "group")}`;
}

/** Elastic Load Balancing. */
export const lb: Readonly<Record<string, ResourceModel>> = {
  [LOAD_BALANCER]: loadBalancer,
  [TARGET_GROUP]: targetGroup,
  ...lbListeners,
};
