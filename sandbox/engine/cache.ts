import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { checkEngine, type Engine, type Origin } from "./check.ts";
import { ENGINE_VERSION } from "./version.ts";

/** Origins that end up in the cache. */
export type CachedOrigin = Exclude<Origin, "installed">;

/** What the file `engine.json` of an entry says: where the engine in the folder `bin` beside it came from. */
const Entry = z.object({ version: z.literal(ENGINE_VERSION), origin: z.enum(["downloaded", "built"]) });

/** `${XDG_CACHE_HOME:-~/.cache}/groundplan/engine/<version>-<platform>-<arch>`: the entry of the pinned version. */
export function cacheEntry(environment: NodeJS.ProcessEnv): string {
  const given = environment.XDG_CACHE_HOME ?? "";
  // The XDG Base Directory Specification: a relative path is to be ignored.
  const root = isAbsolute(given) ? given : join(environment.HOME || homedir(), ".cache");
  return join(root, "groundplan", "engine", `${ENGINE_VERSION}-${process.platform}-${process.arch}`);
}

/** The engine that an earlier run left in `entry`, if it is of one of `origins` and runs; else the reason why not. */
export async function readCache(
  entry: string,
  origins: readonly CachedOrigin[],
  environment: NodeJS.ProcessEnv,
): Promise<{ engine: Engine } | { reason: string }> {
  let origin: CachedOrigin;
  try {
    ({ origin } = Entry.parse(JSON.parse(await readFile(join(entry, "engine.json"), "utf8"))));
  } catch {
    return { reason: `nothing usable in ${entry}` };
  }
  if (!origins.includes(origin)) return { reason: `the engine in ${entry} was ${origin}` };
  return await checkEngine(join(entry, "bin"), origin, environment);
}

/** Makes `finished`, a folder whose `bin` holds an engine, the entry: as a whole or not at all. */
export async function writeCache(entry: string, finished: string, origin: CachedOrigin): Promise<void> {
  const description: z.infer<typeof Entry> = { version: ENGINE_VERSION, origin };
  await writeFile(join(finished, "engine.json"), `${JSON.stringify(description, undefined, 2)}\n`);
  // A folder cannot be renamed over one that is not empty. What was there goes with the folder of the work.
  await rename(entry, join(dirname(finished), "replaced")).catch(() => undefined);
  await rename(finished, entry);
}

/** Does `work` in a new folder beside `entry`, which goes away with all that is left in it; so do those of dead runs. For the lock's holder only. */
export async function inWorkFolder<T>(entry: string, work: (folder: string) => Promise<T>): Promise<T> {
  const prefix = `${basename(entry)}.work-`;
  for (const name of await readdir(dirname(entry)))
    if (name.startsWith(prefix)) await rm(join(dirname(entry), name), { recursive: true, force: true });

  const folder = await mkdtemp(join(dirname(entry), prefix));
  try {
    await mkdir(join(folder, "tmp"));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
