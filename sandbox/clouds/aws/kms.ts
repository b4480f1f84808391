import { isUnknown } from "../../protocol/values.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, globalArn, type Made, regionOf } from "./arn.ts";
import { allOf, find, type Home, inAnUp, keptBy, names, type Requires } from "./existing.ts";
import { policyAt, principalsExist } from "./policies.ts";
import { atMost, between, type Check, every, isArn, isSet, known, matching, needs, oneOf, rule } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { HSM_CLUSTER, KEY, KEY_ALIAS, KEY_POLICY, REPLICA_KEY } from "./types.ts";

const CUSTOM_KEY_STORE = "aws:kms/customKeyStore:CustomKeyStore";

/** What KMS and most services take for a key: its id, its ARN, an alias, an alias's ARN. */
export const KEYS: readonly Home[] = [KEY, REPLICA_KEY, KEY_ALIAS].flatMap((type) => [{ type }, { type, by: "arn" }]);

/** A key's policy, which must let its own account change it: API_CreateKey, BypassPolicyLockoutSafetyCheck. */
const keyPolicy: Check = every(policyAt("policy", "resource", 32_768), (inputs, { name }) =>
  inputs.bypassPolicyLockoutSafetyCheck === true
    ? []
    : known(inputs, "policy")
        .filter(
          ({ value }) =>
            /"(kms:\*|kms:Put\*|kms:PutKeyPolicy)"/.exec(String(value)) === null || !String(value).includes(name),
        )
        .map(({ path }) => ({ path, reason: "will not allow you to update the key policy in the future" })),
);

const window = between("deletionWindowInDays", 7, 30);

// docs.aws.amazon.com/kms/latest/developerguide/key-store-overview.html: what a key in a custom key store cannot be.
const checkStore: Check = (inputs) => {
  if (!isSet(inputs, "customKeyStoreId")) return [];
  const wrong = [
    ["enableKeyRotation", inputs.enableKeyRotation === true],
    ["multiRegion", inputs.multiRegion === true],
    ["customerMasterKeySpec", (inputs.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT"],
    ["keyUsage", (inputs.keyUsage ?? "ENCRYPT_DECRYPT") !== "ENCRYPT_DECRYPT"],
  ] as const;
  return wrong
    .filter(([name, isWrong]) => isWrong && !isUnknown(inputs[name]))
    .map(([path]) => ({ path, reason: "is not for keys in a custom key store" }));
};

// A store has to be connected by hand (aws kms connect-custom-key-store): the provider only makes it. One that this world
// does not hold was made and connected elsewhere, and is not judged.
const connectedStore: Requires = inAnUp((inputs, { world }) =>
  known(inputs, "customKeyStoreId")
    .filter(({ value }) => world.get(CUSTOM_KEY_STORE, String(value)))
    .map(
      ({ path, value }) => `${path}: ${String(value)} is DISCONNECTED; connect it first, then name it by configuration`,
    ),
);

const key: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/kms/key.go.
  replaces: ["customerMasterKeySpec", "keyUsage", "multiRegion", "customKeyStoreId", "xksKeyId"],
  requires: allOf(principalsExist("policy"), connectedStore),
  check: every(
    rule("deletionWindowInDays", (days) =>
      Number(days) < 7 || Number(days) > 30 ? `is ${String(days)}; KMS takes 7 to 30` : undefined,
    ),
    atMost("description", 8_192),
    between("rotationPeriodInDays", 90, 2_560),
    needs("rotationPeriodInDays", "enableKeyRotation"),
    needs("xksKeyId", "customKeyStoreId"),
    matching("customKeyStoreId", /^cks-[0-9a-f]{17}$/, "cks- and 17 hexadecimal digits"),
    oneOf("keyUsage", ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"]),
    (inputs) =>
      inputs.enableKeyRotation === true &&
      typeof inputs.customerMasterKeySpec === "string" &&
      !isUnknown(inputs.customerMasterKeySpec) &&
      inputs.customerMasterKeySpec !== "SYMMETRIC_DEFAULT"
        ? [{ path: "enableKeyRotation", reason: "is for symmetric encryption keys" }]
        : [],
    checkStore,
    keyPolicy,
  ),
  identity: ({ seed, inputs }) => (inputs.multiRegion === true ? `mrk-${seed.hex(32, "key")}` : seed.uuid()),
  outputs: (made) => ({
    arn: arn("kms", made, `key/${made.id}`),
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    enableKeyRotation: false,
    isEnabled: true,
    keyId: made.id,
    keyUsage: "ENCRYPT_DECRYPT",
    multiRegion: false,
    policy: defaultPolicy(made),
    tagsAll: tagsAll(made),
  }),
};

// docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
function defaultPolicy(made: Made): string {
  const Principal = { AWS: globalArn("iam", made, "root") };
  const Statement = [
    { Sid: "Enable IAM User Permissions", Effect: "Allow", Principal, Action: "kms:*", Resource: "*" },
  ];
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement });
}

