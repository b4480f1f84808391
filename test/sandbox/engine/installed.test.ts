import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getEngine } from "../../../sandbox/engine/engine.ts";
import { installEngine, LANGUAGE_HOST, makeMachine, PULUMI } from "./machine.ts";

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

describe("an installed engine", () => {
  it("is used where it is, without touching the user's Pulumi home", async () => {
    const machine = await makeMachine();
    await installEngine(machine, "path", "3.260.1");

    const bin = join(machine.root, "path");
    expect(await getEngine(machine)).toEqual({
      version: "3.260.1",
      pulumi: join(bin, "pulumi"),
      bin,
      origin: "installed",
    });
    const [call] = await machine.record();
    expect(call).toMatch(/^pulumi version home=.*\/tmp\/groundplan-engine-\w+$/);
  });

  it("is found behind one that is too old, too new, a pre-release or without a language host", async () => {
    const machine = await makeMachine();
    await installEngine(machine, "old", "3.258.9");
    await installEngine(machine, "new", "4.0.0-beta.1");
    await installEngine(machine, "alpha", "3.259.0-alpha.7");
    await machine.script("alone/pulumi", PULUMI);
    await installEngine(machine, "good");
    const folders = ["old", "new", "alpha", "alone", "good"].map((name) => join(machine.root, name));
    machine.environment.PATH = folders.join(":");

    expect((await getEngine(machine)).bin).toBe(join(machine.root, "good"));
  });

  it("may be a link to the CLI alone: its place is where the language host is", async () => {
    const machine = await makeMachine();
    await installEngine(machine, "opt/pulumi/bin");
    await symlink(join(machine.root, "opt/pulumi/bin/pulumi"), join(machine.root, "path/pulumi"));

    expect((await getEngine(machine)).pulumi).toBe(join(machine.root, "opt/pulumi/bin/pulumi"));
  });

  it("is not made of a CLI and a language host of two places", async () => {
    const machine = await makeMachine();
    await machine.script("path/pulumi", PULUMI);
    await machine.script("other/pulumi-language-nodejs", LANGUAGE_HOST);
    machine.environment.PATH += `:${join(machine.root, "other")}`;
    machine.environment.GROUNDPLAN_ENGINE = "installed";

    await expect(getEngine(machine)).rejects.toThrow("path/pulumi has no pulumi-language-nodejs beside it");
  });

  it.each([
    ["too old", "3.100.0", "path/pulumi is version 3.100.0, older than 3.259.0"],
    ["too new", "4.1.0", "path/pulumi is version 4.1.0, and 4.0.0 or later is not known to work"],
  ])("that is %s is named with its version", async (_, version, reason) => {
    const machine = await makeMachine();
    await installEngine(machine, "path", version);
    machine.environment.GROUNDPLAN_ENGINE = "installed";

    await expect(getEngine(machine)).rejects.toThrow(reason);
  });

  it("is not the npm package's launcher, neither in node_modules/.bin nor linked from elsewhere", async () => {
    const machine = await makeMachine();
    await installEngine(machine, "store/.bin");
    await mkdir(join(machine.root, "project"));
    await symlink(join(machine.root, "store"), join(machine.root, "project/node_modules"));
    await installEngine(machine, "lib/node_modules/pulumi");
    await mkdir(join(machine.root, "global"));
    await symlink(join(machine.root, "lib/node_modules/pulumi/pulumi"), join(machine.root, "global/pulumi"));
    machine.environment.PATH = `${machine.root}/project/node_modules/.bin:${machine.root}/global`;
    machine.environment.GROUNDPLAN_ENGINE = "installed";

    const message = await getEngine(machine).catch((error: Error) => error.message);
    expect(message).toContain("node_modules/.bin/pulumi is the npm package's launcher");
    expect(message).toContain("global/pulumi is the npm package's launcher");
    expect(await machine.record()).toEqual([]);
  });

  it("that does not run is passed over", async () => {
    const machine = await makeMachine();
    await machine.script("path/pulumi", "exit 3");
    await machine.script("path/pulumi-language-nodejs", LANGUAGE_HOST);
    machine.environment.GROUNDPLAN_ENGINE = "installed";

    await expect(getEngine(machine)).rejects.toThrow("path/pulumi does not run: exit code 3");
  });
});

describe("GROUNDPLAN_ENGINE", () => {
  it("names the allowed values when it has another", async () => {
    const machine = await makeMachine();
    machine.environment.GROUNDPLAN_ENGINE = "homemade";

    await expect(getEngine(machine)).rejects.toMatchObject({
      name: "Failure",
      message: 'GROUNDPLAN_ENGINE is "homemade"; allowed are installed, downloaded, built, or nothing for all of them.',
    });
  });
});
