import { describe, expect, it } from "vitest";
import { issueCredential } from "../../../sandbox/clouds/credentials.ts";
import { readLandscape } from "../../../sandbox/clouds/landscape.ts";
import { onepassword, serviceAccountToken } from "../../../sandbox/clouds/onepassword/cloud.ts";
import { createClient } from "../../../sandbox/clouds/onepassword/sdk.ts";
import { openCloud } from "./cloud-lab.ts";

const GET_ITEM = "onepassword:index/getItem:getItem";
const production = "madeupvaultproductionmadeu";
const ci = "madeupvaultcimadeupvaultci";

describe("1Password in the sandbox", () => {
  it.each([
    ["no token", undefined, "no service account token (OP_SERVICE_ACCOUNT_TOKEN)"],
    ["a real token", "ops_madeUpMadeUp", "is none that the sandbox issued"],
    [
      "a token with another name on it",
      issueCredential("onepassword", "ci").replace("-ci-", "-production-"),
      "is none that the sandbox issued",
    ],
  ])("lets nobody in with %s", (_, token, reason) => {
    expect(() =>
      onepassword(readLandscape()).signIn(token === undefined ? {} : { serviceAccountToken: token }, {}),
    ).toThrow(reason);
  });

  it("shows a service account the vaults of its environment and no others", async () => {
    const reader = openCloud("onepassword", "ci").provider;
    expect(() => reader.invoke(GET_ITEM, { vault: production, uuid: "madeupitemhetznerapitokenx" })).toThrow(
      `this service account (ci) cannot see the vault "${production}"`,
    );
    const client = await createClient({ auth: serviceAccountToken("ci") });
    await expect(client.items.list(production)).rejects.toThrow("cannot see a vault");
    expect((await client.items.list(ci)).map(({ title }) => title)).toEqual(["HETZNER_STORAGE_KEYS"]);
  });

  it("gives credentials that open what the item says, at the length that the real plugin wants", () => {
    const { credential } = openCloud("onepassword", "production").provider.invoke(GET_ITEM, {
      vault: production,
      uuid: "madeupitemhetznerapitokenx",
    });
    expect(credential).toMatch(/^sandbox-hcloud-bft_production-[0-9a-f]+$/);
    expect(String(credential)).toHaveLength(64);
  });

  it("names the item that is not there", () => {
    expect(() =>
      openCloud("onepassword", "production").provider.invoke(GET_ITEM, { vault: production, uuid: "nothere" }),
    ).toThrow('the vault bft-production has no item "nothere"');
  });

  it("lists what carries a tag, as the SDK does", async () => {
    const client = await createClient({ auth: serviceAccountToken("production") });
    const tagged = (await client.items.list(production)).filter(({ tags }) => tags.includes("BF_PRIVATE_SECRET"));
    expect(tagged.map(({ title }) => title)).toContain("HYPERDX_API_KEY");
    expect(tagged.map(({ title }) => title)).not.toContain("HETZNER_API_TOKEN");
  });
});
