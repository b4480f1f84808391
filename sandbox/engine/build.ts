import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { LANGUAGE_HOST } from "./check.ts";
import { run, tail } from "./command.ts";
import { findOnPath } from "./installed.ts";
import { elapsed, withProgress } from "./progress.ts";
import { ENGINE_VERSION, GO_VERSION, isAtLeast } from "./version.ts";

const MODULES = join(import.meta.dirname, "go");
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The language host's own file name. The name that the CLI looks for belongs to the script that starts it. */
const HOST_BINARY = "nodejs-language-host";

/** The last release whose language host is part of the SDK's Go module; newer ones are not on every module mirror. */
const HOST_VERSION = "3.68.0";

/** The host goes first: it takes 20 s of the time, so a mirror that lacks modules shows early. */
const PROGRAMS = [
  {
    module: "language-host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: HOST_VERSION,
    binary: HOST_BINARY,
  },
  { module: "cli", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", version: ENGINE_VERSION, binary: "pulumi" },
];

/** Measured: 5 to 6 minutes on 2 cores with an empty build cache, both programs together. */
const CORE_MINUTES = 12;

/** How much of Go's own output goes into the reason: a compiler's message is seldom longer. */
const TAIL_LINES = 12;

/**
 * Today's CLI no longer hands the project's `runtime.options` to the host as flags, and this older host reads them from
 * nowhere else: left alone, it would load ts-node. `exec` keeps the process id, so signals reach the host itself.
 */
const HOST_SCRIPT = `#!/bin/sh
exec "\${0%/*}/${HOST_BINARY}" -typescript=false "$@"
`;

/**
 * Builds CLI and language host from the Go modules in go/, whose go.sum files pin every source by checksum.
 * `entry` is named to the user as the place where later runs find the result.
 * Returns the folder whose `bin` holds both, or the reason why there is none.
 */
export async function build(
  folder: string,
  entry: string,
  environment: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<{ finished: string } | { reason: string }> {
  const go = await findGo(environment, interrupted);
  if ("reason" in go) return go;

  const finished = join(folder, "engine");
  const bin = join(finished, "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, LANGUAGE_HOST), HOST_SCRIPT, { mode: 0o755 });

  const cores = availableParallelism();
  const minutes = Math.ceil(CORE_MINUTES / cores);
  const what = `Building the Pulumi engine ${ENGINE_VERSION} with Go ${go.version}`;
  const note = `about ${minutes} min on ${cores} cores, once; later runs take it from ${entry}`;
  return await withProgress(what, note, async () => {
    for (const program of PROGRAMS) {
      const begin = performance.now();
      const ldflags = `-s -w -X ${VERSION_VARIABLE}=v${program.version}`;
      const output = join(bin, program.binary);
      const ending = await run(
        go.path,
        ["build", "-mod=readonly", "-trimpath", "-ldflags", ldflags, "-o", output, program.package],
        { cwd: join(MODULES, program.module), environment: goEnvironment(environment, folder), signal: interrupted },
      );
      if (ending.code !== 0) {
        const why = `go build of ${program.package} ended after ${elapsed(begin)}: ${ending.how}`;
        return { reason: `${why}\n${tail(ending.output, TAIL_LINES)}`.trimEnd() };
      }
    }
    return { finished };
  });
}

async function findGo(
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ path: string; version: string } | { reason: string }> {
  const [path] = await findOnPath("go", environment);
  if (path === undefined) return { reason: "no go on the PATH" };
  // Asked inside the module: a Go older than its go.mod asks for gets the right toolchain by itself, if it may.
  const ending = await run(path, ["version"], { cwd: join(MODULES, "cli"), environment, signal });
  const version = /go(\d+\.\d+\S*)/.exec(ending.output)?.[1];
  if (ending.code !== 0 || version === undefined)
    return { reason: `${path} version: ${ending.how}\n${tail(ending.output, TAIL_LINES)}`.trimEnd() };
  if (!isAtLeast(version, GO_VERSION)) return { reason: `${path} is version ${version}, older than ${GO_VERSION}` };
  return { path, version };
}

function goEnvironment(environment: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return {
    ...environment,
    CGO_ENABLED: "0",
    // For this machine, whatever else the user may be building for, and apart from any workspace around the checkout.
    GOOS: process.platform,
    GOARCH: process.arch === "x64" ? "amd64" : process.arch,
    GOWORK: "off",
    // A killed go leaves its temporary files: here, they go with the folder.
    GOTMPDIR: join(folder, "tmp"),
  };
}
