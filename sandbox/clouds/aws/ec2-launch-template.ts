import { differences } from "../../protocol/paths.ts";
import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, ec2Id, type Made } from "./arn.ts";
import { SECURITY_GROUPS } from "./ec2-security-groups.ts";
import { allOf, names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { between, type Check, every, isArn, matching, oneOf, rule, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { INSTANCE_PROFILE, LAUNCH_TEMPLATE, SUBNET } from "./types.ts";

/** EC2 takes 16 KiB of user data before base64: docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html. */
const USER_DATA_BYTES = 16_384;

const isUserData = rule("userData", (value) => {
  const text = String(value);
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) || text.replace(/\s/g, "").length % 4 !== 0) return "is no base64";
  const bytes = Buffer.from(text, "base64").length;
  return bytes > USER_DATA_BYTES ? `holds ${bytes} bytes; EC2 takes ${USER_DATA_BYTES}` : undefined;
});

// gp2 has no throughput to choose, and st1, sc1 and gp2 no IOPS: docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html.
const checkVolumes: Check = ({ blockDeviceMappings }) => {
  if (!Array.isArray(blockDeviceMappings)) return [];
  return blockDeviceMappings.flatMap(({ ebs }: { readonly ebs?: Properties }, index) => {
    const path = `blockDeviceMappings[${index}].ebs`;
    const type = String(ebs?.volumeType ?? "gp2");
    return [
      ...(ebs?.throughput !== undefined && /^(gp2|io1|io2|st1|sc1)$/.test(type)
        ? [{ path: `${path}.throughput`, reason: `cannot be chosen for ${type}` }]
        : []),
      ...(ebs?.iops !== undefined && /^(gp2|st1|sc1)$/.test(type)
        ? [{ path: `${path}.iops`, reason: `cannot be chosen for ${type}` }]
        : []),
    ];
  });
};

const launchTemplate: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/ec2/ec2_launch_template.go; all else makes a new version.
  replaces: ["name", "namePrefix"],
  requires: allOf(
    names("vpcSecurityGroupIds[*]", ...SECURITY_GROUPS),
    names("networkInterfaces[*].securityGroups[*]", ...SECURITY_GROUPS),
    names("networkInterfaces[*].subnetId", { type: SUBNET }),
    names("iamInstanceProfile.name", { type: INSTANCE_PROFILE }),
    names("iamInstanceProfile.arn", { type: INSTANCE_PROFILE, by: "arn" }),
    names("blockDeviceMappings[*].ebs.kmsKeyId", ...KEYS),
  ),
  check: every(
    matching("name", /^[\w().\-/]{3,128}$/, "3 to 128 letters, digits and ().-/_"),
    matching(
      "imageId",
      /^(ami-([0-9a-f]{8}|[0-9a-f]{17})|resolve:ssm:.+)$/,
      "ami- and 17 hexadecimal digits, or resolve:ssm:…",
    ),
    matching("instanceType", /^[a-z][a-z0-9-]*\d[a-z0-9-]*\.[a-z0-9-]+$/, "a type such as t3.large"),
    isUserData,
    together("instanceType", "instanceRequirements"),
    together("networkInterfaces", "vpcSecurityGroupIds"),
    together("defaultVersion", "updateDefaultVersion"),
    together("iamInstanceProfile.name", "iamInstanceProfile.arn"),
    oneOf("metadataOptions.httpTokens", ["optional", "required"]),
    oneOf("metadataOptions.httpEndpoint", ["enabled", "disabled"]),
    oneOf("metadataOptions.instanceMetadataTags", ["enabled", "disabled"]),
    between("metadataOptions.httpPutResponseHopLimit", 1, 64),
    oneOf("blockDeviceMappings[*].ebs.volumeType", ["gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"]),
    oneOf("blockDeviceMappings[*].ebs.encrypted", ["true", "false"]),
    isArn("blockDeviceMappings[*].ebs.kmsKeyId"),
    checkVolumes,
    oneOf("tagSpecifications[*].resourceType", [
      "elastic-gpu",
      "instance",
      "network-interface",
      "spot-instances-request",
      "volume",
    ]),
    oneOf("instanceInitiatedShutdownBehavior", ["stop", "terminate"]),
  ),
  identity: (draft) => ec2Id("lt", draft),
  outputs: (made) => {
    const latestVersion = versionOf(made);
    return {
      arn: arn("ec2", made, `launch-template/${made.id}`),
      defaultVersion: made.inputs.updateDefaultVersion === true ? latestVersion : 1,
      latestVersion,
      tagsAll: tagsAll(made),
    };
  },
};

// Every change is a version of its own.
function versionOf({ id, inputs, account }: Made): number {
  const before = account.world.get(LAUNCH_TEMPLATE, id);
  if (!before) return 1;
  const version = Number(before.outputs.latestVersion);
  return differences(before.inputs, inputs).length > 0 ? version + 1 : version;
}

export const ec2LaunchTemplate: Readonly<Record<string, ResourceModel>> = { [LAUNCH_TEMPLATE]: launchTemplate };
