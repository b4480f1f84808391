import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getEngine } from "../../../sandbox/engine/engine.ts";
import { GO, type Machine, makeMachine } from "./machine.ts";

// They start processes and wait for them: a busy machine needs more than the default 5 s.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

/** A Go that records its process id in the middle of a build and of a child process, and does not come to an end. */
const ENDLESS_GO = `
case "$1" in version) echo "go version go1.26.0 linux/amd64"; exit 0 ;; esac
/bin/sleep 60 &
echo $$ >> "$RECORD"; echo $! >> "$RECORD"
wait`;

async function startBuild(machine: Machine) {
  await machine.script("path/go", ENDLESS_GO);
  const script = join(import.meta.dirname, "get.ts");
  const run = spawn(process.execPath, [script, JSON.stringify(machine.environment)], { stdio: "ignore" });
  const pids = await vi.waitFor(
    async () => {
      const lines = await machine.record();
      expect(lines).toHaveLength(2);
      return lines.map(Number);
    },
    { timeout: 20_000, interval: 50 },
  );
  return { run, pids };
}

/** Whether a process runs. A zombie has ended; in a container without an init nobody collects it. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

describe("a build that is told to end", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("by %s ends go and its children, and leaves nothing", async (signal) => {
    const machine = await makeMachine();
    const { run, pids } = await startBuild(machine);
    run.kill(signal);

    expect(await once(run, "exit")).toEqual([null, signal]);
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]));
    expect(await machine.cacheNames()).toEqual([]);
  });

  it("by SIGKILL leaves no entry, and the next run cleans up and succeeds", async () => {
    const machine = await makeMachine();
    const { run, pids } = await startBuild(machine);
    run.kill("SIGKILL");
    await once(run, "exit");
    for (const pid of pids) process.kill(pid, "SIGKILL");

    const name = machine.entry.split("/").at(-1);
    expect(await machine.cacheNames()).toEqual([`${name}.lock`, expect.stringContaining(`${name}.work-`)]);
    await machine.script("path/go", GO);
    expect(await getEngine(machine)).toMatchObject({ origin: "built" });
    expect(await machine.cacheNames()).toEqual([name]);
  });
});

describe("a lock", () => {
  it("that has not been renewed for more than a minute is stale, whatever its process id says", async () => {
    const machine = await makeMachine();
    await machine.script("path/go", GO);
    await getEngine(machine);
    await writeFile(join(machine.entry, "engine.json"), "{}");
    await writeFile(`${machine.entry}.lock`, JSON.stringify({ pid: process.pid, host: "another", token: "x" }));
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(`${machine.entry}.lock`, longAgo, longAgo);

    expect(await getEngine(machine)).toMatchObject({ origin: "built" });
    expect(await machine.cacheNames()).toHaveLength(1);
  });
});
