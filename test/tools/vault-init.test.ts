import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const outputs = {
  url: "https://vault.example.com",
  nodeRoleArn: "arn:aws:iam::111122223333:role/example-vault-node",
  recovery: { shares: 3, threshold: 2, askers: ["arn:aws:iam::111122223333:role/path/of/sso/platform-team"] },
};
const root = "made-up-root-token";
const shares = ["c2hhcmUtb25l", "c2hhcmUtdHdv", "c2hhcmUtdGhyZWU="];

// Answers as Vault does, and notes what it was asked, with the first letters of the token that came along.
const vault = `#!/bin/bash
echo "\${VAULT_TOKEN:+root }$*" >>"$CALLS"
case "$*" in
  "status -format=json") echo '{"initialized": '"$INITIALIZED"'}'; exit 2 ;;
  "operator init"*) echo '{"recovery_keys_b64": ${JSON.stringify(shares)}, "root_token": "${root}"}' ;;
  "policy write"*) sed 's/^/  /' >>"$CALLS" ;;
  "$FAILS"*) echo "it failed" >&2; exit 1 ;;
esac
`;

describe("vault-init", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "groundplan-vault-init-"));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/vault"), vault);
    chmodSync(join(folder, "bin/vault"), 0o755);
    mkdirSync(join(folder, "holders"));
    for (const holder of ["ada", "bob", "eve"])
      writeFileSync(join(folder, `holders/${holder}.asc`), `key of ${holder}`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(more: { input?: unknown; initialized?: string; fails?: string; args?: readonly string[] } = {}) {
    const calls = join(folder, "calls");
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["tools/vault-init.sh", ...(more.args ?? [join(folder, "holders")])],
      {
        input: JSON.stringify(more.input ?? { candlefish: { vault: outputs } }),
        encoding: "utf8",
        env: {
          PATH: `${join(folder, "bin")}:${process.env.PATH}`,
          CALLS: calls,
          INITIALIZED: more.initialized ?? "false",
          FAILS: more.fails ?? "never",
          VAULT_INIT_PAUSE: "0",
        },
      },
    );
    const asked = existsSync(calls) ? readFileSync(calls, "utf8").trimEnd().split("\n") : [];
    return { status, stdout, stderr, asked };
  }
  const written = () => readdirSync(join(folder, "holders")).filter((name) => name.endsWith(".share"));

  it("gives each holder a share, and revokes the root token at the end", () => {
    const { status, stdout, asked } = run();
    expect(status).toBe(0);
    expect(stdout.trimEnd().split("\n")).toEqual([
      `3 shares are in ${join(folder, "holders")}; any 2 of them prove who asks.`,
      "Every request is audited from now on.",
      "Nodes may take snapshots, and do so every hour.",
      "These may ask the holders for a new root token: arn:aws:iam::111122223333:role/platform-team",
      "The root token is revoked.",
    ]);
    const holders = ["ada", "bob", "eve"].map((holder) =>
      readFileSync(join(folder, `holders/${holder}.share`), "utf8"),
    );
    expect(holders).toEqual(shares.map((share) => `${share}\n`));

    const keys = ["ada", "bob", "eve"].map((holder) => join(folder, `holders/${holder}.asc`)).join(",");
    expect(asked.filter((call) => call !== "root token lookup")).toEqual([
      "status -format=json",
      `operator init -format=json -recovery-shares=3 -recovery-threshold=2 -recovery-pgp-keys=${keys}`,
      "root audit enable -path=file file file_path=/var/log/vault/audit.log mode=0600",
      "root operator raft autopilot set-config -cleanup-dead-servers=true -dead-server-last-contact-threshold=24h -min-quorum=3",
      "root policy write snapshot -",
      '  path "sys/storage/raft/snapshot" { capabilities = ["read"] }',
      "root auth enable aws",
      "root write auth/aws/role/snapshot auth_type=iam bound_iam_principal_arn=arn:aws:iam::111122223333:role/example-vault-node token_policies=snapshot token_ttl=15m token_max_ttl=15m",
      "root policy write recovery -",
      '  path "sys/generate-root/attempt" { capabilities = ["read", "update", "delete", "sudo"] }',
      '  path "sys/generate-root/update" { capabilities = ["update", "sudo"] }',
      "root write auth/aws/role/recovery auth_type=iam bound_iam_principal_arn=arn:aws:iam::111122223333:role/platform-team resolve_aws_unique_ids=false token_policies=recovery token_ttl=30m token_max_ttl=30m",
      "root token revoke -self",
    ]);
  });

  it("shows and writes the root token nowhere", () => {
    const { stdout, stderr, asked } = run();
    const files = readdirSync(join(folder, "holders")).map((name) =>
      readFileSync(join(folder, "holders", name), "utf8"),
    );
    expect([stdout, stderr, ...asked, ...files].join("\n")).not.toContain(root);
  });

  it("takes the outputs as `pulumi stack output` gives them, with their one name around them", () => {
    expect(run({ input: { outputs: { candlefish: { vault: outputs } } } }).status).toBe(0);
  });

  it("revokes the root token when it fails half-way", () => {
    const { status, asked, stdout } = run({ fails: "auth enable" });
    expect(status).toBe(1);
    expect(asked.at(-1)).toBe("root token revoke -self");
    expect(stdout).toContain("The root token is revoked.\n");
  });

  it("says so, loudly, when the root token could not be revoked", () => {
    const { status, stderr } = run({ fails: "token revoke" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^THE ROOT TOKEN COULD NOT BE REVOKED\./m);
  });

  const vaultWith = (changes: object) => ({ candlefish: { vault: { ...outputs, ...changes } } });
  const recovery = (changes: object) => vaultWith({ recovery: { ...outputs.recovery, ...changes } });
  const piped = "Fix: pipe `pulumi stack output --json --stack production` here.";
  it.each<[string, Parameters<typeof run>[0], string | RegExp]>([
    [
      "a threshold above the shares",
      { input: recovery({ threshold: 4 }) },
      "The threshold is 4, above the 3 shares; nobody could bring together more shares than there are.",
    ],
    [
      "one holder who could act alone",
      { input: recovery({ threshold: 1 }) },
      "The threshold is 1; use at least 2, so that nobody can act alone.",
    ],
    [
      "a share without a holder",
      { input: recovery({ shares: 5 }) },
      /has 3 keys \(\*\.asc\) for 5 shares; use one key for each holder\.$/,
    ],
    [
      "shares that are no number",
      { input: recovery({ shares: "5; id" }) },
      "Shares are 5; id and the threshold is 2; use whole numbers.",
    ],
    [
      "an address without TLS",
      { input: vaultWith({ url: "http://vault.example.com" }) },
      "Vault's address is http://vault.example.com; use one with https.",
    ],
    ["other outputs", { input: {} }, `The outputs on standard input have no candlefish.vault.url. ${piped}`],
    [
      "a Vault that is initialised",
      { initialized: "true" },
      "Vault at https://vault.example.com is initialised already; this happens once. For a new root token: vault operator generate-root.",
    ],
    [
      "a Vault that does not answer",
      { initialized: "" },
      "Vault at https://vault.example.com does not answer. Fix: see that its certificate is in Secrets Manager, and that you can reach it.",
    ],
    ["no folder", { args: [] }, /^Initialises Vault: .*\nUsage: /s],
  ])("refuses %s, and asks Vault for nothing", (_, given, message) => {
    const { status, stderr, asked } = run(given);
    expect(status).toBe(1);
    if (typeof message === "string") expect(stderr.trimEnd()).toBe(message);
    else expect(stderr.trimEnd()).toMatch(message);
    expect(asked.filter((call) => call !== "status -format=json")).toEqual([]);
    expect(written()).toEqual([]);
  });

  it.each([
    ["a key twice", "eve.asc", "key of bob", "have the same key; use a key of each holder's own."],
    [
      "a private key",
      "eve.asc",
      "-----BEGIN PGP PRIVATE KEY BLOCK-----",
      "is a private key; use the holder's public key",
    ],
    ["a share of before", "eve.share", "x", "is already there; a second ceremony needs a folder of its own."],
  ])("refuses %s", (_, name, content, message) => {
    writeFileSync(join(folder, "holders", name), content);
    const { status, stderr, asked } = run();
    expect([status, asked]).toEqual([1, []]);
    expect(stderr).toContain(message);
  });

  it("explains itself", () => {
    expect(run({ args: ["--help"] })).toMatchObject({ status: 0, stdout: expect.stringContaining("Usage: pulumi") });
  });
});
