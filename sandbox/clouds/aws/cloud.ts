import type { Problem } from "../../schema/validate.ts";
import { isList } from "../../world/world.ts";
import { type Account, type Cloud, Refusal, type ResourceModel, type Settings } from "../cloud.ts";
import { accountOf } from "../credentials.ts";
import type { Landscape } from "../landscape.ts";
import { acm } from "./acm.ts";
import { regionOf } from "./arn.ts";
import { autoscaling } from "./autoscaling.ts";
import { backup } from "./backup.ts";
import { cloudhsmv2 } from "./cloudhsmv2.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { cloudwatchLogs } from "./cloudwatch-logs.ts";
import { table } from "./dynamodb.ts";
import { ec2Endpoints } from "./ec2-endpoints.ts";
import { ec2LaunchTemplate } from "./ec2-launch-template.ts";
import { ec2Routes } from "./ec2-routes.ts";
import { ec2SecurityGroups } from "./ec2-security-groups.ts";
import { ec2Vpc } from "./ec2-vpc.ts";
import { elasticache } from "./elasticache.ts";
import { events } from "./events.ts";
import { HETZNER_TYPES, isHetzner } from "./hetzner-object-storage.ts";
import { iam } from "./iam.ts";
import { kms } from "./kms.ts";
import { lambda } from "./lambda.ts";
import { lb } from "./lb.ts";
import { rds } from "./rds.ts";
import { reads } from "./reads.ts";
import { route53 } from "./route53.ts";
import { s3 } from "./s3.ts";
import { secretsmanager } from "./secretsmanager.ts";
import { sns } from "./sns.ts";
import { ssm } from "./ssm.ts";
import { checkTags } from "./tags.ts";

/** Services that live in a region: each of their resources may name another than its provider's. */
const REGIONAL: Readonly<Record<string, ResourceModel>> = {
  ...acm,
  ...autoscaling,
  ...backup,
  ...cloudhsmv2,
  ...cloudtrail,
  ...cloudwatch,
  ...cloudwatchLogs,
  "aws:dynamodb/table:Table": table,
  ...ec2Endpoints,
  ...ec2LaunchTemplate,
  ...ec2Routes,
  ...ec2SecurityGroups,
  ...ec2Vpc,
  ...elasticache,
  ...events,
  ...kms,
  ...lambda,
  ...lb,
  ...rds,
  ...s3,
  ...secretsmanager,
  ...sns,
  ...ssm,
};

/** AWS, and Hetzner's Object Storage, which the same package reaches through an endpoint of its own. */
export function aws(landscape: Landscape): Cloud {
  return {
    packageName: "aws",
    npmName: "@pulumi/aws",
    signIn: (settings, environment) =>
      isHetzner(settings) ? signInToHetzner(settings) : signInToAws(settings, environment, landscape),
    resources: Object.fromEntries([
      ...Object.entries(REGIONAL).map(([type, model]) => [type, onlyWhereItExists(type, inItsRegion(model))] as const),
      ...Object.entries({ ...iam, ...route53 }).map(([type, model]) => [type, onlyWhereItExists(type, model)] as const),
    ]),
    functions: reads,
  };
}

function signInToHetzner({ accessKey }: Settings): string {
  if (typeof accessKey !== "string") {
    throw new Refusal(
      "aws: Hetzner's Object Storage needs accessKey and secretKey; Hetzner makes them per project, under Security → S3 credentials.",
    );
  }
  return accountOf("s3", accessKey);
}

function signInToAws(settings: Settings, environment: NodeJS.ProcessEnv, landscape: Landscape): string {
  const key = settings.accessKey ?? environment.AWS_ACCESS_KEY_ID;
  if (typeof key !== "string" || key === "")
    throw new Refusal("aws: no credentials in the provider's settings nor in the environment (AWS_ACCESS_KEY_ID).");
  const account = accountOf("aws", key);
  if (account !== landscape.aws.account) throw new Refusal(`aws: the account ${account} does not exist`);
  if (typeof settings.region !== "string" && !environment.AWS_REGION)
    throw new Refusal("aws: no region in the provider's settings nor in AWS_REGION.");
  const { allowedAccountIds } = settings;
  if (isList(allowedAccountIds) && !allowedAccountIds.includes(account)) {
    throw new Refusal(
      `aws: these credentials open the account ${account}; the provider allows ${allowedAccountIds.join(", ")}`,
    );
  }
  return account;
}

// The provider adds the region to every regional resource: its own, and ForceNew.
function inItsRegion(model: ResourceModel): ResourceModel {
  return {
    ...model,
    replaces: [...(model.replaces ?? []), "region"],
    outputs: (made) => ({ region: regionOf(made.inputs, made.account), ...model.outputs?.(made) }),
  };
}

function onlyWhereItExists(type: string, model: ResourceModel): ResourceModel {
  return {
    ...model,
    check: (inputs, account) =>
      isHetzner(account.settings)
        ? checkAtHetzner(type, model, inputs, account)
        : [...checkTags(inputs), ...(model.check?.(inputs, account) ?? [])],
  };
}

function checkAtHetzner(
  type: string,
  model: ResourceModel,
  inputs: Parameters<NonNullable<ResourceModel["check"]>>[0],
  account: Account,
): readonly Problem[] {
  if (HETZNER_TYPES.has(type)) return model.check?.(inputs, account) ?? [];
  const allowed = [...HETZNER_TYPES].map((name) => name.split(":")[2]).join(", ");
  return [{ path: "", reason: `Hetzner's Object Storage has no ${type.split(":")[2]}; it has ${allowed}` }];
}
