import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const main = resolve("sandbox/main.ts");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sandbox-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function sandbox(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, GROUNDPLAN_SANDBOX: directory, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number];
  return { exitCode, out, error: error.trim() };
}

describe("npm run sandbox", () => {
  it.each([
    ["an unknown command", ["deploy"], '"deploy" is no command. Commands: preview, up, refresh, destroy, exec.'],
    [
      "an unknown stack",
      ["up", "prod"],
      'There is no stack "prod". Stacks are the files Pulumi.<stack>.yaml: ci, production.',
    ],
    [
      "two stacks",
      ["up", "ci", "production"],
      '"production" is one word too many; one stack at a time, or none for all.',
    ],
    ["an unknown option", ["up", "--forse"], "Unknown option '--forse'. See npm run sandbox -- --help"],
    [
      "a fault that is none",
      ["up", "--fault", "creates:1"],
      '--fault is "creates:1"; use <call>:<n>, such as create:3 for the third. Calls: create, read, update, delete, invoke',
    ],
    ["a port that is none", ["up", "--port", "70000"], '--port is "70000"; use a whole number from 0 to 65535.'],
    ["a latency that is none", ["up", "--latency", "1s"], '--latency is "1s"; use a whole number from 0 to 60000.'],
    [
      "nothing to execute",
      ["exec"],
      "exec needs a command after --, such as: npm run sandbox -- exec -- pulumi stack ls",
    ],
  ])("refuses %s in one line, and leaves nothing behind", async (_, args, message) => {
    expect(await sandbox(args)).toEqual({ exitCode: 1, out: "", error: message });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("explains itself, and fails without a command", async () => {
    const help = await sandbox(["--help"]);
    expect(help.exitCode).toBe(0);
    expect(help.out).toMatch(/^Runs the real Pulumi engine[\s\S]*preview \[stack\][\s\S]*Exit codes: 0 done/);
    const nothing = await sandbox([]);
    expect([nothing.exitCode, nothing.out]).toEqual([1, help.out]);
  });

  it("names a port that is in use, and the way out", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    try {
      const { port } = taken.address() as { port: number };
      expect(await sandbox(["preview", "ci", "--port", String(port)])).toEqual({
        exitCode: 1,
        out: "",
        error: `Port ${port} on 127.0.0.1 is in use or not allowed. Fix: leave --port out, and the sandbox takes any free one.`,
      });
    } finally {
      taken.close();
    }
  });

  it("says where it looked when there is no engine", async () => {
    const { exitCode, error } = await sandbox(["preview", "ci"], {
      PATH: "",
      XDG_CACHE_HOME: directory,
      GROUNDPLAN_ENGINE: "installed",
    });
    expect(exitCode).toBe(1);
    expect(error).toMatch(/^No Pulumi engine 3\.\d+\.\d+ is to be had on this machine/);
    expect(error).not.toContain("    at "); // no stack trace
  });

  it("says why a stack cannot be made", async () => {
    mkdirSync(join(directory, "state"));
    writeFileSync(join(directory, "state", ".pulumi"), "not the folder that the engine needs");
    const { exitCode, error } = await sandbox(["preview", "ci"]);
    expect(exitCode).toBe(1);
    expect(error).toMatch(/^The stack ci cannot be made:\n[\s\S]*error: /);
    expect(error).not.toContain("    at ");
  });

  it("gives a command what it needs, and none of the user's own credentials", async () => {
    const variables =
      "OP_SERVICE_ACCOUNT_TOKEN AWS_ACCESS_KEY_ID AWS_PROFILE HCLOUD_TOKEN KUBECONFIG PULUMI_ACCESS_TOKEN";
    const own = {
      AWS_PROFILE: "mine",
      HCLOUD_TOKEN: "mine",
      KUBECONFIG: "mine",
      PULUMI_ACCESS_TOKEN: "mine",
      OP_SERVICE_ACCOUNT_TOKEN: "mine",
    };
    const script = `for name in ${variables}; do printenv $name; done; pulumi version`;
    const { exitCode, out } = await sandbox(["exec", "--", "sh", "-c", script, "--stack", "ci"], own);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^sandbox-onepassword-ci-[0-9a-f]+\nsandbox-aws-\d{12}-[0-9a-f]+\nv3\.\d+\.\d+\n$/);
  });

  it("ends as the command ends", async () => {
    expect((await sandbox(["exec", "--", "sh", "-c", "exit 7"])).exitCode).toBe(7);
    expect((await sandbox(["exec", "--", "no-such-program"])).error).toContain("no-such-program cannot be started");
  });
});
