import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../failure.ts";
import { build } from "./build.ts";
import { type CachedOrigin, cacheEntry, inWorkFolder, readCache, writeCache } from "./cache.ts";
import { checkEngine, type Engine, type Origin } from "./check.ts";
import { download } from "./download.ts";
import { findInstalled } from "./installed.ts";
import { interruptible } from "./interruption.ts";
import { withLock } from "./lock.ts";
import { ENGINE_TOO_NEW, ENGINE_VERSION, GO_VERSION } from "./version.ts";

export type { Engine, Origin } from "./check.ts";

export interface EngineOptions {
  /**
   * Everything that is read from the environment. Default: `process.env`.
   * `GROUNDPLAN_ENGINE=installed|downloaded|built` restricts the search to engines of that origin; one in the cache
   * counts as what it was when it came there.
   */
  environment?: NodeJS.ProcessEnv;
}

/** What to do about each origin, for the person who has none. */
const REMEDIES: Record<Origin, string> = {
  installed: `install the official Pulumi CLI, version ${ENGINE_VERSION} or later and below ${ENGINE_TOO_NEW} (https://www.pulumi.com/docs/install/)`,
  downloaded: "allow network access to get.pulumi.com, from where the engine is downloaded",
  built: `install Go ${GO_VERSION} or later (https://go.dev/doc/install), with which the engine is built once and kept`,
};

const ORIGINS: readonly Origin[] = ["installed", "downloaded", "built"];

/**
 * Finds the Pulumi engine or gets it: one that is installed, else the one that an earlier run left in the cache, else the
 * official download, else a build from pinned source. Progress goes to stderr.
 * @throws Failure that lists what was tried, why each failed, and what to do.
 */
export async function getEngine({ environment = process.env }: EngineOptions = {}): Promise<Engine> {
  const wanted = wantedOrigins(environment);
  const tried: string[] = [];
  if (wanted.includes("installed")) {
    const outcome = await findInstalled(environment);
    if ("engine" in outcome) return outcome.engine;
    tried.push(...outcome.reasons.map((reason) => `installed: ${reason}`));
  }

  const cacheable = wanted.filter((origin) => origin !== "installed");
  if (cacheable.length > 0) {
    const entry = cacheEntry(environment);
    const cached = await readCache(entry, cacheable, environment);
    if ("engine" in cached) return cached.engine;
    tried.push(`cached: ${cached.reason}`);

    const outcome = await obtain(entry, cacheable, environment);
    if ("engine" in outcome) return outcome.engine;
    tried.push(...outcome.reasons);
  }
  throw new Failure(explain(tried, wanted));
}

function wantedOrigins(environment: NodeJS.ProcessEnv): readonly Origin[] {
  const value = environment.GROUNDPLAN_ENGINE;
  if (value === undefined || value === "") return ORIGINS;
  const origin = ORIGINS.find((each) => each === value);
  if (origin === undefined)
    throw new Failure(
      `GROUNDPLAN_ENGINE is "${value}"; allowed are ${ORIGINS.join(", ")}, or nothing for all of them.`,
    );
  return [origin];
}

/** Downloads or builds an engine into the cache, once, however many runs want it at the same time. */
async function obtain(
  entry: string,
  origins: readonly CachedOrigin[],
  environment: NodeJS.ProcessEnv,
): Promise<{ engine: Engine } | { reasons: string[] }> {
  try {
    await mkdir(dirname(entry), { recursive: true });
    return await interruptible((interrupted) =>
      withLock(`${entry}.lock`, interrupted, async () => {
        const meanwhile = await readCache(entry, origins, environment);
        if ("engine" in meanwhile) return meanwhile;

        const reasons: string[] = [];
        for (const origin of origins) {
          const outcome = await make(origin, entry, environment, interrupted);
          if ("engine" in outcome) return outcome;
          reasons.push(`${origin}: ${outcome.reason}`);
          // Said before the next origin takes its minutes: the user may rather open the network than wait.
          if (origin !== origins.at(-1)) process.stderr.write(`Not ${origin}: ${outcome.reason}\n`);
        }
        return { reasons };
      }),
    );
  } catch (error) {
    // The system's refusals, such as no permission or no space: the cache cannot be written.
    if (error instanceof Error && "syscall" in error) return { reasons: [`${origins.join(", ")}: ${error.message}`] };
    throw error;
  }
}

/** Makes an engine in a folder of its own, which becomes the cache's entry once the engine has run. */
async function make(
  origin: CachedOrigin,
  entry: string,
  environment: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<{ engine: Engine } | { reason: string }> {
  return await inWorkFolder(entry, async (folder) => {
    const made =
      origin === "downloaded"
        ? await download(folder, environment, interrupted)
        : await build(folder, entry, environment, interrupted);
    interrupted.throwIfAborted();
    if ("reason" in made) return made;

    const checked = await checkEngine(join(made.finished, "bin"), origin, environment);
    if ("reason" in checked) return checked;
    await writeCache(entry, made.finished, origin);
    return await readCache(entry, [origin], environment);
  });
}

function explain(tried: string[], wanted: readonly Origin[]): string {
  const restricted = wanted.length < ORIGINS.length ? ` (GROUNDPLAN_ENGINE=${wanted.join()}: nothing else counts)` : "";
  return [
    `No Pulumi engine ${ENGINE_VERSION} is to be had on this machine${restricted}. Tried:`,
    ...tried.map((line) => `  ${line}`),
    wanted.length > 1 ? "Do one of these:" : "What to do:",
    ...wanted.map((origin) => `  - ${REMEDIES[origin]}`),
  ].join("\n");
}
