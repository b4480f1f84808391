import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { allOf, find, type Home, inAnUp, names, type Requires } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { permits } from "./lambda.ts";
import { policyAt, principalsExist } from "./policies.ts";
import { between, every, exactlyOne, isArn, known, matching, needs, rule, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { FUNCTION, SECRET } from "./types.ts";

/** A secret goes by its ARN, which is its id, or by its name. */
const SECRETS: readonly Home[] = [{ type: SECRET }, { type: SECRET, by: "name" }];

const secret: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/secretsmanager/secret.go.
  replaces: ["name", "namePrefix"],
  requires: allOf(names("kmsKeyId", ...KEYS), principalsExist("policy")),
  check: every(
    matching("name", /^[\w/+=.@-]{1,512}$/, "1 to 512 letters, digits and /_+=.@-"),
    rule("recoveryWindowInDays", (days) =>
      days === 0 || (Number(days) >= 7 && Number(days) <= 30)
        ? undefined
        : `is ${String(days)}; AWS takes 0, or 7 to 30`,
    ),
    policyAt("policy", "resource", 20_480),
  ),
  identity: (draft) => {
    const ending = draft.seed.text(6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "secret");
    return arn("secretsmanager", draft, `secret:${String(draft.inputs.name)}-${ending}`);
  },
  outputs: (made) => ({ arn: made.id, recoveryWindowInDays: 30, policy: "", replicas: [], tagsAll: tagsAll(made) }),
};

/** docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const SECRET_BYTES = 65_536;

const secretVersion: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/secretsmanager/secret_version.go.
  replaces: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"],
  requires: names("secretId", ...SECRETS),
  check: every(
    together("secretBinary", "secretString", "secretStringWo"),
    needs("secretStringWo", "secretStringWoVersion"),
    needs("secretStringWoVersion", "secretStringWo"),
    rule("secretString", (value) => {
      const bytes = Buffer.byteLength(String(value));
      return bytes > SECRET_BYTES ? `holds ${bytes} bytes; Secrets Manager takes ${SECRET_BYTES}` : undefined;
    }),
    matching("secretBinary", /^[A-Za-z0-9+/]*={0,2}$/, "base64"),
  ),
  identity: ({ inputs, seed }) => `${String(inputs.secretId)}|terraform-${seed.hex(26, "version")}`,
  outputs: ({ id, inputs, account }) => {
    const secretArn = find(account.world, inputs.secretId, SECRETS)?.id ?? "";
    const [, versionId = ""] = id.split("|");
    return {
      arn: secretArn,
      hasSecretStringWo: inputs.secretStringWo !== undefined,
      secretArn,
      versionId,
      versionStages: ["AWSCURRENT"],
    };
  },
};

// Secrets Manager tries the function when rotation is set: it must exist, and let itself be invoked.
const invocable: Requires = inAnUp((inputs, { world }) =>
  known(inputs, "rotationLambdaArn")
    .filter(
      ({ value }) =>
        find(world, value, [{ type: FUNCTION, by: "arn" }]) && !permits(world, value, "secretsmanager.amazonaws.com"),
    )
    .map(
      ({ path, value }) =>
        `${path}: Secrets Manager cannot invoke ${String(value)}; it has no Permission for secretsmanager.amazonaws.com`,
    ),
);

const secretRotation: ResourceModel = {
  replaces: ["secretId"], // ForceNew in terraform-provider-aws, internal/service/secretsmanager/secret_rotation.go
  requires: allOf(names("secretId", ...SECRETS), names("rotationLambdaArn", { type: FUNCTION, by: "arn" }), invocable),
  check: every(
    isArn("rotationLambdaArn"),
    between("rotationRules.automaticallyAfterDays", 1, 1_000),
    (inputs, account) =>
      known(inputs, "rotationRules")
        .flatMap(({ value }) =>
          exactlyOne("automaticallyAfterDays", "scheduleExpression")(value as Properties, account),
        )
        .map(({ path, reason }) => ({ path: `rotationRules.${path}`, reason })),
  ),
  identity: ({ inputs }) => String(inputs.secretId),
};

const secretPolicy: ResourceModel = {
  replaces: ["secretArn"], // ForceNew in terraform-provider-aws, internal/service/secretsmanager/secret_policy.go
  requires: allOf(names("secretArn", ...SECRETS), principalsExist("policy")),
  check: policyAt("policy", "resource", 20_480),
  identity: ({ inputs }) => String(inputs.secretArn),
};

/** Secrets Manager. */
export const secretsmanager: Readonly<Record<string, ResourceModel>> = {
  [SECRET]: secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
  "aws:secretsmanager/secretRotation:SecretRotation": secretRotation,
  "aws:secretsmanager/secretPolicy:SecretPolicy": secretPolicy,
};
