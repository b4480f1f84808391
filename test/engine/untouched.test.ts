import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { filesIn, type Lab, openLab, projectFilesIn, repository } from "./lab.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const home = mkdtempSync(join(tmpdir(), "groundplan-home-"));
const committed = projectFilesIn(repository);
let lab: Lab;

beforeAll(async () => {
  // Somebody with an account, a login and a stack selected: none of it may matter, and none of it may change.
  lab = await openLab({
    environment: {
      ...process.env,
      HOME: home,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), // where the engine may already be
      PULUMI_ACCESS_TOKEN: "pul-of-the-user",
      PULUMI_BACKEND_URL: "file:///nonexistent",
      PULUMI_STACK: "of-the-user",
      AWS_PROFILE: "of-the-user",
      AWS_ACCESS_KEY_ID: "AKIA-of-the-user",
      OP_SERVICE_ACCOUNT_TOKEN: "ops-of-the-user",
    },
  });
  await lab.succeed("production", "up");
});
afterAll(() => {
  lab.close();
  rmSync(home, { recursive: true });
});

describe("a preview", () => {
  it.each(["nothing", "something"])("with %s to change writes nothing into state and world", async (what) => {
    if (what === "something") lab.configure("production", (text) => text.replace("sizeGb: 10", "sizeGb: 20"));
    const { state, world } = lab.sandbox.directories;
    const before = { state: filesIn(state), world: filesIn(world) };
    expect((await lab.plan("production")).length).toBe(what === "something" ? 1 : 0);
    expect({ state: filesIn(state), world: filesIn(world) }).toEqual(before);
    expect(Object.keys(before.state)).toContain(".pulumi/stacks/groundplan/production.json");
  });
});

describe("an up", () => {
  it("leaves the user's home as it was, Pulumi's included", () => {
    expect(filesIn(home)).toEqual({});
    expect(Object.keys(filesIn(lab.sandbox.directories.home))).not.toEqual([]); // where the engine keeps its own instead
  });

  it("leaves the committed files as they were, to the byte", () => {
    expect(projectFilesIn(repository)).toEqual(committed);
    expect(Object.keys(committed)).toEqual(
      expect.arrayContaining(["Pulumi.yaml", "Pulumi.ci.yaml", "Pulumi.production.yaml"]),
    );
  });
});
