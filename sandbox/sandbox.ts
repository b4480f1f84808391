import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { pathToFileURL } from "node:url";
import { simulatedClouds } from "./clouds/index.ts";
import { readLandscape } from "./clouds/landscape.ts";
import { getEngine } from "./engine/engine.ts";
import { type Directories, makeDirectories } from "./environment/directories.ts";
import { settleInterruptedCalls } from "./environment/interrupted-calls.ts";
import { copyProject, hasStack, type Project, readProject, requireStack } from "./environment/project.ts";
import { releaseStaleLocks } from "./environment/stale-locks.ts";
import { ambientCredentials, environmentFor } from "./environment/variables.ts";
import { Failure } from "./failure.ts";
import { serve } from "./protocol/server.ts";
import { SessionOpener } from "./protocol/sessions.ts";
import { FaultInjector, type Faults } from "./world/faults.ts";
import { World } from "./world/world.ts";

/** How to open a sandbox. */
export interface SandboxOptions {
  /** Folder of the Pulumi project. */
  readonly project: string;
  /** Folder that holds the sandbox; made where it is missing. */
  readonly directory: string;
  /** Port of the simulated clouds. @default any free one */
  readonly port?: number;
  /** What goes wrong on request. @default nothing */
  readonly faults?: Partial<Faults>;
  /** Where state lives, as `pulumi login` takes it. @default the sandbox's own folder */
  readonly backendUrl?: string;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

/** How a command ended. */
export interface Result {
  readonly exitCode: number;
  /** What it printed, both streams in the order of their arrival; empty where it printed to the terminal itself. */
  readonly output: string;
}

/** Simulated clouds, a state and an engine of their own, around one Pulumi project. */
export interface Sandbox {
  readonly project: Project;
  readonly directories: Directories;
  /** Types that the clouds could not judge so far. */
  unjudged(): readonly string[];
  /** Runs the engine on a stack, which is made where it does not exist yet. */
  pulumi(stack: string, args: readonly string[], run?: Run): Promise<Result>;
  /** Runs any command with the environment of a stack. */
  execute(stack: string, command: string, args: readonly string[], run?: Run): Promise<Result>;
  close(): void;
}

/** How to run a command. */
export interface Run {
  /** Whether to keep what the command prints instead of showing it. @default false */
  readonly capture?: boolean;
  /** Ends the command where it is: kills it with SIGKILL. */
  readonly kill?: AbortSignal;
}

/** Commands that take the lock of a stack; all others only look. */
const CHANGING: ReadonlySet<string> = new Set(["up", "refresh", "destroy", "import"]);

/** Opens a sandbox: gets the engine, starts the simulated clouds, copies the project's files. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { environment: base = process.env, port = 0, faults = {} } = options;
  const landscape = readLandscape();
  const project = readProject(options.project);
  const engine = await getEngine({ environment: base });
  const directories = makeDirectories(options.directory);
  copyProject(project, directories.project);
  const clouds = simulatedClouds(landscape);
  const world = new World(directories.world);
  const opener = new SessionOpener(clouds, world, ambientCredentials(landscape));
  const server = await serve(opener, new FaultInjector({ failing: [], hanging: [], latency: 0, ...faults }), port);
  const surroundings = {
    directories,
    engine,
    landscape,
    port: server.port,
    packages: clouds.map(({ packageName }) => packageName),
    backendUrl: options.backendUrl ?? stateUrl(directories),
  };

  const execute: Sandbox["execute"] = (stack, command, args, run = {}) =>
    runCommand(command, args, directories.project, environmentFor(stack, surroundings, base), run);

  return {
    project,
    directories,
    unjudged: () => [...opener.unjudged].sort(),
    execute,
    close: () => server.close(),
    async pulumi(stack, args, run) {
      requireStack(project, stack);
      const [verb = "", ...others] = args;
      if (!hasStack(directories.project, stack)) {
        const made = await execute(stack, engine.pulumi, ["stack", "init", stack, "--secrets-provider", "passphrase"], {
          capture: true,
        });
        if (made.exitCode !== 0) throw new Failure(`The stack ${stack} cannot be made:\n${made.output.trim()}`);
      }
      if (CHANGING.has(verb) && releaseStaleLocks(directories.state, project.name, stack))
        settleInterruptedCalls(directories.state, project.name, stack, world);
      return execute(stack, engine.pulumi, [verb, "--stack", stack, ...others], run);
    },
  };
}

// Without the metadata that a bucket would keep: the engine writes it to files of their own, which a kill can leave empty.
function stateUrl({ state }: Directories): string {
  return `${pathToFileURL(state).href}?metadata=skip`;
}

async function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  run: Run,
): Promise<Result> {
  const { capture = false, kill } = run;
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  kill?.addEventListener("abort", () => child.kill("SIGKILL"), { once: true });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  // Either way the command ends by itself and cleans up; until then the clouds must answer.
  let interruption: NodeJS.Signals | undefined;
  const interrupted = () => {
    interruption = "SIGINT"; // a terminal sends Ctrl-C to the command as well
  };
  const terminated = () => {
    interruption = "SIGTERM";
    child.kill("SIGTERM");
  };
  process.on("SIGINT", interrupted).on("SIGTERM", terminated);
  try {
    const [code, killed] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    const signal = killed ?? interruption;
    return { exitCode: code === 0 || !signal ? (code ?? 1) : 128 + constants.signals[signal], output };
  } catch (error) {
    throw new Failure(`${command} cannot be started: ${(error as Error).message}`);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", terminated);
  }
}
