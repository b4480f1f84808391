import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { SandboxOptions } from "../../sandbox/sandbox.ts";
import type { WorldObject } from "../../sandbox/world/world.ts";
import { filesIn, type Lab, openLab, type State, until } from "./lab.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let undisturbed: { readonly state: State; readonly world: Readonly<Record<string, string>> };
beforeAll(async () => {
  const lab = await openLab();
  await lab.succeed("production", "up");
  undisturbed = { state: await lab.state("production"), world: lab.world() };
  lab.close();
});

describe("an engine that is killed", () => {
  it("before the first create and at two later ones leaves what it had made, and the next up makes just the rest", async () => {
    const told = listen();
    const lab = await newLab();
    const made: number[] = [];
    for (const create of [1, 5, 4]) {
      await lab.kill("production", create);
      made.push(lab.objects().length);
    }
    expect(made).toEqual([0, 4, 7]);

    await expectRecovery(lab);
    expect(told()).toEqual(
      Array.from(made, () =>
        expect.stringMatching(/^A run of stack production was killed \(process \d+\); its lock is released\.$/),
      ),
    );
  });

  it("between a create and the note of it leaves no object that nobody knows of", async () => {
    const told = listen();
    const lab = await newLab();
    await lab.kill("production", 5);
    const unnoted = await makeUnnoted(lab);
    expect(unnoted.length).toBeGreaterThan(1);

    await expectRecovery(lab);
    for (const { type, id } of unnoted) {
      const said = `the interrupted run had made ${type} ${id} and could not note it; removed.`;
      expect(told()).toContainEqual(expect.stringContaining(said));
    }
  });

  it("while slow clouds are at work for it: what they have not made by then, they do not make after it", async () => {
    listen();
    const lab = await newLab({ faults: { latency: 1000 } });
    const engine = new AbortController();
    const up = ["up", "--yes", "--skip-preview"];
    const run = lab.sandbox.pulumi("production", up, { capture: true, kill: engine.signal });
    await until("a create is noted", () => savedState(lab).includes('"pending_operations"'));
    engine.abort();
    expect((await run).exitCode).toBe(137);
    expect(lab.world()).toEqual({});

    await lab.succeed("production", "up"); // in the same clouds, at once
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(undisturbed);
  });
});

describe("a program", () => {
  it("ends when its engine has gone, though it answers every error with another line", async () => {
    const lab = await newLab();
    const program = `
      process.on("uncaughtException", (error) => console.error(String(error)));
      setInterval(() => console.log("still there"), 10);
      setTimeout(() => process.exit(7), 10_000);`;
    const args = ["-c", '{ node -e "$1"; echo "ended with $?" >&2; } | head -n 1', "sh", program];
    const { output } = await lab.sandbox.execute("production", "sh", args, { capture: true });
    expect(output).toBe("still there\nended with 1\n");
  });
});

describe("npm run sandbox -- up", () => {
  it("can be killed with everything that it started", async () => {
    const told = listen();
    const lab = await newLab();
    const { signal, ended } = lab.command("up", "production", "--latency", "300");
    await until("the first object is made", () => lab.objects().length > 0);
    signal("SIGKILL");
    expect((await ended).exitCode).toBe(-1);
    expect(locksOf(lab)).toHaveLength(1);

    await expectRecovery(lab);
    expect(told()).toContainEqual(expect.stringContaining("its lock is released."));
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("that gets a %s stops, says so with exit code %i, and leaves no lock", async (signalName, exitCode) => {
    listen();
    const lab = await newLab();
    const { signal, ended } = lab.command("up", "production", "--latency", "300");
    await until("the first object is made", () => lab.objects().length > 0);
    signal(signalName);
    const result = await ended;
    expect(result.output).toMatch(/update cancell?ed/);
    expect(result.exitCode).toBe(exitCode);
    expect(locksOf(lab)).toEqual([]);
    expect(lab.objects().length).toBeLessThan(Object.keys(undisturbed.world).length);

    await expectRecovery(lab);
  });
});

async function newLab(options?: Partial<SandboxOptions>): Promise<Lab> {
  const lab = await openLab(options);
  onTestFinished(() => lab.close());
  return lab;
}

/** What the sandbox tells on the terminal, line by line. */
function listen(): () => readonly string[] {
  const spy = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return () => spy.mock.calls.map(([line]) => String(line));
}

async function expectRecovery(lab: Lab): Promise<void> {
  const next = await lab.reopen();
  onTestFinished(() => next.close());
  await next.succeed("production", "up");
  expect({ state: await next.state("production"), world: next.world() }).toEqual(undisturbed);
  expect(locksOf(next)).toEqual([]);
}

/** Makes what the killed engine was waiting for, as a cloud does whose answer came too late. */
async function makeUnnoted(lab: Lab): Promise<readonly WorldObject[]> {
  const { pending } = await lab.state("production");
  const began = new Set(pending.map((operation) => (operation as { resource: { urn: string } }).resource.urn));
  const files = Object.entries(undisturbed.world).map(
    ([file, text]) => [file, JSON.parse(text) as WorldObject] as const,
  );
  const unnoted = files.filter(([, { urn }]) => began.has(urn));
  for (const [file, object] of unnoted) {
    const path = join(lab.sandbox.directories.world, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(object));
  }
  return unnoted.map(([, object]) => object);
}

/** The state as it stands in its file, for a look between two steps of the engine. */
function savedState(lab: Lab): string {
  const files = filesIn(lab.sandbox.directories.state, /stacks\/groundplan\/production\.json$/);
  return Object.values(files).join();
}

function locksOf(lab: Lab): readonly string[] {
  return Object.keys(filesIn(lab.sandbox.directories.state)).filter((file) => file.includes("/locks/"));
}
