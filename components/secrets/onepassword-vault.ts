import { type GetItemResult, getItemOutput, type Provider } from "@1password/pulumi-onepassword";
import * as pulumi from "@pulumi/pulumi";

/** A field of an item that the program itself reads: credentials of providers, and nothing else. */
export type ItemField = Extract<keyof GetItemResult, "credential" | "password" | "username">;

/**
 * Reads credentials from one vault of 1Password. Vault and items are named by identifier: a title can be changed, and a
 * resource that is named by title is replaced on every run.
 */
export class OnePasswordVault {
  private readonly vault: string;
  private readonly provider: Provider;

  constructor(vault: string, provider: Provider) {
    this.vault = vault;
    this.provider = provider;
  }

  /** The value of a field, secret from the moment that it is read. An empty one fails the run. */
  read(item: string, field: ItemField): pulumi.Output<string> {
    const answer = pulumi.secret(getItemOutput({ vault: this.vault, uuid: item }, { provider: this.provider }));
    return answer.apply((found) => filled(found, field, this.vault, item));
  }
}

/**
 * A field that must have a value.
 * @throws RunError when it has none, naming the item
 */
export function filled(fields: Pick<GetItemResult, ItemField>, field: ItemField, vault: string, item: string): string {
  if (fields[field]) return fields[field];
  throw new pulumi.RunError(
    `1Password item ${item} in vault ${vault}: the field ${field} is empty; fill it in, or name another item`,
  );
}
