import { createHash } from "node:crypto";
import { Refusal } from "./cloud.ts";

/**
 * Credentials of the simulated clouds. Each says in clear what it opens, so that nobody takes one for real, and ends in
 * digits that prove that the sandbox issued it: a token for one account opens no other.
 *
 * @param kind What it is for, such as `hcloud`.
 * @param account What it opens, such as `bft_production`.
 * @param length In characters, where a cloud insists on one.
 */
export function issueCredential(kind: string, account: string, length?: number): string {
  const words = `sandbox-${kind}-${account}-`;
  return words + proof(kind, account, Math.max(8, (length ?? 0) - words.length));
}

/** What a credential opens. Throws `Refusal`, without the credential itself, where the sandbox did not issue it. */
export function accountOf(kind: string, credential: string): string {
  const [, account, digits] = new RegExp(`^sandbox-${kind}-(.+)-([0-9a-f]+)$`).exec(credential) ?? [];
  if (!account || !digits || digits !== proof(kind, account, digits.length)) {
    throw new Refusal(
      `${kind}: this credential is none that the sandbox issued (401 Unauthorized). It opens simulated clouds only; ` +
        "the values that it issues come from the simulated 1Password vaults in sandbox/landscape.yaml.",
    );
  }
  return account;
}

function proof(kind: string, account: string, length: number): string {
  return createHash("sha512").update(`${kind}/${account}`).digest("hex").slice(0, length);
}
