import type { Problem } from "../../schema/validate.ts";
import { isList } from "../../world/world.ts";
import { type Account, type Cloud, Refusal, type ResourceModel, type Settings } from "../cloud.ts";
import { accountOf } from "../credentials.ts";
import type { Landscape } from "../landscape.ts";
import { table } from "./dynamodb.ts";
import { HETZNER_TYPES, isHetzner } from "./hetzner-object-storage.ts";
import { key, keyAlias } from "./kms.ts";
import { s3 } from "./s3.ts";

/** AWS, and Hetzner's Object Storage, which the same package reaches through an endpoint of its own. */
export function aws(landscape: Landscape): Cloud {
  return {
    packageName: "aws",
    npmName: "@pulumi/aws",
    signIn: (settings, environment) =>
      isHetzner(settings) ? signInToHetzner(settings) : signInToAws(settings, environment, landscape),
    resources: Object.fromEntries(
      Object.entries({
        ...s3,
        "aws:dynamodb/table:Table": table,
        "aws:kms/key:Key": key,
        "aws:kms/alias:Alias": keyAlias,
      }).map(([type, model]) => [type, onlyWhereItExists(type, model)]),
    ),
    functions: {
      "aws:index/getCallerIdentity:getCallerIdentity": ({ account }) => ({
        accountId: account.name,
        arn: `arn:aws:iam::${account.name}:user/sandbox`,
        id: account.name,
        userId: "AIDASANDBOXSANDBOXSAN",
      }),
    },
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

function onlyWhereItExists(type: string, model: ResourceModel): ResourceModel {
  return {
    ...model,
    check: (inputs, account) =>
      isHetzner(account.settings)
        ? checkAtHetzner(type, model, inputs, account)
        : (model.check?.(inputs, account) ?? []),
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
