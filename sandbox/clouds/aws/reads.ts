import { Seed } from "../../world/seed.ts";
import { type Properties, stateOf } from "../../world/world.ts";
import { type Cloud, type FunctionCall, Refusal } from "../cloud.ts";
import { MADE_AT, regionOf } from "./arn.ts";
import { policyDocument } from "./policy-document.ts";
import { ZONE } from "./route53.ts";
import { shortRegion, zonesOf } from "./zones.ts";

/** What AWS answers to reads. */
export const reads: NonNullable<Cloud["functions"]> = {
  "aws:index/getCallerIdentity:getCallerIdentity": ({ account }) => ({
    accountId: account.name,
    arn: `arn:aws:iam::${account.name}:user/sandbox`,
    id: account.name,
    userId: "AIDASANDBOXSANDBOXSAN",
  }),
  "aws:index/getRegion:getRegion": ({ args, account }) => {
    const region = regionOf(args, account);
    return { description: region, endpoint: `ec2.${region}.amazonaws.com`, id: region, name: region, region };
  },
  "aws:index/getPartition:getPartition": () => ({
    dnsSuffix: "amazonaws.com",
    id: "aws",
    partition: "aws",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": availabilityZones,
  "aws:ec2/getAmi:getAmi": image,
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ args }) => policyDocument(args),
  "aws:route53/getZone:getZone": hostedZone,
  "aws:ssm/getParameter:getParameter": parameter,
};

function availabilityZones({ args, account }: FunctionCall): Properties {
  const region = regionOf(args, account);
  const excluded = Array.isArray(args.excludeNames) ? args.excludeNames : [];
  const zones = zonesOf(region).filter((zone) => !excluded.includes(zone));
  return {
    ...args,
    groupNames: [`${region}-zg-1`],
    id: region,
    names: zones,
    region,
    zoneIds: zones.map((zone) => `${shortRegion(region)}-az${zonesOf(region).indexOf(zone) + 1}`),
  };
}

// One image for one question. Which image a search finds, only AWS knows.
function image({ args, account }: FunctionCall): Properties {
  const { owners, filters, nameRegex } = args;
  if (owners === undefined && filters === undefined && nameRegex === undefined)
    throw new Refusal("aws: getAmi: one of executableUsers, filters, nameRegex or owners must be set");
  const region = regionOf(args, account);
  const id = imageId(region, JSON.stringify({ owners, filters, nameRegex }));
  const [owner = "amazon"] = Array.isArray(owners) ? owners.map(String) : [];
  return {
    ...args,
    architecture: filterOf(filters, "architecture") ?? "x86_64",
    arn: `arn:aws:ec2:${region}::image/${id}`,
    blockDeviceMappings: [],
    bootMode: "uefi-preferred",
    creationDate: MADE_AT,
    deprecationTime: MADE_AT.replace("2026", "2036"),
    description: "an image of the sandbox",
    enaSupport: true,
    hypervisor: "xen",
    id,
    imageId: id,
    imageLocation: `${owner}/sandbox-image`,
    imageOwnerAlias: /^\d{12}$/.test(owner) ? "" : owner,
    imageType: "machine",
    imdsSupport: "v2.0",
    kernelId: "",
    lastLaunchedTime: "",
    name: filterOf(filters, "name")?.replaceAll("*", "sandbox") ?? "sandbox-image",
    ownerId: /^\d{12}$/.test(owner) ? owner : "000000000000",
    platform: "",
    platformDetails: "Linux/UNIX",
    productCodes: [],
    public: true,
    ramdiskId: "",
    region,
    rootDeviceName: "/dev/xvda",
    rootDeviceType: "ebs",
    rootSnapshotId: `snap-0${new Seed(id).hex(16, "snapshot")}`,
    sriovNetSupport: "simple",
    state: "available",
    stateReason: {},
    tags: {},
    tpmSupport: "",
    usageOperation: "RunInstances",
    virtualizationType: "hvm",
  };
}

function imageId(region: string, question: string): string {
  return `ami-0${new Seed(`${region} ${question}`).hex(16, "image")}`;
}

function filterOf(filters: Properties[string], name: string): string | undefined {
  const list = Array.isArray(filters) ? (filters as readonly Properties[]) : [];
  const values = list.find((filter) => filter.name === name)?.values;
  return Array.isArray(values) ? String(values[0]) : undefined;
}

function hostedZone({ args, account }: FunctionCall): Properties {
  const name = args.name === undefined ? undefined : String(args.name).replace(/\.$/, "");
  const found = account.world
    .list(ZONE)
    .find(
      ({ id, inputs }) => id === args.zoneId || (name !== undefined && String(inputs.name).replace(/\.$/, "") === name),
    );
  if (!found) throw new Refusal(`aws: no matching Route 53 Hosted Zone found for ${String(args.zoneId ?? name)}`);
  return {
    callerReference: "sandbox",
    comment: "Managed by Pulumi",
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    privateZone: Array.isArray(found.inputs.vpcs) && found.inputs.vpcs.length > 0,
    resourceRecordSetCount: 2,
    tags: {},
    ...stateOf(found),
    id: found.id,
  };
}

// AWS's own parameters are public: docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html.
function parameter({ args, account }: FunctionCall): Properties {
  const name = String(args.name);
  const region = regionOf(args, account);
  const own = account.world.get("aws:ssm/parameter:Parameter", name);
  if (own) {
    const { arn, type, value, insecureValue, version } = stateOf(own);
    return {
      ...args,
      arn,
      id: name,
      insecureValue: insecureValue ?? "",
      name,
      region,
      type,
      value: value ?? insecureValue,
      version,
    };
  }
  if (!/^\/aws\/service\/(ami-|canonical\/|debian\/|ecs\/|bottlerocket\/|eks\/)/.test(name))
    throw new Refusal(`aws: reading SSM Parameter (${name}): ParameterNotFound in ${account.name}, ${region}`);
  const value = imageId(region, name);
  const arn = `arn:aws:ssm:${region}::parameter${name}`;
  return { ...args, arn, id: name, insecureValue: value, name, region, type: "String", value, version: 1 };
}
