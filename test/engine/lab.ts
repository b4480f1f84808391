import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openSandbox, type Result, type Sandbox, type SandboxOptions } from "../../sandbox/sandbox.ts";
import { World } from "../../sandbox/world/world.ts";

const repository = resolve(import.meta.dirname, "../..");

/** One step of a plan, as `pulumi preview --json` has it. */
export interface Step {
  readonly op: string;
  /** Name of the resource. */
  readonly name: string;
}

/** A resource in the state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly protect?: boolean;
  readonly parent?: string;
}

/** A sandbox of its own for one test, on the real engine: opened empty, removed at the end. */
export interface Lab {
  readonly sandbox: Sandbox;
  readonly world: World;
  /** Runs the engine without questions and keeps what it prints. */
  pulumi(stack: string, ...args: string[]): Promise<Result>;
  /** As `pulumi`, and fails with the whole output where the engine does not succeed. */
  succeed(stack: string, ...args: string[]): Promise<string>;
  /** What a preview would do, without what stays the same. */
  plan(stack: string): Promise<readonly Step[]>;
  /** The resources in the state. */
  resources(stack: string): Promise<readonly StateResource[]>;
  /** Edits the sandbox's copy of a stack file. */
  configure(stack: string, edit: (text: string) => string): void;
  /** Opens the same folder again, as the next command would. */
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
  return {
    sandbox,
    world: new World(sandbox.directories.world),
    pulumi,
    succeed,
    async plan(stack) {
      const { steps } = jsonIn(await succeed(stack, "preview", "--json")) as { steps: { op: string; urn: string }[] };
      return steps.filter(({ op }) => op !== "same").map(({ op, urn }) => ({ op, name: nameOf(urn) }));
    },
    async resources(stack) {
      const exported = jsonIn(await succeed(stack, "stack", "export")) as {
        deployment: { resources?: StateResource[] };
      };
      return exported.deployment.resources ?? [];
    },
    configure(stack, edit) {
      const file = join(sandbox.directories.project, `Pulumi.${stack}.yaml`);
      const before = readFileSync(file, "utf8");
      const after = edit(before);
      if (after === before) throw new Error(`the edit changes nothing in ${file}`);
      writeFileSync(file, after);
    },
    reopen: (more = {}) => labAt(folder, { ...options, ...more }),
    close({ remove = true } = {}) {
      sandbox.close();
      if (remove) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withoutQuestions(args: readonly string[]): readonly string[] {
  const changes = ["up", "refresh", "destroy"].includes(args[0] ?? "");
  return changes ? [...args, "--yes", "--skip-preview", "--color", "never", "--non-interactive"] : args;
}

function jsonIn(output: string): unknown {
  return JSON.parse(output.slice(output.indexOf("{")));
}

/** The name in a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
