import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readProject, requireStack } from "./environment/project.ts";
import { Failure } from "./failure.ts";
import { openSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";
import { parseFault } from "./world/faults.ts";

const HELP = `Runs the real Pulumi engine over this program, on simulated clouds, without an account or a credential.

Usage: npm run sandbox -- <command> [options]

Commands
  preview [stack]          What an up would do; every stack where none is named
  up [stack]               Do it, in the simulated clouds
  refresh [stack]          Find what was changed by hand in the simulated clouds
  destroy [stack]          Remove everything that is not protected
  exec -- <command>        Any command in the sandbox's environment, such as
                           npm run sandbox -- exec -- pulumi stack export --stack production

Options
  --fault <call>:<n>       Let the n-th call fail: create, read, update, delete or invoke; may be repeated
  --latency <ms>           Milliseconds that each of these calls takes
  --port <n>               Port of the simulated clouds on 127.0.0.1 (default: any free one)
  --help                   This text

Exit codes: 0 done, 1 refused or failed, 130 or 143 interrupted; exec ends as its command does.
Everything stays in one folder, .sandbox (or $GROUNDPLAN_SANDBOX). Removing it starts anew.`;

/** Flags of the engine for each command, so that it asks no questions. */
const ENGINE_FLAGS: Readonly<Record<string, readonly string[]>> = {
  preview: [],
  up: ["--yes"],
  refresh: ["--yes"],
  destroy: ["--yes", "--exclude-protected"],
};

const repository = resolve(import.meta.dirname, "..");

async function main(args: readonly string[]): Promise<number> {
  const separator = args.indexOf("--");
  const own = separator < 0 ? args : args.slice(0, separator);
  const command = separator < 0 ? [] : args.slice(separator + 1);
  const { values, positionals } = readOptions(own);
  const [verb, stack, ...surplus] = positionals;
  if (values.help || verb === undefined) {
    console.log(HELP);
    return values.help ? 0 : 1;
  }
  if (surplus.length > 0)
    throw new Failure(`${JSON.stringify(surplus[0])} is one word too many; one stack at a time, or none for all.`);
  const options: SandboxOptions = {
    project: repository,
    directory: process.env.GROUNDPLAN_SANDBOX ?? resolve(repository, ".sandbox"),
    port: readNumber("port", values.port, 65_535),
    faults: { failing: (values.fault ?? []).map(parseFault), latency: readNumber("latency", values.latency, 60_000) },
  };
  if (verb === "exec") return executeCommand(options, command);
  const flags = ENGINE_FLAGS[verb];
  if (!flags)
    throw new Failure(
      `${JSON.stringify(verb)} is no command. Commands: ${Object.keys(ENGINE_FLAGS).join(", ")}, exec.`,
    );
  return runEngine(options, verb, flags, stack);
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        fault: { type: "string", multiple: true },
        latency: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Failure(`${(error as Error).message.split(". ")[0]}. See npm run sandbox -- --help`);
  }
}

function readNumber(name: string, text: string | undefined, max: number): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new Failure(`--${name} is ${JSON.stringify(text)}; use a whole number from 0 to ${max}.`);
}

async function executeCommand(options: SandboxOptions, command: readonly string[]): Promise<number> {
  const [program, ...args] = command;
  if (!program) throw new Failure("exec needs a command after --, such as: npm run sandbox -- exec -- pulumi stack ls");
  const sandbox = await openSandbox(options);
  try {
    const named = args[args.findIndex((argument) => argument === "--stack" || argument === "-s") + 1];
    const stack = named !== undefined && sandbox.project.stacks.includes(named) ? named : "production";
    return (await sandbox.execute(stack, program, args)).exitCode;
  } finally {
    sandbox.close();
  }
}

async function runEngine(
  options: SandboxOptions,
  verb: string,
  flags: readonly string[],
  stack: string | undefined,
): Promise<number> {
  const project = readProject(options.project);
  if (stack !== undefined) requireStack(project, stack);
  const sandbox = await openSandbox(options);
  try {
    for (const each of stacksFor(sandbox, verb, stack)) {
      console.log(`\n── ${verb} ${each} ──`);
      const { exitCode } = await sandbox.pulumi(each, [verb, ...flags]);
      if (exitCode !== 0) return exitCode;
    }
    summarize(sandbox, verb);
    return 0;
  } finally {
    sandbox.close();
  }
}

// What others' state lies in goes last.
function stacksFor({ project }: Sandbox, verb: string, stack: string | undefined): readonly string[] {
  if (stack !== undefined) return [stack];
  return verb === "destroy" ? project.stacks.toReversed() : project.stacks;
}

function summarize(sandbox: Sandbox, verb: string): void {
  const unjudged = sandbox.unjudged();
  if (unjudged.length > 0) {
    console.log(
      `\nNot judged beyond the types of their properties, because the sandbox has no model of them:\n  ${unjudged.join("\n  ")}`,
    );
  }
  if (verb !== "up") return;
  console.log(`
Nothing but simulated clouds was touched.
  State    ${sandbox.directories.state}
  Clouds   ${sandbox.directories.world}   one file an object: edit or delete one, then refresh
  Outputs  npm run sandbox -- exec -- pulumi stack output --json --stack production`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
