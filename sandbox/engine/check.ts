import { access, constants, mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import { ENGINE_TOO_NEW, ENGINE_VERSION, isAtLeast } from "./version.ts";

/** Where an engine came from. */
export type Origin = "installed" | "downloaded" | "built";

/** The Pulumi engine: its CLI and, beside it, the language host that starts Node.js programs. */
export interface Engine {
  /** The CLI's version, without a leading `v`. */
  version: string;
  /** Absolute path of the CLI. */
  pulumi: string;
  /** Absolute path of the folder that holds the CLI and the language host: to be put first on the `PATH`. */
  bin: string;
  origin: Origin;
}

/** The language host's file name: the CLI looks for it beside itself, then on the `PATH`. */
export const LANGUAGE_HOST = "pulumi-language-nodejs";

/** How long either program may take to say what it is; our own choice: 0.2 s measured, and a cold disk is slow. */
const ANSWER_SECONDS = 30;

/** The engine in the folder `bin`, after both its programs have run; or the reason why it will not do. */
export async function checkEngine(
  bin: string,
  origin: Origin,
  environment: NodeJS.ProcessEnv,
): Promise<{ engine: Engine } | { reason: string }> {
  const pulumi = join(bin, "pulumi");
  const host = join(bin, LANGUAGE_HOST);
  if (!(await isExecutable(pulumi))) return { reason: `${pulumi} is not an executable file` };
  if (!(await isExecutable(host))) return { reason: `${pulumi} has no ${LANGUAGE_HOST} beside it` };

  // The CLI writes logs into its home at every start, so it gets one that goes away again.
  const home = await mkdtemp(join(environment.TMPDIR || "/tmp", "groundplan-engine-"));
  const quiet = { ...environment, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const answer = await ask(pulumi, ["version"], home, quiet);
    const version = /^v(\d+\.\d+\.\d+\S*)$/m.exec(answer.output)?.[1];
    if (answer.code !== 0 || version === undefined) return { reason: `${pulumi} does not run: ${answer.how}` };
    if (!isAtLeast(version, ENGINE_VERSION))
      return { reason: `${pulumi} is version ${version}, older than ${ENGINE_VERSION}` };
    // `-0` is the first of all pre-releases.
    if (isAtLeast(version, `${ENGINE_TOO_NEW}-0`))
      return { reason: `${pulumi} is version ${version}, and ${ENGINE_TOO_NEW} or later is not known to work` };

    const help = await ask(host, ["-h"], home, quiet);
    // 126 and 127 are the shell's codes for a program that cannot be run or found; any other code is the host's own.
    if (help.code === undefined || help.code === 126 || help.code === 127)
      return { reason: `${host} does not run: ${help.how}` };
    return { engine: { version, pulumi, bin, origin } };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function ask(program: string, args: string[], cwd: string, environment: NodeJS.ProcessEnv) {
  const signal = AbortSignal.timeout(ANSWER_SECONDS * 1000);
  const ending = await run(program, args, { cwd, environment, signal });
  return signal.aborted ? { ...ending, how: `no answer within ${ANSWER_SECONDS} s` } : ending;
}

/** Whether there is a file at `path` that this user may execute. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
