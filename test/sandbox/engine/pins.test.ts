import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ENGINE_VERSION, GO_VERSION, isAtLeast } from "../../../sandbox/engine/version.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => readFile(join(root, path), "utf8");

describe("the engine's version", () => {
  it("is the same in package.json, in the Go module and here", async () => {
    const manifest = JSON.parse(await read("package.json"));
    expect(manifest.devDependencies.pulumi).toBe(ENGINE_VERSION);
    expect(manifest.dependencies["@pulumi/pulumi"]).toBe(ENGINE_VERSION);
    expect(await read("sandbox/engine/go/cli/go.mod")).toContain(
      `github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}\n`,
    );
  });

  it("of Go is what both modules ask for", async () => {
    for (const module of ["cli", "language-host"])
      expect(await read(`sandbox/engine/go/${module}/go.mod`)).toContain(`\ngo ${GO_VERSION}\n`);
  });
});

describe("isAtLeast", () => {
  it.each([
    ["3.259.0", "3.259.0", true],
    ["3.1000.0", "3.259.0", true],
    ["3.260.0-alpha.1", "3.259.0", true],
    ["3.259.0-alpha.1", "3.259.0", false],
    ["3.258.99", "3.259.0", false],
    ["2.999.0", "3.259.0", false],
    ["4.0.0", "3.259.0", true],
    ["1.26", "1.25.11", true],
    ["1.26rc1", "1.25.11", true],
    ["1.25", "1.25.11", false],
  ])("%s after %s: %s", (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});
