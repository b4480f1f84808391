import { RunError } from "@pulumi/pulumi";
import type { VaultItem } from "./vault-items.ts";

/** A secret by name: what it is called in the environment, and where its value is read at release. */
export interface SecretReference {
  /** Name of the environment variable. */
  readonly name: string;
  /** Secret reference of 1Password, `op://vault/item/field`; never the value. */
  readonly reference: string;
}

/** Which items of a vault reach a container. */
export interface ContainerSecretRules {
  /** Identifier of the vault. */
  readonly vault: string;
  /** Every item with this tag reaches the container. */
  readonly tag: string;
  /** Titles that never reach it, whatever their tags. */
  readonly infrastructureOnly: readonly string[];
}

// Where each kind of item keeps its secret: the identifiers of the built-in fields, which `op read` takes in every language.
const secretField: Readonly<Record<string, string>> = {
  ApiCredentials: "credential",
  Database: "password",
  Login: "password",
  Password: "password",
  SecureNote: "notesPlain",
  Server: "password",
};

/**
 * The secrets of a container, in order of their names: a new item with the tag is in the list without a change to code.
 * @throws RunError with every item that cannot be one, and how to mend it
 */
export function containerSecrets(items: readonly VaultItem[], rules: ContainerSecretRules): readonly SecretReference[] {
  const chosen = items.filter(
    ({ title, tags }) => tags.includes(rules.tag) && !rules.infrastructureOnly.includes(title),
  );
  const problems = [...chosen.flatMap(problemOf), ...repeatedTitles(chosen)];
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`);
    throw new RunError([`Items of 1Password vault ${rules.vault} with the tag ${rules.tag}:`, ...lines].join("\n"));
  }
  return chosen
    .map((item) => ({ name: item.title, reference: secretReference(rules.vault, item) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1)); // by code unit: the same order on every machine
}

/**
 * The item with a given title.
 * @param purpose what the item is for, for the error
 * @throws RunError when there is none, or more than one
 */
export function itemWithTitle(items: readonly VaultItem[], title: string, vault: string, purpose: string): VaultItem {
  const [item, another] = items.filter((candidate) => candidate.title === title);
  if (item === undefined)
    throw new RunError(`1Password vault ${vault} has no item titled ${title}; add one: ${purpose}`);
  if (another !== undefined) {
    throw new RunError(`1Password vault ${vault} has several items titled ${title}; rename all but one: ${purpose}`);
  }
  return item;
}

/** Where the secret of an item is. Identifiers, because a title may hold what a reference may not. */
export function secretReference(vault: string, item: VaultItem): string {
  return fieldReference(vault, item.id, secretField[item.category] ?? "credential");
}

/** Where a named field of an item is. */
export function fieldReference(vault: string, item: string, field: string): string {
  return `op://${vault}/${item}/${field}`;
}

function problemOf({ title, category }: VaultItem): string[] {
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(title)) {
    return [
      `${JSON.stringify(title)} is no name of an environment variable; rename the item: letters, digits and ` +
        "underscores, not starting with a digit",
    ];
  }
  if (secretField[category] === undefined) {
    return [
      `${JSON.stringify(title)} is of the category ${category}, which has no one secret; move the value to an item of ` +
        `one of these: ${Object.keys(secretField).join(", ")}`,
    ];
  }
  return [];
}

function repeatedTitles(items: readonly VaultItem[]): string[] {
  const titles = items.map(({ title }) => title);
  const repeated = new Set(titles.filter((title, index) => titles.indexOf(title) !== index));
  return [...repeated].map((title) => `${JSON.stringify(title)} is the title of several items; rename all but one`);
}
