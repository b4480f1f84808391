import { stateOf } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, type Made } from "./arn.ts";
import { inAnUp, keptBy, type Requires } from "./existing.ts";
import { every, matching, oneOf } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { RDS_INSTANCE, SUBNET } from "./types.ts";

export const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
export const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

const acrossZones: Requires = inAnUp(({ subnetIds }, { world }) => {
  if (!Array.isArray(subnetIds)) return [];
  const subnets = subnetIds.flatMap((id) => world.get(SUBNET, String(id)) ?? []).map(stateOf);
  return new Set(subnets.map(({ availabilityZone }) => availabilityZone)).size < 2
    ? ["subnetIds must cover at least two availability zones"]
    : [];
});

const GROUP_NAME = matching(
  "name",
  /^[a-z0-9](?!.*--)[a-z0-9 ._-]{0,254}(?<!-)$/,
  "up to 255 lower-case letters, digits and inner hyphens",
);

const subnetGroup: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/rds/subnet_group.go.
  replaces: ["name", "namePrefix"],
  references: [{ from: "subnetIds[*]", to: SUBNET }],
  requires: acrossZones,
  check: GROUP_NAME,
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("rds", made, `subgrp:${made.id}`),
    description: "Managed by Pulumi",
    supportedNetworkTypes: ["IPV4"],
    tagsAll: tagsAll(made),
    vpcId: vpcOf(made),
  }),
  keeps: keptBy([RDS_INSTANCE, "dbSubnetGroupName"]),
};

/** The VPC of a list of subnets. */
export function vpcOf({ inputs, account }: Pick<Made, "inputs" | "account">): string {
  const [first] = Array.isArray(inputs.subnetIds) ? inputs.subnetIds : [];
  return String(account.world.get(SUBNET, String(first))?.inputs.vpcId ?? "");
}

const parameterGroup: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/rds/parameter_group.go.
  replaces: ["description", "family", "name", "namePrefix"],
  check: every(GROUP_NAME, oneOf("parameters[*].applyMethod", ["immediate", "pending-reboot"])),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("rds", made, `pg:${made.id}`),
    description: "Managed by Pulumi",
    tagsAll: tagsAll(made),
  }),
  keeps: keptBy([RDS_INSTANCE, "parameterGroupName"]),
};

/** What instances are put into. */
export const rdsGroups: Readonly<Record<string, ResourceModel>> = {
  [SUBNET_GROUP]: subnetGroup,
  [PARAMETER_GROUP]: parameterGroup,
};
