import type { ResourceModel } from "../cloud.ts";
import { ec2Id } from "./arn.ts";
import { inAnUp, keptBy } from "./existing.ts";
import { vpcOf } from "./rds-groups.ts";
import { every, exactlyOne, isSet, oneOf } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { HSM_CLUSTER, SUBNET } from "./types.ts";
import { zoneAt } from "./zones.ts";

const HSM = "aws:cloudhsmv2/hsm:Hsm";
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

const cluster: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/cloudhsmv2/cluster.go: all but tags.
  replaces: ["hsmType", "mode", "sourceBackupIdentifier", "subnetIds"],
  references: [{ from: "subnetIds[*]", to: SUBNET }],
  check: every(oneOf("hsmType", ["hsm1.medium", "hsm2m.medium"]), oneOf("mode", ["FIPS", "NON_FIPS"]), (inputs) =>
    inputs.hsmType === "hsm2m.medium" && !isSet(inputs, "mode")
      ? [{ path: "mode", reason: "is required for hsm2m.medium" }]
      : [],
  ),
  identity: ({ seed }) => `cluster-${seed.text(11, BASE32, "cluster")}`,
  outputs: (made) => {
    const restored = isSet(made.inputs, "sourceBackupIdentifier");
    return {
      clusterCertificates: restored ? [] : [unsigned()],
      clusterId: made.id,
      clusterState: restored ? "ACTIVE" : "UNINITIALIZED",
      mode: "FIPS",
      securityGroupId: ec2Id("sg", made),
      tagsAll: tagsAll(made),
      vpcId: vpcOf(made),
    };
  },
  keeps: keptBy([HSM, "clusterId"]),
};

/** What a new cluster shows, for somebody to sign its request by hand. */
function unsigned() {
  const pem = (kind: string) => `-----BEGIN ${kind}-----\nc2FuZGJveA==\n-----END ${kind}-----\n`; // "sandbox"
  return {
    awsHardwareCertificate: pem("CERTIFICATE"),
    clusterCertificate: "",
    clusterCsr: pem("CERTIFICATE REQUEST"),
    hsmCertificate: pem("CERTIFICATE"),
    manufacturerHardwareCertificate: pem("CERTIFICATE"),
  };
}

const hsm: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/cloudhsmv2/hsm.go.
  replaces: ["availabilityZone", "clusterId", "ipAddress", "subnetId"],
  references: [
    { from: "clusterId", to: HSM_CLUSTER },
    { from: "subnetId", to: SUBNET },
  ],
  requires: inAnUp((inputs, { world }) => {
    const subnets = world.get(HSM_CLUSTER, String(inputs.clusterId))?.inputs.subnetIds;
    return inputs.subnetId !== undefined && Array.isArray(subnets) && !subnets.includes(inputs.subnetId)
      ? [`subnetId ${String(inputs.subnetId)} is none of the cluster's`]
      : [];
  }),
  check: every(exactlyOne("availabilityZone", "subnetId"), zoneAt("availabilityZone")),
  identity: ({ seed }) => `hsm-${seed.text(11, BASE32, "hsm")}`,
  outputs: (made) => ({ hsmEniId: ec2Id("eni", made), hsmId: made.id, hsmState: "ACTIVE" }),
};

/** Hardware security modules. */
export const cloudhsmv2: Readonly<Record<string, ResourceModel>> = { [HSM_CLUSTER]: cluster, [HSM]: hsm };
