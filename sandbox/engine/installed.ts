import { realpath } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, sep } from "node:path";
import { checkEngine, type Engine, isExecutable, LANGUAGE_HOST } from "./check.ts";

/** Every executable called `name` on the `PATH`, in its order. Relative entries do not count: what they mean depends on where one stands. */
export async function findOnPath(name: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = new Set((environment.PATH ?? "").split(delimiter).filter(isAbsolute));
  const found = [];
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isExecutable(path)) found.push(path);
  }
  return found;
}

/** The first suitable engine on the `PATH`, or a reason for each CLI there that was passed over. */
export async function findInstalled(
  environment: NodeJS.ProcessEnv,
): Promise<{ engine: Engine } | { reasons: string[] }> {
  const reasons = [];
  for (const pulumi of await findOnPath("pulumi", environment)) {
    const target = await realpath(pulumi);
    if (isInsideNodeModules(pulumi) || isInsideNodeModules(target)) {
      reasons.push(`${pulumi} is the npm package's launcher, which downloads on first use`);
      continue;
    }
    // CLI and language host of one place: two of different releases may not understand each other. Package managers
    // link the CLI alone or both of them into a common folder, so both ends of the link count as its place.
    const linkedAlone = !(await isExecutable(join(dirname(pulumi), LANGUAGE_HOST)));
    const outcome = await checkEngine(dirname(linkedAlone ? target : pulumi), "installed", environment);
    if ("engine" in outcome) return outcome;
    reasons.push(outcome.reason);
  }
  return { reasons: reasons.length > 0 ? reasons : ["no pulumi on the PATH"] };
}

function isInsideNodeModules(path: string): boolean {
  return path.split(sep).includes("node_modules");
}
