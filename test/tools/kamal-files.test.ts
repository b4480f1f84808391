import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const outputs = {
  boltfoundry: {
    url: "https://example.com",
    kamal: { deploy: "service: web\n", litestream: "dbs: []\n", secrets: "KEY=$(op read op://v/i/f)\n" },
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kamal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], input: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["tools/kamal-files.ts", ...args], {
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run kamal", () => {
  it("writes the three files, and says which", () => {
    const { status, stdout } = run([folder], JSON.stringify(outputs));
    expect(status).toBe(0);
    expect(stdout.trim().split("\n")).toEqual(
      ["config/deploy.yml", "config/litestream.yml", ".kamal/secrets"].map((file) => join(folder, file)),
    );
    expect(readFileSync(join(folder, "config/deploy.yml"), "utf8")).toBe("service: web\n");
    expect(readFileSync(join(folder, "config/litestream.yml"), "utf8")).toBe("dbs: []\n");
    expect(readFileSync(join(folder, ".kamal/secrets"), "utf8")).toBe("KEY=$(op read op://v/i/f)\n");
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "error: no stack selected"],
    ["a stack without boltfoundry", '{"stateBackends":{}}'],
    ["a part of the files", '{"boltfoundry":{"kamal":{"deploy":"x"}}}'],
  ])("refuses %s, and writes nothing", (_, input) => {
    const { status, stdout, stderr } = run([folder], input);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^Standard input is not the outputs of a stack with boltfoundry in it\. Fix: pipe `pulumi stack output --json/,
    );
    expect(stderr).not.toContain("    at ");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("explains itself", () => {
    expect(run(["--help"], "").status).toBe(0);
    expect(run([], "{}")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("Usage: pulumi stack output --json"),
    });
  });
});
