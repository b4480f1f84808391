import { type Problem, strings, type Tree } from "./problems.ts";
import { start } from "./shown.ts";

const kinds = [
  // https://developer.1password.com/docs/service-accounts/security: "ops_", then Base64.
  { name: "a 1Password service account token", pattern: /\bops_[A-Za-z0-9_=+/-]{8,}/ },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: AKIA is long-lived, ASIA is temporary.
  { name: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  // RFC 7468, and OpenSSH's own kind.
  { name: "a private key", pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/ },
  // As the console shows them: 64 letters of both cases and digits. A digest in hexadecimal has one case.
  { name: "a Hetzner API token", pattern: /^(?=.*[A-Z])[A-Za-z0-9]{64}$/ },
];

/** Finds the values that look like a secret; no problem repeats one. */
export function secretsInClear(tree: Tree): Problem[] {
  return [...strings(tree)].flatMap(([path, text]) => {
    const kind = kinds.find(({ pattern }) => pattern.test(text));
    if (kind === undefined) return [];
    const message = `looks like ${kind.name}: ${start(text)}; ${remedy} Then revoke it: it was in a file in clear`;
    return [{ path, message }];
  });
}

/** Where a secret goes instead. */
export const remedy =
  "the configuration holds no secret: keep the value in 1Password, and use the item's identifier or title here.";
