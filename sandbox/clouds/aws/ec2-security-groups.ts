import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, ec2Id } from "./arn.ts";
import { isCidr } from "./cidr.ts";
import { described } from "./ec2-vpc.ts";
import { allOf, type Home, keptBy, names, rivals } from "./existing.ts";
import { atMost, between, type Check, every, exactlyOne, isSet, matching, oneOf, rule } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import {
  FUNCTION,
  HSM_CLUSTER,
  LOAD_BALANCER,
  RDS_INSTANCE,
  REPLICATION_GROUP,
  SECURITY_GROUP,
  VPC,
  VPC_ENDPOINT,
} from "./types.ts";

/** A group of the program's own, or one that a VPC or an HSM cluster came with. */
export const SECURITY_GROUPS: readonly Home[] = [
  { type: SECURITY_GROUP },
  { type: VPC, by: "defaultSecurityGroupId" },
  { type: HSM_CLUSTER, by: "securityGroupId" },
];

const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

// docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
const CHARACTERS = /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

const networks = (path: string) =>
  rule(path, (value) =>
    isCidr(String(value)) ? undefined : `is ${JSON.stringify(value)}; EC2 takes a network in CIDR form`,
  );

const inline = (side: string): Check =>
  every(networks(`${side}[*].cidrBlocks[*]`), networks(`${side}[*].ipv6CidrBlocks[*]`), portsIn(side));

function portsIn(side: string): Check {
  return (inputs) => {
    const rules = inputs[side];
    return Array.isArray(rules)
      ? rules.flatMap((each: Properties, index) => portProblems(each, each.protocol, `${side}[${index}].`))
      : [];
  };
}

// A rule for all protocols is one for all ports; TCP and UDP need theirs, from the lower to the higher.
function portProblems({ fromPort, toPort }: Properties, protocol: unknown, at = "") {
  if (protocol === "-1" || protocol === "all")
    return ((fromPort ?? 0) === 0 && (toPort ?? 0) === 0) || (fromPort === -1 && toPort === -1)
      ? []
      : [
          {
            path: `${at}fromPort`,
            reason: `has no meaning for the protocol ${protocol}: such a rule is for all ports`,
          },
        ];
  if (protocol !== "tcp" && protocol !== "udp") return [];
  if (fromPort === undefined || toPort === undefined)
    return [{ path: `${at}fromPort`, reason: `and toPort are required for ${protocol}` }];
  return typeof fromPort === "number" && typeof toPort === "number" && fromPort > toPort
    ? [{ path: `${at}fromPort`, reason: `is ${fromPort}, above toPort ${toPort}` }]
    : [];
}

const noDefaultVpc: Check = (inputs) =>
  isSet(inputs, "vpcId") ? [] : [{ path: "vpcId", reason: "is required: this account has no default VPC" }];