const replicaKey: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/kms/replica_key.go.
  replaces: ["primaryKeyArn"],
  requires: allOf(names("primaryKeyArn", { type: KEY, by: "arn" }), principalsExist("policy"), (inputs, account) => {
    const primary = find(account.world, inputs.primaryKeyArn, [{ type: KEY, by: "arn" }]);
    return [
      ...(primary && primary.inputs.multiRegion !== true
        ? [`primaryKeyArn: ${primary.id} is no multi-Region key`]
        : []),
      ...(String(inputs.primaryKeyArn).split(":")[3] === regionOf(inputs, account)
        ? [`primaryKeyArn is in ${regionOf(inputs, account)} too; a replica lives in another region`]
        : []),
    ];
  }),
  check: every(isArn("primaryKeyArn"), window, keyPolicy),
  identity: ({ inputs }) => String(inputs.primaryKeyArn).split("/").at(-1) ?? "",
  outputs: (made) => ({
    arn: arn("kms", made, `key/${made.id}`),
    enabled: true,
    keyId: made.id,
    keyRotationEnabled: false,
    keySpec: "SYMMETRIC_DEFAULT",
    keyUsage: "ENCRYPT_DECRYPT",
    policy: defaultPolicy(made),
    tagsAll: tagsAll(made),
  }),
};

const TARGETS = KEYS.filter(({ type }) => type !== KEY_ALIAS);

const alias: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: ["name", "namePrefix"], // ForceNew in terraform-provider-aws, internal/service/kms/alias.go
  // The key's id is an output, so a preview knows it only once the key is there.
  requires: (inputs, account, worlds) =>
    known(inputs, "targetKeyId")
      .filter(({ value }) => !worlds.some((world) => find(world, value, TARGETS)))
      .map(
        ({ path, value }) => `${path} names ${KEY} ${JSON.stringify(value)}, which does not exist in ${account.name}`,
      ),
  check: rule("name", (name) => {
    if (!String(name).startsWith("alias/")) return 'must start with "alias/"';
    if (String(name).startsWith("alias/aws/")) return "must not start with alias/aws/, which is AWS's own";
    return /^alias\/[\w/-]{1,250}$/.test(String(name)) ? undefined : "may hold letters, digits and -/_ only";
  }),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("kms", made, made.id),
    targetKeyArn: String(find(made.account.world, made.inputs.targetKeyId, TARGETS)?.outputs.arn ?? ""),
  }),
};

const policyOfKey: ResourceModel = {
  replaces: ["keyId"], // ForceNew in terraform-provider-aws, internal/service/kms/key_policy.go
  references: [{ from: "keyId", to: KEY }],
  requires: principalsExist("policy"),
  check: keyPolicy,
  identity: ({ inputs }) => String(inputs.keyId),
};

// A cluster of this world is as AWS made it; signing its certificate is a ceremony by hand. Clusters elsewhere are not judged.
const readyCluster: Requires = inAnUp((inputs, { world }) =>
  known(inputs, "cloudHsmClusterId").flatMap(({ path, value }) => {
    const state = world.get(HSM_CLUSTER, String(value))?.outputs.clusterState;
    return state === undefined || state === "ACTIVE"
      ? []
      : [`${path}: ${String(value)} is ${String(state)}; initialize and activate it first`];
  }),
);

const customKeyStore: ResourceModel = {
  unique: ["customKeyStoreName", "cloudHsmClusterId"],
  // ForceNew in terraform-provider-aws, internal/service/kms/custom_key_store.go.
  replaces: ["cloudHsmClusterId"],
  requires: readyCluster,
  check: every(
    oneOf("customKeyStoreType", ["AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"]),
    matching("cloudHsmClusterId", /^cluster-[2-7a-zA-Z]{11,16}$/, "cluster- and 11 characters"),
    matching("keyStorePassword", /^.{7,32}$/, "7 to 32 characters"),
    (inputs) =>
      inputs.customKeyStoreType === "EXTERNAL_KEY_STORE"
        ? []
        : ["cloudHsmClusterId", "keyStorePassword", "trustAnchorCertificate"]
            .filter((name) => !isSet(inputs, name))
            .map((name) => ({ path: name, reason: "is required for a store in CloudHSM" })),
  ),
  identity: ({ seed }) => `cks-${seed.hex(17, "store")}`,
  keeps: keptBy([KEY, "customKeyStoreId"]),
};

/** Keys. */
export const kms: Readonly<Record<string, ResourceModel>> = {
  [KEY]: key,
  [KEY_ALIAS]: alias,
  [KEY_POLICY]: policyOfKey,
  [REPLICA_KEY]: replicaKey,
  [CUSTOM_KEY_STORE]: customKeyStore,
};
