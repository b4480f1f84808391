import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** How a command ended. */
export interface Ending {
  /** The exit code; undefined if the command never started or a signal ended it. */
  code: number | undefined;
  /** The same in words: `exit code 2`, `SIGKILL`, `spawn pulumi ENOENT`. */
  how: string;
  /** What it wrote to stdout and stderr, in order; the last 64 KiB of it. */
  output: string;
}

export interface CommandOptions {
  environment: NodeJS.ProcessEnv;
  cwd?: string;
  /** Ends the command, and every process that it started, when aborted. */
  signal?: AbortSignal;
}

/** Enough for the tail of a build's messages; our own choice, so that a chatty command does not fill the memory. */
const OUTPUT_LIMIT = 64 * 1024;

/** How long a command may take to end after SIGTERM before SIGKILL; our own choice, as a user waits for Ctrl-C. */
const GRACE_MILLISECONDS = 2_000;

/** Runs a command to its end, without a shell and without input. Never rejects: what went wrong is in the ending. */
export function run(command: string, args: string[], options: CommandOptions): Promise<Ending> {
  return new Promise((resolve) => {
    const { environment, signal, ...rest } = { cwd: undefined, ...options };
    let output = "";
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_LIMIT);
    };

    const child = start(command, args, {
      ...rest,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own: `go build` starts compilers, which must end with it.
      detached: true,
    });
    if (child instanceof Error) return resolve({ code: undefined, how: child.message, output });

    const stop = () => {
      killGroup(child, "SIGTERM");
      setTimeout(killGroup, GRACE_MILLISECONDS, child, "SIGKILL").unref();
    };
    const end = (code: number | null, how: string) => {
      signal?.removeEventListener("abort", stop);
      resolve({ code: code ?? undefined, how, output });
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", (error) => end(null, error.message));
    child.once("close", (code, killedBy) => end(code, killedBy ?? `exit code ${code}`));
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
  });
}

/** Node reports some failures to start by an event and others, such as a broken executable, by throwing. */
function start(command: string, args: string[], options: SpawnOptions): ChildProcess | Error {
  try {
    return spawn(command, args, options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

/** The last lines that say something, indented by four spaces. */
export function tail(output: string, lines: number): string {
  return output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join("\n");
}
