import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { run, tail } from "./command.ts";
import { elapsed, withProgress } from "./progress.ts";
import { ENGINE_VERSION } from "./version.ts";

/**
 * How long nothing may arrive before the download is given up; our own choice: three times the 10 s after which Node's
 * `fetch` gives up a connection, so that its own message comes first.
 */
const IDLE_SECONDS = 30;

/**
 * The official download: the npm package `pulumi` runs Pulumi's own install script. All of it, temporary files included,
 * happens in `folder`, so its growth tells whether anything arrives.
 * Returns the folder whose `bin` holds CLI and language host, or the reason why there is none.
 */
export async function download(
  folder: string,
  environment: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
  idleSeconds = IDLE_SECONDS,
): Promise<{ finished: string } | { reason: string }> {
  const launcher = findLauncher();
  if (launcher === undefined) return { reason: "the npm package pulumi is not installed (npm ci --include=dev)" };

  const idle = watchGrowth(folder, idleSeconds);
  const begin = performance.now();
  const ending = await withProgress(
    `Downloading the Pulumi engine ${ENGINE_VERSION}`,
    "once; later runs take it from the cache",
    () =>
      run(process.execPath, [launcher, "version"], {
        cwd: folder,
        environment: {
          ...environment,
          PULUMI_HOME: folder,
          PULUMI_VERSION: ENGINE_VERSION,
          PULUMI_SKIP_UPDATE_CHECK: "true",
          TMPDIR: join(folder, "tmp"),
          // Makes Node's fetch use HTTPS_PROXY, as the install script's curl does anyway.
          NODE_USE_ENV_PROXY: "1",
        },
        signal: AbortSignal.any([interrupted, idle.signal]),
      }),
  );
  idle.end();

  if (idle.signal.aborted) return { reason: `nothing arrived for ${idleSeconds} s` };
  if (ending.code !== 0)
    return { reason: `${tail(ending.output, 1).trim() || ending.how} (after ${elapsed(begin)}, from get.pulumi.com)` };
  return { finished: join(folder, "versions", ENGINE_VERSION) };
}

function findLauncher(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("pulumi/package.json")), "run.js");
  } catch {
    return undefined;
  }
}

/** A signal that is aborted when the files in `folder` have had the same total size for `seconds`. */
function watchGrowth(folder: string, seconds: number) {
  const controller = new AbortController();
  let size = 0;
  let grown = performance.now();
  const look = async () => {
    const now = await totalSize(folder);
    if (now !== size) grown = performance.now();
    size = now;
    if (performance.now() - grown > seconds * 1000) controller.abort();
  };
  const timer = setInterval(look, Math.min(1000, seconds * 500));
  return { signal: controller.signal, end: () => clearInterval(timer) };
}

/** In bytes. Files come and go meanwhile: one that has gone counts nothing. */
async function totalSize(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) => stat(join(folder, name)).then((file) => (file.isFile() ? file.size : 0)));
  const settled = await Promise.allSettled(sizes);
  return settled.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value : 0), 0);
}
