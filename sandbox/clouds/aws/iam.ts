import type { ResourceModel } from "../cloud.ts";
import { globalArn, MADE_AT, type Made } from "./arn.ts";
import { allOf, keptBy, names } from "./existing.ts";
import { policyAt, principalsExist } from "./policies.ts";
import { atMost, between, every, isArn, matching } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { INSTANCE_PROFILE, ROLE } from "./types.ts";

const POLICY = "aws:iam/policy:Policy";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

// Lengths and sizes: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
const nameOf = (characters: number) =>
  matching("name", new RegExp(`^[\\w+=,.@-]{1,${characters}}$`), `1 to ${characters} letters, digits and +=,.@-_`);
const isPath = matching("path", /^\/([!-~]+\/)?$/, "a path that starts and ends with /");

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const pathOf = ({ inputs }: Pick<Made, "inputs">) => String(inputs.path ?? "/");

const role: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/iam/role.go.
  replaces: ["name", "namePrefix", "path"],
  requires: allOf(principalsExist("assumeRolePolicy"), names("permissionsBoundary", { type: POLICY })),
  check: every(
    nameOf(64),
    isPath,
    atMost("description", 1_000),
    between("maxSessionDuration", 3_600, 43_200),
    policyAt("assumeRolePolicy", "trust", 4_096),
    policyAt("inlinePolicies[*].policy", "identity", 10_240),
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: globalArn("iam", made, `role${pathOf(made)}${made.id}`),
    createDate: MADE_AT,
    forceDetachPolicies: false,
    maxSessionDuration: 3_600,
    path: "/",
    tagsAll: tagsAll(made),
    uniqueId: `AROA${made.seed.text(17, ALPHABET, "unique")}`,
  }),
  keeps: (object, account) =>
    keptBy(
      [ROLE_POLICY, "role"],
      [ATTACHMENT, "role"],
      [INSTANCE_PROFILE, "role"],
    )(object, account)?.replace("DependencyViolation", "DeleteConflict"),
};

const policy: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/iam/policy.go.
  replaces: ["description", "name", "namePrefix", "path"],
  check: every(nameOf(128), isPath, atMost("description", 1_000), policyAt("policy", "identity", 6_144)),
  identity: (draft) => globalArn("iam", draft, `policy${pathOf(draft)}${String(draft.inputs.name)}`),
  outputs: (made) => ({
    arn: made.id,
    attachmentCount: 0,
    path: "/",
    policyId: `ANPA${made.seed.text(17, ALPHABET, "policy")}`,
    tagsAll: tagsAll(made),
  }),
  keeps: (object, account) =>
    keptBy([ATTACHMENT, "policyArn"])(object, account)?.replace("DependencyViolation", "DeleteConflict"),
};

const rolePolicy: ResourceModel = {
  autoname: "name",
  // ForceNew in terraform-provider-aws, internal/service/iam/role_policy.go.
  replaces: ["name", "namePrefix", "role"],
  requires: names("role", { type: ROLE }),
  check: every(nameOf(128), policyAt("policy", "identity", 10_240)),
  identity: ({ inputs }) => `${String(inputs.role)}:${String(inputs.name)}`,
};

const rolePolicyAttachment: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/iam/role_policy_attachment.go.
  replaces: ["policyArn", "role"],
  // AWS's own policies, arn:aws:iam::aws:policy/…, are not listed here.
  requires: allOf(names("role", { type: ROLE }), names("policyArn", { type: POLICY })),
  check: every(
    isArn("policyArn"),
    matching("policyArn", /:policy\/[!-~]+$/, "the ARN of a policy"),
    matching("role", /^[\w+=,.@-]+$/, "a role's name, not its ARN"),
  ),
  identity: ({ inputs }) => `${String(inputs.role)}/${String(inputs.policyArn)}`,
};

const instanceProfile: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/iam/instance_profile.go.
  replaces: ["name", "namePrefix", "path"],
  requires: names("role", { type: ROLE }),
  check: every(nameOf(128), isPath, matching("role", /^[\w+=,.@-]+$/, "a role's name, not its ARN")),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: globalArn("iam", made, `instance-profile${pathOf(made)}${made.id}`),
    createDate: MADE_AT,
    path: "/",
    tagsAll: tagsAll(made),
    uniqueId: `AIPA${made.seed.text(17, ALPHABET, "unique")}`,
  }),
};

/** Identities and what they may do. Nothing here is evaluated: a policy is only held against its grammar. */
export const iam: Readonly<Record<string, ResourceModel>> = {
  [ROLE]: role,
  [POLICY]: policy,
  [ROLE_POLICY]: rolePolicy,
  [ATTACHMENT]: rolePolicyAttachment,
  [INSTANCE_PROFILE]: instanceProfile,
};
