import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { atMost, type Check, every, exactlyOne, matching, needs, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";

// docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
const checkSize: Check = (inputs, account) =>
  every(atMost("value", limit(inputs.tier)), atMost("insecureValue", limit(inputs.tier)))(inputs, account);

const limit = (tier: unknown) => (tier === "Advanced" || tier === "Intelligent-Tiering" ? 8_192 : 4_096);

const parameter: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/ssm/parameter.go.
  replaces: ["dataType", "name"],
  requires: names("keyId", ...KEYS),
  check: every(
    matching(
      "name",
      /^(?!\/?(aws|ssm))(\/[\w.-]+(\/[\w.-]+){0,14}|[\w.-]+)$/i,
      "letters, digits and .-_ in up to 15 levels, not starting with aws or ssm",
    ),
    oneOf("type", ["String", "StringList", "SecureString"]),
    oneOf("tier", ["Standard", "Advanced", "Intelligent-Tiering"]),
    oneOf("dataType", ["text", "aws:ec2:image", "aws:ssm:integration"]),
    exactlyOne("value", "insecureValue", "valueWo"),
    needs("valueWo", "valueWoVersion"),
    checkSize,
    (inputs, account) =>
      inputs.type === "SecureString"
        ? together("type", "insecureValue")(inputs, account)
        : together("type", "keyId")(inputs, account).filter(
            () => inputs.type === "String" || inputs.type === "StringList",
          ),
    atMost("description", 1_024),
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("ssm", made, `parameter/${made.id.replace(/^\//, "")}`),
    dataType: "text",
    hasValueWo: made.inputs.valueWo !== undefined,
    tagsAll: tagsAll(made),
    tier: "Standard",
    version: 1,
  }),
};

/** Parameter Store. */
export const ssm: Readonly<Record<string, ResourceModel>> = { "aws:ssm/parameter:Parameter": parameter };
