import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  containerSecrets,
  fieldReference,
  itemWithTitle,
  secretReference,
} from "../../components/secrets/container-secrets.ts";
import type { VaultItem } from "../../components/secrets/vault-items.ts";

const rules = { vault: "madeupvault", tag: "PRIVATE", infrastructureOnly: ["CLOUD_TOKEN"] };
const item = (title: string, more: Partial<VaultItem> = {}): VaultItem => ({
  id: `id-of-${title.toLowerCase()}`,
  title,
  category: "ApiCredentials",
  tags: ["PRIVATE"],
  ...more,
});

describe("containerSecrets", () => {
  it("chooses by tag, leaves out what is for the infrastructure, and sorts by name", () => {
    const items = [
      item("SESSION_KEY"),
      item("API_KEY_2"),
      item("API_KEY", { tags: ["other", "PRIVATE"] }),
      item("CLOUD_TOKEN"),
      item("no secret of the application", { tags: [] }),
    ];
    expect(containerSecrets(items, rules)).toEqual([
      { name: "API_KEY", reference: "op://madeupvault/id-of-api_key/credential" },
      { name: "API_KEY_2", reference: "op://madeupvault/id-of-api_key_2/credential" },
      { name: "SESSION_KEY", reference: "op://madeupvault/id-of-session_key/credential" },
    ]);
  });

  it("has no secrets where no item has the tag", () => {
    expect(containerSecrets([item("A", { tags: ["private"] })], rules)).toEqual([]);
  });

  it.each([
    ["ApiCredentials", "credential"],
    ["Database", "password"],
    ["Login", "password"],
    ["Password", "password"],
    ["SecureNote", "notesPlain"],
    ["Server", "password"],
  ])("knows where an item of the category %s keeps its secret", (category, field) => {
    expect(containerSecrets([item("A", { category })], rules)).toEqual([
      { name: "A", reference: `op://madeupvault/id-of-a/${field}` },
    ]);
  });

  it("tells of everything that is wrong at once", () => {
    const items = [
      item("Stripe key"),
      item("2FA"),
      item("TWICE"),
      item("TWICE"),
      item("CARD", { category: "CreditCard" }),
      item("$(rm)", { tags: [] }),
    ];
    const rename =
      "is no name of an environment variable; rename the item: letters, digits and underscores, not starting with a digit";
    expect(() => containerSecrets(items, rules)).toThrow(
      new RunError(
        [
          "Items of 1Password vault madeupvault with the tag PRIVATE:",
          `  "Stripe key" ${rename}`,
          `  "2FA" ${rename}`,
          '  "CARD" is of the category CreditCard, which has no one secret; move the value to an item of one of these: ' +
            "ApiCredentials, Database, Login, Password, SecureNote, Server",
          '  "TWICE" is the title of several items; rename all but one',
        ].join("\n"),
      ),
    );
  });
});

describe("itemWithTitle", () => {
  it("finds the one item", () => {
    expect(itemWithTitle([item("A"), item("B")], "B", "madeupvault", "for nothing")).toEqual(item("B"));
  });

  it.each([
    [[item("A")], "1Password vault madeupvault has no item titled B; add one: for nothing"],
    [[item("B"), item("B")], "1Password vault madeupvault has several items titled B; rename all but one: for nothing"],
  ])("refuses none and several", (items, message) => {
    expect(() => itemWithTitle(items, "B", "madeupvault", "for nothing")).toThrow(new RunError(message));
  });
});

describe("references", () => {
  it("name vault, item and field", () => {
    expect(fieldReference("madeupvault", "madeupitem", "username")).toBe("op://madeupvault/madeupitem/username");
    expect(secretReference("madeupvault", item("A", { category: "Login" }))).toBe("op://madeupvault/id-of-a/password");
  });
});
