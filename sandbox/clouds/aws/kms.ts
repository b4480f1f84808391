import { isUnknown } from "../../protocol/values.ts";
import type { ResourceModel } from "../cloud.ts";
import { defaultTags, tagsOf } from "./s3.ts";

export const key: ResourceModel = {
  replaces: ["customerMasterKeySpec", "keyUsage", "multiRegion", "customKeyStoreId", "xksKeyId"],
  check: ({ deletionWindowInDays: days }) =>
    typeof days === "number" && (days < 7 || days > 30)
      ? [{ path: "deletionWindowInDays", reason: `is ${days}; KMS takes 7 to 30` }]
      : [],
  identity: ({ seed }) => seed.uuid(),
  outputs: ({ id, account, inputs }) => ({
    arn: `arn:aws:kms:${String(account.settings.region)}:${account.name}:key/${id}`,
    keyId: id,
    policy: inputs.policy ?? "",
    tagsAll: { ...defaultTags(account), ...tagsOf(inputs) },
  }),
};

export const keyAlias: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: ["name"],
  references: [{ from: "targetKeyId", to: "aws:kms/key:Key" }],
  check: ({ name }) =>
    typeof name === "string" && !isUnknown(name) && !name.startsWith("alias/")
      ? [{ path: "name", reason: 'must start with "alias/"' }]
      : [],
  identity: ({ inputs }) => String(inputs.name),
  outputs: ({ id, account, inputs }) => ({
    arn: `arn:aws:kms:${String(account.settings.region)}:${account.name}:${id}`,
    targetKeyArn: `arn:aws:kms:${String(account.settings.region)}:${account.name}:key/${String(inputs.targetKeyId)}`,
  }),
};
