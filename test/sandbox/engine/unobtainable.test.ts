import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getEngine } from "../../../sandbox/engine/engine.ts";
import { installEngine, makeMachine } from "./machine.ts";

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

describe("without any engine", () => {
  it("the message lists what was tried, why each failed, and what to do", async () => {
    const machine = await makeMachine();
    await installEngine(machine, "path", "3.100.0");

    const error = await getEngine(machine).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: "Failure" });
    const message = String(error)
      .replaceAll(machine.root, "~")
      .replace(/after \d+ s/, "after 0 s");
    expect(message.replace(/-\w+-\w+$/m, "")).toBe(
      `Failure: No Pulumi engine 3.259.0 is to be had on this machine. Tried:
  installed: ~/path/pulumi is version 3.100.0, older than 3.259.0
  cached: nothing usable in ~/cache/groundplan/engine/3.259.0
  downloaded: pulumi: fetch failed (after 0 s, from get.pulumi.com)
  built: no go on the PATH
Do one of these:
  - install the official Pulumi CLI, version 3.259.0 or later and below 4.0.0 (https://www.pulumi.com/docs/install/)
  - allow network access to get.pulumi.com, from where the engine is downloaded
  - install Go 1.25.11 or later (https://go.dev/doc/install), with which the engine is built once and kept`,
    );
    expect(await machine.cacheNames()).toEqual([]);
  });

  it("a failed build shows the end of go's own output", async () => {
    const machine = await makeMachine();
    const noise = "i=0; while [ $i -lt 50 ]; do echo noise $i; i=$((i+1)); done";
    await machine.script(
      "path/go",
      `case "$1" in version) echo go version go1.25.11 x/y; exit ;; esac\n${noise}; echo "verifying module: checksum mismatch" >&2; exit 1`,
    );

    const message = await getEngine(machine).catch((error: Error) => error.message);
    expect(message).toMatch(/built: go build of github\S+ ended after \d+ s: exit code 1\n {4}noise 39\n/);
    expect(message).toContain("    noise 49\n    verifying module: checksum mismatch\n");
  });

  it.each([
    ["1.25.10", "path/go is version 1.25.10, older than 1.25.11"],
    ["1.9", "path/go is version 1.9, older than 1.25.11"],
  ])("a Go of version %s is too old", async (version, reason) => {
    const machine = await makeMachine();
    await machine.script("path/go", `echo "go version go${version} linux/amd64"`);

    await expect(getEngine(machine)).rejects.toThrow(reason);
  });

  it("a cache that cannot be written is one more reason, not a crash", async () => {
    const machine = await makeMachine();
    await writeFile(join(machine.root, "cache"), "a file where the folder should be");

    await expect(getEngine(machine)).rejects.toMatchObject({
      name: "Failure",
      message: expect.stringMatching(/ {2}downloaded, built: E(EXIST|NOTDIR): /),
    });
  });
});
