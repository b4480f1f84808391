import { Provider } from "@1password/pulumi-onepassword";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { filled, OnePasswordVault } from "../../components/secrets/onepassword-vault.ts";
import { record } from "../recorder.ts";

const asked: unknown[] = [];
const world = {
  calls: {
    "onepassword:index/getItem:getItem": (inputs: Record<string, unknown>, provider: string) => {
      asked.push({ ...inputs, provider });
      return { username: "made-up-user", credential: "made-up-credential", password: "" };
    },
  },
};

function vault(): OnePasswordVault {
  return new OnePasswordVault("madeupvault", new Provider("store", { serviceAccountToken: pulumi.secret("made-up") }));
}

describe("OnePasswordVault", () => {
  it("reads an item by its identifier, through its own provider, as a secret", async () => {
    let [value, secret] = ["", false];
    await record(async () => {
      const read = vault().read("madeupitem", "credential");
      secret = await pulumi.isSecret(read);
      read.apply((text) => {
        value = text;
      });
    }, world);

    expect(asked).toEqual([{ vault: "madeupvault", uuid: "madeupitem", provider: "store" }]);
    expect(value).toBe("made-up-credential");
    expect(secret).toBe(true);
  });

  it("says which field of which item is empty", () => {
    const fields = { username: "made-up-user", credential: "made-up-credential", password: "" };
    expect(filled(fields, "username", "madeupvault", "madeupitem")).toBe("made-up-user");
    expect(() => filled(fields, "password", "madeupvault", "madeupitem")).toThrow(
      new pulumi.RunError(
        "1Password item madeupitem in vault madeupvault: the field password is empty; fill it in, or name another item",
      ),
    );
  });
});
