import { RunError } from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { listVaultItems } from "../../components/secrets/vault-items.ts";

const list = vi.fn();
const createClient = vi.fn();
vi.mock("@1password/sdk", () => ({ createClient }));

const token = "ops_MadeUpTokenOfNobody";

beforeEach(() => {
  list
    .mockReset()
    .mockResolvedValue([
      { id: "one", title: "ONE", category: "ApiCredentials", tags: ["A"], websites: [], createdAt: new Date(0) },
    ]);
  createClient.mockReset().mockResolvedValue({ items: { list } });
});

describe("listVaultItems", () => {
  it("asks once, as itself, for the active items", async () => {
    const items = await listVaultItems(token, "madeupvault");

    expect(items).toEqual([{ id: "one", title: "ONE", category: "ApiCredentials", tags: ["A"] }]);
    expect(createClient.mock.calls).toEqual([
      [{ auth: token, integrationName: "groundplan", integrationVersion: "0.1.0" }],
    ]);
    expect(list.mock.calls).toEqual([["madeupvault", { type: "ByState", content: { active: true, archived: false } }]]);
  });

  const advice =
    "Check that OP_SERVICE_ACCOUNT_TOKEN is whole and not revoked, that its service account may read this vault, and " +
    "that this machine reaches 1Password.";

  it.each([
    ["a bad token", createClient, new Error(`invalid token ${token}`), "invalid token (token)"],
    ["part of a token", createClient, new Error("invalid token ops_MadeUp…"), "invalid token (token)…"],
    ["an unknown vault", list, new Error("vault not found"), "vault not found"],
    ["something that is no error", list, `no network for ${token}`, "no network for (token)"],
  ])("tells of %s without the token", async (_, failing, failure, reason) => {
    failing.mockRejectedValue(failure);
    await expect(listVaultItems(token, "madeupvault")).rejects.toThrow(
      new RunError(`1Password did not list the items of vault madeupvault: ${reason}\n${advice}`),
    );
  });
});
