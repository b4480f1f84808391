import { type Properties, stateOf } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { allOf, find, inAnUp, names, type Requires } from "./existing.ts";
import { between, type Check, every, exactlyOne, isSet, known, matching, oneOf, together } from "./rules.ts";
import { AUTOSCALING_GROUP, LAUNCH_TEMPLATE, ROLE, SUBNET, TARGET_GROUP, TOPIC } from "./types.ts";
import { zoneAt } from "./zones.ts";

const TRANSITIONS = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];

const TEMPLATES = [{ type: LAUNCH_TEMPLATE }, { type: LAUNCH_TEMPLATE, by: "name" }];

const checkSizes: Check = ({ minSize, maxSize, desiredCapacity }) => {
  const [min, max, desired] = [minSize, maxSize, desiredCapacity];
  return [
    ...(typeof min === "number" && typeof max === "number" && min > max
      ? [{ path: "minSize", reason: `is ${min}, above maxSize ${max}` }]
      : []),
    ...(typeof desired === "number" && typeof min === "number" && desired < min
      ? [{ path: "desiredCapacity", reason: `is ${desired}, below minSize ${min}` }]
      : []),
    ...(typeof desired === "number" && typeof max === "number" && desired > max
      ? [{ path: "desiredCapacity", reason: `is ${desired}, above maxSize ${max}` }]
      : []),
  ];
};

// A launch template may leave things out, but not where a group is to launch from it as it is.
const launchable: Requires = inAnUp((inputs, { world }) => {
  const { launchTemplate } = inputs as { readonly launchTemplate?: Properties };
  const template = find(world, launchTemplate?.id ?? launchTemplate?.name, TEMPLATES);
  if (!template) return [];
  return [
    ["imageId", ["imageId"]],
    ["instanceType", ["instanceType", "instanceRequirements"]],
  ]
    .filter(([, either]) => ![either].flat().some((name) => isSet(template.inputs, String(name))))
    .map(([name]) => `launchTemplate ${template.id} has no ${String(name)}; a group can launch nothing from it`);
});

const inOneNetwork: Requires = inAnUp((inputs, { world }) => {
  const networks = known(inputs, "vpcZoneIdentifiers[*]").map(
    ({ value }) => world.get(SUBNET, String(value))?.inputs.vpcId,
  );
  const groups = known(inputs, "targetGroupArns[*]").flatMap(({ value }) => {
    const group = find(world, value, [{ type: TARGET_GROUP }]);
    return group ? [stateOf(group)] : [];
  });
  return [
    ...(new Set(networks).size > 1
      ? [`vpcZoneIdentifiers are subnets of ${[...new Set(networks)].join(" and ")}`]
      : []),
    ...groups
      .filter(({ vpcId }) => networks.length > 0 && !networks.includes(vpcId))
      .map(({ name }) => `targetGroupArns: ${String(name)} is for another VPC than the subnets`),
    ...groups
      .filter(({ targetType }) => (targetType ?? "instance") !== "instance")
      .map(
        ({ name, targetType }) =>
          `targetGroupArns: ${String(name)} takes ${String(targetType)}, a group registers instances`,
      ),
  ];
});

const group: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/autoscaling/group.go.
  replaces: ["name", "namePrefix"],
  references: [{ from: "vpcZoneIdentifiers[*]", to: SUBNET, holds: true }],
  requires: allOf(
    names("launchTemplate.id", { type: LAUNCH_TEMPLATE }),
    names("launchTemplate.name", { type: LAUNCH_TEMPLATE, by: "name" }),
    names("mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId", {
      type: LAUNCH_TEMPLATE,
    }),
    names("targetGroupArns[*]", { type: TARGET_GROUP }),
    launchable,
    inOneNetwork,
  ),
  check: every(
    checkSizes,
    exactlyOne("launchTemplate", "mixedInstancesPolicy", "launchConfiguration"),
    together("launchTemplate.id", "launchTemplate.name"),
    exactlyOne("vpcZoneIdentifiers", "availabilityZones"),
    (inputs) =>
      isSet(inputs, "availabilityZones")
        ? [{ path: "availabilityZones", reason: "would be those of the default VPC, which this account does not have" }]
        : [],
    zoneAt("availabilityZones[*]"),
    oneOf("healthCheckType", ["EC2", "ELB", "EBS", "VPC_LATTICE"]),
    matching("name", /^[^:]{1,255}$/, "up to 255 characters without a colon"),
    oneOf("initialLifecycleHooks[*].lifecycleTransition", TRANSITIONS),
    oneOf("initialLifecycleHooks[*].defaultResult", ["CONTINUE", "ABANDON"]),
    between("initialLifecycleHooks[*].heartbeatTimeout", 30, 7_200),
    between("instanceRefresh.preferences.minHealthyPercentage", 0, 100),
    oneOf("instanceRefresh.strategy", ["Rolling", "ReplaceRootVolume"]),
    oneOf("metricsGranularity", ["1Minute"]),
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("autoscaling", made, `autoScalingGroup:${made.seed.uuid()}:autoScalingGroupName/${made.id}`),
    desiredCapacity: made.inputs.minSize,
    healthCheckType: "EC2",
    predictedCapacity: 0,
    warmPoolSize: 0,
  }),
};

const lifecycleHook: ResourceModel = {
  autoname: "name",
  // ForceNew in terraform-provider-aws, internal/service/autoscaling/lifecycle_hook.go.
  replaces: ["autoscalingGroupName", "name"],
  requires: allOf(
    names("autoscalingGroupName", { type: AUTOSCALING_GROUP }),
    names("roleArn", { type: ROLE, by: "arn" }),
    names("notificationTargetArn", { type: TOPIC }, { type: "aws:sqs/queue:Queue", by: "arn" }),
  ),
  check: every(
    oneOf("lifecycleTransition", TRANSITIONS),
    oneOf("defaultResult", ["CONTINUE", "ABANDON"]),
    between("heartbeatTimeout", 30, 7_200),
    matching("name", /^[\w\-/]{1,255}$/, "up to 255 letters, digits and -_/"),
  ),
  // The provider calls it by its name alone; a name is unique within its group only.
  identity: ({ inputs }) => `${String(inputs.autoscalingGroupName)}/${String(inputs.name)}`,
};

/** Groups of instances that replace themselves. */
export const autoscaling: Readonly<Record<string, ResourceModel>> = {
  [AUTOSCALING_GROUP]: group,
  "aws:autoscaling/lifecycleHook:LifecycleHook": lifecycleHook,
};
