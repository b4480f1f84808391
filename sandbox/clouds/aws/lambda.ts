import type { AccountWorld, Properties, Value } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, MADE_AT, regionOf } from "./arn.ts";
import { SECURITY_GROUPS } from "./ec2-security-groups.ts";
import { allOf, find, type Home, names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { assumable } from "./policies.ts";
import { between, type Check, every, exactlyOne, isArn, isSet, matching, needs, oneOf, rule, when } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { BUCKET, FUNCTION, PERMISSION, ROLE, SUBNET } from "./types.ts";

const FUNCTIONS: readonly Home[] = [{ type: FUNCTION }, { type: FUNCTION, by: "arn" }];

/** docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: all variables together. */
const ENVIRONMENT_BYTES = 4_096;

// docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_.*|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

const checkEnvironment: Check = rule("environment.variables", (value) => {
  const variables = Object.entries(value as Properties);
  const reserved = variables.map(([name]) => name).find((name) => RESERVED.test(name));
  const bytes = Buffer.byteLength(variables.map(([name, text]) => `${name}${String(text)}`).join(""));
  if (reserved) return `hold ${reserved}, which is Lambda's own`;
  return bytes > ENVIRONMENT_BYTES ? `hold ${bytes} bytes; Lambda takes ${ENVIRONMENT_BYTES}` : undefined;
});

const lambdaFunction: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/lambda/function.go.
  replaces: ["name", "packageType", "tenancyConfig"],
  references: [{ from: "vpcConfig.subnetIds[*]", to: SUBNET }],
  requires: allOf(
    names("role", { type: ROLE, by: "arn" }),
    assumable("role", "lambda.amazonaws.com"),
    names("vpcConfig.securityGroupIds[*]", ...SECURITY_GROUPS),
    names("kmsKeyArn", ...KEYS),
    names("s3Bucket", { type: BUCKET }),
  ),
  check: every(
    matching("name", /^[\w-]{1,64}$/, "1 to 64 letters, digits, hyphens and underscores"),
    exactlyOne("code", "s3Bucket", "imageUri"),
    needs("s3Bucket", "s3Key"),
    when(
      ({ packageType }) => packageType !== "Image",
      (inputs) =>
        ["handler", "runtime"]
          .filter((name) => !isSet(inputs, name))
          .map((name) => ({ path: name, reason: "is required for a function in a zip file" })),
    ),
    isArn("role"),
    isArn("kmsKeyArn"),
    oneOf("packageType", ["Zip", "Image"]),
    oneOf("architectures[*]", ["x86_64", "arm64"]),
    matching(
      "runtime",
      /^(nodejs\d+\.x|python3\.\d+|java\d+(\.al2)?|dotnet\d+|ruby3\.\d|provided\.al20?23|provided\.al2)$/,
      "a runtime such as nodejs24.x or python3.13",
    ),
    between("memorySize", 128, 10_240),
    between("timeout", 1, 900),
    between("ephemeralStorage.size", 512, 10_240),
    oneOf("tracingConfig.mode", ["Active", "PassThrough"]),
    oneOf("loggingConfig.logFormat", ["JSON", "Text"]),
    ({ layers }) => (Array.isArray(layers) && layers.length > 5 ? [{ path: "layers", reason: "are more than 5" }] : []),
    checkEnvironment,
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => {
    const own = arn("lambda", made, `function:${made.id}`);
    const invoke = (version: string, name: string) =>
      `arn:aws:apigateway:${regionOf(made.inputs, made.account)}:lambda:path/${version}/functions/${name}`;
    return {
      architectures: ["x86_64"],
      arn: own,
      codeSha256: made.seed.hex(44, "code"),
      invokeArn: `${invoke("2015-03-31", own)}/invocations`,
      lastModified: MADE_AT,
      memorySize: 128,
      packageType: "Zip",
      qualifiedArn: `${own}:$LATEST`,
      qualifiedInvokeArn: `${invoke("2015-03-31", `${own}:$LATEST`)}/invocations`,
      responseStreamingInvokeArn: `${invoke("2021-11-15", own)}/response-streaming-invocations`,
      signingJobArn: "",
      signingProfileVersionArn: "",
      sourceCodeSize: made.seed.integer(1_000, 50_000, "size"),
      tagsAll: tagsAll(made),
      timeout: 3,
      version: "$LATEST",
    };
  },
};

const permission: ResourceModel = {
  autoname: "statementId",
  // ForceNew in terraform-provider-aws, internal/service/lambda/permission.go: all of it.
  replaces: [
    "action",
    "eventSourceToken",
    "function",
    "functionUrlAuthType",
    "principal",
    "principalOrgId",
    "qualifier",
    "sourceAccount",
    "sourceArn",
    "statementId",
    "statementIdPrefix",
  ],
  requires: names("function", ...FUNCTIONS),
  check: every(
    matching("action", /^lambda:[A-Za-z*]+$|^\*$/, "an action such as lambda:InvokeFunction"),
    matching("statementId", /^[\w-]{1,100}$/, "1 to 100 letters, digits, hyphens and underscores"),
    matching("principal", /^(\*|\d{12}|arn:.+|[\w.-]+\.amazonaws\.com)$/, "a service, an account or an ARN"),
    isArn("sourceArn"),
  ),
  // The provider calls it by its statement alone; a statement is unique within its function only.
  identity: ({ inputs }) => `${String(inputs.function)}/${String(inputs.statementId)}`,
};

/** Whether a function, by name or ARN, lets a service invoke it. */
export function permits(world: AccountWorld, functionName: Value, service: string): boolean {
  const own = find(world, functionName, FUNCTIONS);
  return world
    .list(PERMISSION)
    .some(({ inputs }) => inputs.principal === service && find(world, inputs.function, FUNCTIONS)?.id === own?.id);
}

/** Functions. */
export const lambda: Readonly<Record<string, ResourceModel>> = { [FUNCTION]: lambdaFunction, [PERMISSION]: permission };
