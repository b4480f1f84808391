import { hasUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import { regionOf } from "./arn.ts";
import { find, inAnUp, type Requires } from "./existing.ts";
import { type Check, known } from "./rules.ts";
import { BUCKET, BUCKET_POLICY, KEY, KEY_POLICY, ROLE } from "./types.ts";

/** A policy on whoever acts, on what is acted on, or on who may become a role: each has elements that the others cannot have. */
export type PolicyKind = "identity" | "resource" | "trust";

type Document = Readonly<Record<string, unknown>>;

/** A property that must hold a policy: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. */
export function policyAt(path: string, kind: PolicyKind, characters: number): Check {
  return (inputs) =>
    known(inputs, path).flatMap(({ path: at, value }) => problemsOf(String(value), at, kind, characters));
}

function problemsOf(text: string, path: string, kind: PolicyKind, characters: number): readonly Problem[] {
  const document = parsed(text);
  if (document === undefined) return [{ path, reason: "is no JSON" }];
  const size = JSON.stringify(document).length; // IAM counts no white space
  const statements = statementsOf(document) as readonly Document[];
  const sids = statements.flatMap(({ Sid }) => (Sid === undefined ? [] : [String(Sid)]));
  return [
    ...(document.Version === "2012-10-17" || document.Version === "2008-10-17"
      ? []
      : [{ path, reason: 'has no Version of IAM\'s, such as "2012-10-17"' }]),
    ...(statements.length === 0 ? [{ path, reason: "has no Statement" }] : []),
    ...(size > characters
      ? [{ path, reason: `holds ${size} characters without white space; AWS takes ${characters}` }]
      : []),
    ...(new Set(sids).size < sids.length ? [{ path, reason: `has one Sid twice: ${sids.join(", ")}` }] : []),
    ...statements.flatMap((statement, index) =>
      faults(statement, kind).map((reason) => ({ path, reason: `Statement[${index}] ${reason}` })),
    ),
  ];
}

function parsed(text: string): Document | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null && !Array.isArray(document)
      ? (document as Document)
      : undefined;
  } catch {
    return undefined;
  }
}

// One statement may stand without a list around it.
function statementsOf(document: Document | undefined): readonly unknown[] {
  const { Statement = [] } = document ?? {};
  return Array.isArray(Statement) ? Statement : [Statement];
}

function faults(statement: Document, kind: PolicyKind): readonly string[] {
  const has = (element: string) => statement[element] !== undefined || statement[`Not${element}`] !== undefined;
  const actions = [statement.Action ?? statement.NotAction ?? []].flat();
  return [
    ...(statement.Effect === "Allow" || statement.Effect === "Deny" ? [] : ["has no Effect, Allow or Deny"]),
    ...(has("Action") ? [] : ["has no Action"]),
    ...actions
      .filter((action) => !/^(\*|[\w-]+:[\w*?]+)$/.test(String(action)))
      .map((action) => `has the Action ${JSON.stringify(action)}; IAM takes service:Action`),
    ...(kind === "identity" && has("Principal") ? ["has a Principal, which a policy of an identity cannot have"] : []),
    ...(kind === "identity" && !has("Resource") ? ["has no Resource"] : []),
    ...(kind !== "identity" && !has("Principal") ? ["has no Principal"] : []),
    ...(kind === "trust" && has("Resource") ? ["has a Resource, which a trust policy cannot have"] : []),
    ...(kind === "identity" && statement.Sid !== undefined && !/^[A-Za-z0-9]*$/.test(String(statement.Sid))
      ? [`has the Sid ${JSON.stringify(statement.Sid)}; IAM takes letters and digits`]
      : []),
  ];
}

/** The roles of this account that a policy names as principals must exist, or AWS calls the policy malformed. */
export function principalsExist(path: string): Requires {
  return inAnUp((inputs, { name, world }) =>
    known(inputs, path).flatMap(({ path: at, value }) => {
      const statements = statementsOf(parsed(String(value))) as readonly { readonly Principal?: { AWS?: unknown } }[];
      const roles = statements
        .flatMap(({ Principal }) => [Principal?.AWS ?? []].flat())
        .filter((principal) => String(principal).startsWith(`arn:aws:iam::${name}:role/`));
      return roles
        .filter((role) => !find(world, String(role), [{ type: ROLE, by: "arn" }]))
        .map((role) => `${at} is malformed: the principal ${String(role)} does not exist`);
    }),
  );
}

/** A role, by ARN, that a service must be able to become. */
export function assumable(path: string, service: string): Requires {
  return inAnUp((inputs, account) =>
    known(inputs, path).flatMap(({ path: at, value }) => {
      const role = find(account.world, value, [{ type: ROLE, by: "arn" }]);
      if (!role || allows(role.inputs.assumeRolePolicy, service)) return [];
      return [`${at}: ${service} cannot assume the role ${role.id}; its trust policy does not name it`];
    }),
  );
}

/** A bucket, by name, whose policy must let services write to it. */
export function bucketLets(path: string, ...writers: readonly string[]): Requires {
  return inAnUp((inputs, { world }) =>
    known(inputs, path).flatMap(({ path: at, value }) => {
      const bucket = world.get(BUCKET, String(value));
      const policies = [world.get(BUCKET_POLICY, String(value))?.inputs.policy, bucket?.inputs.policy];
      if (!bucket || policies.some((policy) => writers.some((writer) => allows(policy, writer)))) return [];
      return [
        `${at}: access denied, the policy of the bucket ${String(value)} does not let ${writers.join(" or ")} write`,
      ];
    }),
  );
}

/** A customer key whose policy must let a service use it: KMS's default policy lets none. `<region>` is the resource's own. */
export function keyLets(path: string, ...services: readonly string[]): Requires {
  return inAnUp((inputs, account) =>
    known(inputs, path).flatMap(({ path: at, value }) => {
      const { world } = account;
      const key = find(world, value, [{ type: KEY }, { type: KEY, by: "arn" }]);
      const policies = [key?.inputs.policy, key && world.get(KEY_POLICY, key.id)?.inputs.policy];
      const users = services.map((service) => service.replace("<region>", regionOf(inputs, account)));
      if (!key || policies.some((policy) => users.some((user) => allows(policy, user)))) return [];
      return [`${at}: the policy of the key ${key.id} does not let ${users.join(" or ")} use it`];
    }),
  );
}

// Whether a policy names who is asked for; IAM itself is not evaluated.
function allows(policy: unknown, principal: string): boolean {
  return typeof policy === "string" && (hasUnknown(policy) || policy.includes(`"${principal}"`));
}
