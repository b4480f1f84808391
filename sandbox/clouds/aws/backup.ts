import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { allOf, keptBy, names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { assumable } from "./policies.ts";
import { atLeastOne, between, type Check, every, isArn, matching, oneOf } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { ROLE } from "./types.ts";

const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";
const SELECTION = "aws:backup/selection:Selection";

const vault: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/backup/vault.go.
  replaces: ["kmsKeyArn", "name"],
  requires: names("kmsKeyArn", ...KEYS),
  check: every(
    matching("name", /^[\w-]{2,50}$/, "2 to 50 letters, digits, hyphens and underscores"),
    isArn("kmsKeyArn"),
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("backup", made, `backup-vault:${made.id}`),
    recoveryPoints: 0,
    tagsAll: tagsAll(made),
  }),
};

const vaultLockConfiguration: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/backup/vault_lock_configuration.go: all of it.
  replaces: ["backupVaultName", "changeableForDays", "maxRetentionDays", "minRetentionDays"],
  deleteBeforeReplace: true,
  requires: names("backupVaultName", { type: VAULT }),
  check: every(
    between("changeableForDays", 3, 36_500),
    between("minRetentionDays", 1, 36_500),
    between("maxRetentionDays", 1, 36_500),
    ({ minRetentionDays: min, maxRetentionDays: max }) =>
      typeof min === "number" && typeof max === "number" && min > max
        ? [{ path: "minRetentionDays", reason: `is ${min}, above maxRetentionDays ${max}` }]
        : [],
  ),
  identity: ({ inputs }) => String(inputs.backupVaultName),
  outputs: (made) => ({ backupVaultArn: arn("backup", made, `backup-vault:${made.id}`) }),
};

// docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html: cold storage is paid for 90 days. A continuous backup
// is kept for 35 days at most: point-in-time-recovery.html.
const checkRules: Check = ({ rules }) => {
  if (!Array.isArray(rules)) return [];
  const ruleNames = rules.map(({ ruleName }: Properties) => ruleName);
  return [
    ...(rules.length === 0 ? [{ path: "rules", reason: "is empty" }] : []),
    ...(new Set(ruleNames).size < ruleNames.length ? [{ path: "rules", reason: "have one ruleName twice" }] : []),
    ...rules.flatMap((each: Properties, index) => {
      const { coldStorageAfter: cold, deleteAfter } = (each.lifecycle ?? {}) as Properties;
      const path = `rules[${index}].lifecycle.deleteAfter`;
      return [
        ...(typeof cold === "number" && typeof deleteAfter === "number" && deleteAfter < cold + 90
          ? [{ path, reason: `is ${deleteAfter}; it must be 90 days after coldStorageAfter ${cold} at least` }]
          : []),
        ...(each.enableContinuousBackup === true && !(Number(deleteAfter) <= 35) && typeof deleteAfter !== "string"
          ? [{ path, reason: "must be 35 days at most for a continuous backup" }]
          : []),
      ];
    }),
  ];
};

const plan: ResourceModel = {
  autoname: "name",
  replaces: ["name"], // ForceNew in terraform-provider-aws, internal/service/backup/plan.go
  requires: allOf(
    names("rules[*].targetVaultName", { type: VAULT }),
    names("rules[*].copyActions[*].destinationVaultArn", { type: VAULT, by: "arn" }),
  ),
  check: every(
    matching("name", /^[\w.-]{1,50}$/, "1 to 50 letters, digits and .-_"),
    matching("rules[*].ruleName", /^[\w.-]{1,50}$/, "1 to 50 letters, digits and .-_"),
    matching("rules[*].schedule", /^cron\((\S+ ){5}\S+\)$/, "cron(0 5 * * ? *)"),
    between("rules[*].startWindow", 60, 50_000),
    checkRules,
  ),
  identity: ({ seed }) => seed.uuid(),
  outputs: (made) => ({
    arn: arn("backup", made, `backup-plan:${made.id}`),
    tagsAll: tagsAll(made),
    version: made.seed.text(48, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "version"),
  }),
  keeps: keptBy([SELECTION, "planId"]),
};

const selection: ResourceModel = {
  autoname: "name",
  // ForceNew in terraform-provider-aws, internal/service/backup/selection.go: all of it.
  replaces: ["conditions", "iamRoleArn", "name", "notResources", "planId", "resources", "selectionTags"],
  references: [{ from: "planId", to: PLAN }],
  requires: allOf(names("iamRoleArn", { type: ROLE, by: "arn" }), assumable("iamRoleArn", "backup.amazonaws.com")),
  check: every(
    matching("name", /^[\w.-]{1,50}$/, "1 to 50 letters, digits and .-_"),
    isArn("iamRoleArn"),
    atLeastOne("resources", "selectionTags", "notResources"),
    oneOf("selectionTags[*].type", ["STRINGEQUALS"]),
  ),
  identity: ({ seed }) => seed.uuid(),
  outputs: () => ({ notResources: [] }),
};

/** AWS Backup. */
export const backup: Readonly<Record<string, ResourceModel>> = {
  [VAULT]: vault,
  [PLAN]: plan,
  [SELECTION]: selection,
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": vaultLockConfiguration,
};
