import type { ItemCategory, ItemOverview } from "@1password/sdk";
import { readLandscape } from "../landscape.ts";
import { vaultsFor } from "./cloud.ts";

/** The part of 1Password's SDK that is simulated: a client that lists what a service account may see. */
export async function createClient({ auth }: { readonly auth: string }) {
  const landscape = readLandscape();
  const vaults = vaultsFor(landscape, auth);
  return {
    items: {
      async list(vaultId: string): Promise<Pick<ItemOverview, "id" | "title" | "category" | "tags" | "vaultId">[]> {
        const vault = vaults.find(({ id }) => id === vaultId);
        if (!vault)
          throw new Error(`the service account cannot see a vault ${JSON.stringify(vaultId)} (sandbox/landscape.yaml)`);
        return vault.items.map(({ id, title, category, tags }) => ({
          id,
          title,
          category: category as ItemCategory,
          tags,
          vaultId,
        }));
      },
    },
  };
}
