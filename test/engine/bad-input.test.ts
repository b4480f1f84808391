import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Lab, openLab } from "./lab.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

/** What a plain `pulumi preview` prints, with its line breaks, and how it ends. */
async function preview(stack: string, environment = "") {
  const command = `${environment} pulumi preview --stack ${stack} --non-interactive --color never`;
  await lab.pulumi(stack, "stack"); // makes the stack
  const { exitCode, output } = await lab.sandbox.execute(stack, "sh", ["-c", command], { capture: true });
  const diagnostics = output.slice(output.indexOf("Diagnostics:"));
  return { exitCode, diagnostics };
}

/** Runs with a configuration that is wrong, and puts it right again. */
async function previewWith(stack: string, from: string, to: string) {
  lab.configure(stack, (text) => text.replace(from, to));
  const result = await preview(stack);
  lab.configure(stack, (text) => text.replace(to, from));
  return result;
}

describe("plain pulumi preview", () => {
  it("names every mistake of a configuration at once, with file, line, value and fix, before anything is registered", async () => {
    const { exitCode, diagnostics } = await previewWith("production", "location: ash #", "locaton: us-east #");
    expect(exitCode).not.toBe(0);
    expect(diagnostics).toContain("error: The configuration of stack production has 2 problems:");
    expect(diagnostics).toMatch(
      /Pulumi\.production\.yaml:\d+ groundplan:systems\.boltfoundry\.server\.locaton: unknown key; did you mean "location"\?/,
    );
    expect(diagnostics).not.toContain("    at "); // no stack trace
    expect(lab.world()).toEqual({});
  });

  it("says which token is missing, where to get it and how to set it", async () => {
    const { exitCode, diagnostics } = await preview("production", "OP_SERVICE_ACCOUNT_TOKEN=");
    expect(exitCode).not.toBe(0);
    expect(diagnostics).toContain(
      "error: OP_SERVICE_ACCOUNT_TOKEN is not set. The production stack reads its credentials",
    );
    expect(diagnostics).toContain("How to set it: export OP_SERVICE_ACCOUNT_TOKEN=…");
    expect(diagnostics).not.toContain("    at ");
  });

  it("says which vault could not be read", async () => {
    const { diagnostics } = await previewWith(
      "production",
      "vault: madeupvaultproductionmadeu",
      "vault: madeupvaultcimadeupvaultci",
    );
    expect(diagnostics).toContain("error: 1Password did not list the items of vault madeupvaultcimadeupvaultci:");
    expect(diagnostics).not.toContain("sandbox-onepassword"); // the token
  });

  it("says which item is not there", async () => {
    const { diagnostics } = await previewWith("production", "madeupitemhetznerapitokenx", "madeupitemthatisnotthereyx");
    expect(diagnostics).toContain('the vault bft-production has no item "madeupitemthatisnotthereyx"');
  });

  it("refuses to run in another AWS account than the configuration names", async () => {
    const { diagnostics } = await previewWith("ci", 'accountId: "111122223333"', 'accountId: "999988887777"');
    expect(diagnostics).toContain("these credentials open the account 111122223333; the provider allows 999988887777");
  });

  it("says that Node is too old, in words that an old Node can read", async () => {
    const pretend = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })';
    const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
    const { exitCode, diagnostics } = await preview("production", `NODE_OPTIONS="--import=${preload}"`);
    expect(exitCode).not.toBe(0);
    expect(diagnostics).toContain("Groundplan needs Node 24 or later; this is Node 20.20.2");
    expect(diagnostics).toContain("Fix: put a newer one first on the PATH");
    expect(diagnostics).not.toContain("    at ");
  });

  it("works again once it is put right", async () => {
    expect((await lab.pulumi("production", "preview")).exitCode).toBe(0);
  });
});
