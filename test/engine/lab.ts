import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openSandbox, type Result, type Sandbox, type SandboxOptions } from "../../sandbox/sandbox.ts";
import type { WorldObject } from "../../sandbox/world/world.ts";
import { jsonIn, madeByClouds, nameOf, type State, type StateResource, stateIn } from "./state.ts";

export { madeByClouds, nameOf, type State, type StateResource } from "./state.ts";

/** This repository, whose own stacks the tests run. */
export const repository = resolve(import.meta.dirname, "../..");

/** One step of a plan, as `pulumi preview --json` has it. */
export interface Step {
  readonly op: string;
  /** Name of the resource. */
  readonly name: string;
}

/** A running command of the sandbox. */
export interface RunningCommand {
  /** Sends a signal to the command and to all that it started, as a terminal does. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Result>;
}

/** A sandbox of its own for one test, on the real engine: opened empty, removed at the end. */
export interface Lab {
  readonly sandbox: Sandbox;
  /** Runs the engine without questions and keeps what it prints. */
  pulumi(stack: string, ...args: string[]): Promise<Result>;
  /** As `pulumi`, and fails with the whole output where the engine does not succeed. */
  succeed(stack: string, ...args: string[]): Promise<string>;
  /** What a preview would do, without what stays the same. */
  plan(stack: string): Promise<readonly Step[]>;
  /** What a stack tells others. */
  outputs(stack: string): Promise<unknown>;
  /** The resources in the state, secrets in clear. */
  resources(stack: string): Promise<readonly StateResource[]>;
  /** What the state holds, in an order of its own: secrets in clear, without what no two runs agree on. */
  state(stack: string): Promise<State>;
  /** What the simulated clouds hold: the text of each object's file, by its path. */
  world(): Readonly<Record<string, string>>;
  /** The objects that the simulated clouds hold. */
  objects(): readonly WorldObject[];
  /** The object that a resource of this name made, and its file. Fails where there is none. */
  object(name: string): { readonly file: string; readonly object: WorldObject };
  /** Edits the sandbox's copy of a stack file. */
  configure(stack: string, edit: (text: string) => string): void;
  /**
   * Starts an `up` whose creates hang from the n-th on, and ends the engine with SIGKILL when it has made all before that
   * one. The lab is closed then; open it again.
   */
  kill(stack: string, hangingCreate: number): Promise<void>;
  /** Starts `npm run sandbox -- …` on the lab's folder, in a process group of its own. Its clouds are another process's. */
  command(...args: string[]): RunningCommand;
  /** Closes the lab and opens the same folder again, as the next command would. */
  reopen(options?: Partial<SandboxOptions>): Promise<Lab>;
  /** Ends the clouds; with `remove`, the folder too. */
  close(options?: { readonly remove?: boolean }): void;
}

/** Opens a lab on this repository's own program. */
export function openLab(options: Partial<SandboxOptions> = {}): Promise<Lab> {
  return labAt(newFolder(), { project: repository, ...options });
}

/** Opens a lab on a program of the test's own, with one stack called `production`. */
export function openProgramLab(program: string, options: Partial<SandboxOptions> = {}): Promise<Lab> {
  const folder = newFolder();
  const project = join(folder, "program");
  mkdirSync(project);
  writeFileSync(
    join(project, "Pulumi.yaml"),
    "name: lab\nmain: index.ts\nruntime: { name: nodejs, options: { typescript: false } }\n",
  );
  writeFileSync(join(project, "Pulumi.production.yaml"), 'config:\n  pulumi:disable-default-providers: ["*"]\n');
  writeFileSync(join(project, "index.ts"), program);
  return labAt(folder, { project, ...options });
}

/** The text of every file in a folder and below, by its path there; with `pattern`, of those whose path matches it. */
export function filesIn(folder: string, pattern = /./): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return read(folder, paths, pattern);
}

/** The text of a project's own files, which the engine may want to write into. */
export function projectFilesIn(folder: string): Readonly<Record<string, string>> {
  return read(folder, readdirSync(folder), /^(Pulumi.*\.yaml|package.*\.json)$/);
}

