import { hasUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { tagsAll } from "./tags.ts";

export const table: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/dynamodb/table.go.
  replaces: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
  check: checkKeys,
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("dynamodb", made, `table/${made.id}`),
    readCapacity: 0,
    writeCapacity: 0,
    streamArn: "",
    streamLabel: "",
    tagsAll: tagsAll(made),
  }),
  keeps: ({ inputs }) => (inputs.deletionProtectionEnabled === true ? "it has deletion protection" : undefined),
};

// A key must be declared, and no attribute may be declared that is no key.
function checkKeys({ attributes, hashKey, rangeKey, billingMode, readCapacity }: Properties): readonly Problem[] {
  if (!Array.isArray(attributes)) return [];
  const declared = attributes.map((attribute: Properties) => attribute.name);
  const missing = [hashKey, rangeKey].filter(
    (key) => key !== undefined && !hasUnknown([key, declared]) && !declared.includes(key),
  );
  return [
    ...missing.map((key) => ({ path: "attributes", reason: `must declare the key ${String(key)}` })),
    ...(billingMode === "PAY_PER_REQUEST" && readCapacity !== undefined
      ? [{ path: "readCapacity", reason: "cannot be set with billingMode PAY_PER_REQUEST" }]
      : []),
  ];
}
