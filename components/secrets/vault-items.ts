import { RunError } from "@pulumi/pulumi";

/** What a list of a vault tells of an item: nothing secret. */
export interface VaultItem {
  /** Identifier, 26 letters and digits. */
  readonly id: string;
  readonly title: string;
  /** Kind of item, as the SDK names it: ApiCredentials, Password, … */
  readonly category: string;
  readonly tags: readonly string[];
}

/** How the program introduces itself; 1Password shows it in the account's reports. */
const integration = { integrationName: "groundplan", integrationVersion: "0.1.0" };

/**
 * Lists the active items of a vault of 1Password, without their values.
 * Call it once, before the first resource: which secrets exist decides what the program writes, so that it cannot wait
 * for an Output. The SDK is loaded here and not above, because its 14 MB would slow every stack that does not list.
 * @param token of a service account that may read the vault
 * @param vault identifier
 * @throws RunError when 1Password does not answer with the list; the token is not in its message
 */
export async function listVaultItems(token: string, vault: string): Promise<readonly VaultItem[]> {
  try {
    const { createClient } = await import("@1password/sdk");
    const client = await createClient({ auth: token, ...integration });
    const items = await client.items.list(vault, { type: "ByState", content: { active: true, archived: false } });
    return items.map(({ id, title, category, tags }) => ({ id, title, category, tags }));
  } catch (error) {
    throw new RunError(
      `1Password did not list the items of vault ${vault}: ${withoutToken(reasonOf(error), token)}\n` +
        "Check that OP_SERVICE_ACCOUNT_TOKEN is whole and not revoked, that its service account may read this vault, " +
        "and that this machine reaches 1Password.",
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// The second replacement catches what is left when a message quotes a token in part; each begins with ops_.
function withoutToken(message: string, token: string): string {
  return message.replaceAll(token, "(token)").replaceAll(/ops_[\w+/=-]*/g, "(token)");
}