function read(folder: string, files: readonly string[], pattern: RegExp): Readonly<Record<string, string>> {
  const wanted = files.filter((file) => pattern.test(file)).sort();
  return Object.fromEntries(wanted.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/** Waits until a condition holds. Fails where it does not within the time. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited a minute in vain until ${what}`);
    await setTimeout(20);
  }
}

// Inside the repository, so that a program of a test finds the same packages.
function newFolder(): string {
  const labs = join(repository, ".sandbox", "labs");
  mkdirSync(labs, { recursive: true });
  return mkdtempSync(join(labs, "lab-"));
}

async function labAt(folder: string, options: Partial<SandboxOptions> & { readonly project: string }): Promise<Lab> {
  const sandbox = await openSandbox({ directory: join(folder, "sandbox"), ...options });
  const pulumi: Lab["pulumi"] = (stack, ...args) => sandbox.pulumi(stack, withoutQuestions(args), { capture: true });
  const succeed: Lab["succeed"] = async (stack, ...args) => {
    const { exitCode, output } = await pulumi(stack, ...args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${output}`);
    return output;
  };
  const world: Lab["world"] = () => filesIn(sandbox.directories.world, /\.json$/); // a temporary file may vanish meanwhile
  const state: Lab["state"] = async (stack) => stateIn(await succeed(stack, "stack", "export", "--show-secrets"));
  const reopen: Lab["reopen"] = (more = {}) => {
    sandbox.close();
    return labAt(folder, { ...options, ...more });
  };
  return {
    sandbox,
    pulumi,
    succeed,
    world,
    reopen,
    async plan(stack) {
      const { steps } = jsonIn(await succeed(stack, "preview", "--json")) as { steps: { op: string; urn: string }[] };
      return steps.filter(({ op }) => op !== "same").map(({ op, urn }) => ({ op, name: nameOf(urn) }));
    },
    async outputs(stack) {
      return jsonIn(await succeed(stack, "stack", "output", "--json"));
    },
    state,
    resources: async (stack) => (await state(stack)).resources,
    objects: () => Object.values(world()).map((text) => JSON.parse(text) as WorldObject),
    object(name) {
      const objects = Object.entries(world()).map(([file, text]) => ({
        file,
        object: JSON.parse(text) as WorldObject,
      }));
      const found = objects.find(({ object }) => nameOf(object.urn) === name);
      if (!found) throw new Error(`the world holds no ${name}, but ${objects.map(({ file }) => file).join(", ")}`);
      return { ...found, file: join(sandbox.directories.world, found.file) };
    },
    configure(stack, edit) {
      const file = join(sandbox.directories.project, `Pulumi.${stack}.yaml`);
      const before = readFileSync(file, "utf8");
      const after = edit(before);
      if (after === before) throw new Error(`the edit changes nothing in ${file}`);
      writeFileSync(file, after);
    },
    async kill(stack, hangingCreate) {
      const hanging = await reopen({ faults: { hanging: [{ method: "create", call: hangingCreate }] } });
      const expected = Object.keys(world()).length + hangingCreate - 1;
      await hanging.succeed(stack, "stack"); // makes it
      const engine = new AbortController();
      const run = hanging.sandbox.pulumi(stack, withoutQuestions(["up"]), { capture: true, kill: engine.signal });
      const hangs = until(`create number ${hangingCreate} hangs and all before it are saved`, async () => {
        if (Object.keys(world()).length < expected) return false;
        const { resources, pending } = await hanging.state(stack);
        return pending.length > 0 && madeByClouds(resources).length === expected;
      });
      const ended = run.then(({ output }) => Promise.reject(new Error(`the engine ended by itself:\n${output}`)));
      await Promise.race([hangs, ended]);
      engine.abort();
      await run;
      hanging.close({ remove: false });
    },
    command(...args) {
      sandbox.close();
      const child = spawn(process.execPath, [join(repository, "sandbox/main.ts"), ...args], {
        detached: true,
        env: { ...process.env, GROUNDPLAN_SANDBOX: sandbox.directories.root },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
      const { pid } = child;
      if (pid === undefined) throw new Error("the command cannot be started");
      return {
        signal: (signal) => process.kill(-pid, signal),
        ended: once(child, "close").then(([code]) => ({ exitCode: (code as number | null) ?? -1, output })),
      };
    },
    close({ remove = true } = {}) {
      sandbox.close();
      if (remove) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withoutQuestions(args: readonly string[]): readonly string[] {
  const [verb = ""] = args;
  if (verb === "cancel") return [...args, "--yes"];
  const changes = ["up", "refresh", "destroy"].includes(verb);
  return changes ? [...args, "--yes", "--skip-preview", "--color", "never", "--non-interactive"] : args;
}