const securityGroup: ResourceModel = {
  autoname: "name",
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_security_group.go.
  replaces: ["description", "name", "namePrefix", "vpcId"],
  references: [{ from: "vpcId", to: VPC, holds: true }],
  requires: allOf(
    names("ingress[*].securityGroups[*]", ...SECURITY_GROUPS),
    names("egress[*].securityGroups[*]", ...SECURITY_GROUPS),
    (inputs, _, worlds, ownId) =>
      rivals(SECURITY_GROUP, ["vpcId", "name"], inputs, worlds, ownId).map(
        ({ id }) => `name ${JSON.stringify(inputs.name)} is taken by ${id} in ${String(inputs.vpcId)}`,
      ),
  ),
  check: every(
    noDefaultVpc,
    matching("name", /^(?!sg-)[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/, "up to 255 characters, not starting with sg-"),
    matching("description", CHARACTERS, "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
    inline("ingress"),
    inline("egress"),
  ),
  identity: (draft) => ec2Id("sg", draft),
  outputs: (made) => ({
    ...described(made, "security-group"),
    description: "Managed by Pulumi",
    egress: [],
    ingress: [],
  }),
  keeps: keptBy(
    [LOAD_BALANCER, "securityGroups[*]"],
    [RDS_INSTANCE, "vpcSecurityGroupIds[*]"],
    [REPLICATION_GROUP, "securityGroupIds[*]"],
    [VPC_ENDPOINT, "securityGroupIds[*]"],
    [FUNCTION, "vpcConfig.securityGroupIds[*]"],
    [INGRESS, "referencedSecurityGroupId"],
    [EGRESS, "referencedSecurityGroupId"],
    [RULE, "sourceSecurityGroupId"],
  ),
};

/** The group that a VPC came with: the provider takes it over, and leaves it where it is when it lets go. */
const defaultSecurityGroup: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_default_security_group.go.
  replaces: ["vpcId"],
  unique: ["vpcId"],
  references: [{ from: "vpcId", to: VPC }],
  check: every(noDefaultVpc, inline("ingress"), inline("egress")),
  identity: ({ inputs, account }) =>
    String(account.world.get(VPC, String(inputs.vpcId))?.outputs.defaultSecurityGroupId),
  outputs: (made) => ({
    ...described(made, "security-group"),
    description: "default VPC security group",
    name: "default",
    namePrefix: "",
  }),
};

const oneRule = (type: string): ResourceModel => ({
  // RequiresReplace in terraform-provider-aws, internal/service/ec2/vpc_security_group_ingress_rule.go. It replaces a rule
  // that gets another kind of source too, which a list of inputs cannot say; here that is a change in place.
  replaces: ["securityGroupId"],
  requires: allOf(
    names("securityGroupId", ...SECURITY_GROUPS),
    names("referencedSecurityGroupId", ...SECURITY_GROUPS),
    (inputs, _, worlds, ownId) => {
      const same = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId", "fromPort", "toPort"];
      return rivals(type, ["securityGroupId", "ipProtocol"], inputs, worlds, ownId)
        .filter((other) => same.every((name) => other.inputs[name] === inputs[name]))
        .map(({ id }) => `the rule already exists as ${id}`);
    },
  ),
  check: every(
    exactlyOne("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"),
    networks("cidrIpv4"),
    networks("cidrIpv6"),
    between("fromPort", -1, 65_535),
    between("toPort", -1, 65_535),
    atMost("description", 255),
    (inputs) =>
      inputs.ipProtocol === "-1" && isSet(inputs, "fromPort")
        ? [{ path: "fromPort", reason: "has no meaning for the protocol -1: such a rule is for all ports" }]
        : portProblems(inputs, inputs.ipProtocol),
  ),
  identity: (draft) => ec2Id("sgr", draft),
  outputs: (made) => ({
    arn: arn("ec2", made, `security-group-rule/${made.id}`),
    securityGroupRuleId: made.id,
    tagsAll: tagsAll(made),
  }),
});

const securityGroupRule: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/ec2/vpc_security_group_rule.go: all but the description.
  replaces: [
    "cidrBlocks",
    "fromPort",
    "ipv6CidrBlocks",
    "prefixListIds",
    "protocol",
    "securityGroupId",
    "self",
    "sourceSecurityGroupId",
    "toPort",
    "type",
  ],
  requires: allOf(names("securityGroupId", ...SECURITY_GROUPS), names("sourceSecurityGroupId", ...SECURITY_GROUPS)),
  check: every(
    oneOf("type", ["ingress", "egress"]),
    networks("cidrBlocks[*]"),
    networks("ipv6CidrBlocks[*]"),
    (inputs) => portProblems(inputs, inputs.protocol),
    (inputs) =>
      ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "self", "sourceSecurityGroupId"].some((name) =>
        isSet(inputs, name),
      )
        ? []
        : [
            {
              path: "cidrBlocks",
              reason: "or ipv6CidrBlocks, prefixListIds, self or sourceSecurityGroupId is required",
            },
          ],
  ),
  identity: ({ seed }) => `sgrule-${seed.integer(1_000_000_000, 4_294_967_295, "rule")}`,
  outputs: (made) => ({ securityGroupRuleId: ec2Id("sgr", made) }),
};

/** Who may speak to whom. */
export const ec2SecurityGroups: Readonly<Record<string, ResourceModel>> = {
  [SECURITY_GROUP]: securityGroup,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultSecurityGroup,
  [INGRESS]: oneRule(INGRESS),
  [EGRESS]: oneRule(EGRESS),
  [RULE]: securityGroupRule,
};
