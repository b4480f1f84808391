import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { cacheEntry } from "../../../sandbox/engine/cache.ts";

/** A machine of its own: nothing but the fakes that a test puts there is on its `PATH`, and it has no network. */
export interface Machine {
  root: string;
  environment: NodeJS.ProcessEnv;
  /** The cache entry of the pinned version. */
  entry: string;
  /** Puts an executable shell script at a path below the root. */
  script(path: string, body: string): Promise<string>;
  /** The lines that the fakes added to `$RECORD`. */
  record(): Promise<string[]>;
  /** What lies beside the cache entry, the entry included. */
  cacheNames(): Promise<string[]>;
  /** From now on, Node's `fetch` in started commands answers by this JavaScript function body. */
  answerFetch(body: string): Promise<void>;
}

export const PULUMI = "echo v3.259.0";
export const LANGUAGE_HOST = "exit 0";

/** A Go that "builds" programs which pass for the engine, and records how it was called. The last argument but one is the output. */
export const GO = `
echo "go $*" >> "$RECORD"
case "$1" in version) echo "go version go1.26.0 linux/amd64"; exit 0 ;; esac
while [ "$1" != "-o" ]; do shift; done
printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"
/bin/chmod +x "$2"`;

export async function makeMachine(): Promise<Machine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "groundplan-test-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const fetchFile = join(root, "fetch.cjs");
  const environment: NodeJS.ProcessEnv = {
    PATH: join(root, "path"),
    HOME: root,
    XDG_CACHE_HOME: join(root, "cache"),
    TMPDIR: join(root, "tmp"),
    RECORD: join(root, "record"),
    NODE_OPTIONS: `--require ${fetchFile}`,
  };
  const entry = cacheEntry(environment);
  const machine: Machine = {
    root,
    environment,
    entry,
    async script(path, body) {
      const file = join(root, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `#!/bin/sh\n${body}\n`);
      await chmod(file, 0o755);
      return file;
    },
    record: async () => (await readFile(join(root, "record"), "utf8").catch(() => "")).split("\n").filter(Boolean),
    cacheNames: () => readdir(dirname(entry)),
    answerFetch: (body) => writeFile(fetchFile, `globalThis.fetch = async (url) => {${body}};\n`),
  };
  await mkdir(join(root, "path"));
  await mkdir(join(root, "tmp"));
  await machine.answerFetch(`throw new TypeError("fetch failed")`);
  return machine;
}

/** Puts a CLI and its language host into a folder below the root. */
export async function installEngine(machine: Machine, folder: string, version = "3.259.0"): Promise<void> {
  await machine.script(`${folder}/pulumi`, `echo "pulumi $* home=$PULUMI_HOME" >> "$RECORD"; echo v${version}`);
  await machine.script(`${folder}/pulumi-language-nodejs`, LANGUAGE_HOST);
}
