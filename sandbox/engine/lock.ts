import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { withProgress } from "./progress.ts";

/** Our own choice: the holder renews its lock every 5 s; one not renewed for 60 s belongs to a process that is gone. */
const RENEW_MILLISECONDS = 5_000;
const STALE_MILLISECONDS = 60_000;
const RETRY_MILLISECONDS = 200;

const Holder = z.object({ pid: z.int().positive(), host: z.string(), token: z.string() });

/** Does `work` while holding the lock file at `path`; waits, and says so, while another process holds it. Waiting ends by `signal`. */
export async function withLock<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const content = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  if (!(await take(path, content))) {
    await withProgress("Waiting for another run that is getting the Pulumi engine", `lock ${path}`, async () => {
      do {
        signal.throwIfAborted();
        await sleep(RETRY_MILLISECONDS);
      } while (!(await take(path, content)));
    });
  }

  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // Taken away as stale, after this machine slept: nothing to renew.
  }, RENEW_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if ((await read(path)) === content) await rm(path, { force: true });
  }
}

async function take(path: string, content: string): Promise<boolean> {
  await removeIfStale(path);
  try {
    await writeFile(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function removeIfStale(path: string): Promise<void> {
  const content = await read(path);
  if (content === undefined || !(await isStale(path, content))) return;
  // Between the reading and here, another process may have removed the stale lock and taken its own: move, then look.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await read(aside)) === content) await rm(aside, { force: true });
  else await rename(aside, path);
}

async function isStale(path: string, content: string): Promise<boolean> {
  const holder = parseHolder(content);
  // A process id means something on its own machine only: a home folder can be shared between machines or containers.
  if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
  const renewed = await stat(path).catch(() => undefined);
  return renewed !== undefined && Date.now() - renewed.mtimeMs > STALE_MILLISECONDS;
}

function parseHolder(content: string) {
  try {
    return Holder.parse(JSON.parse(content));
  } catch {
    return undefined; // Being written at this moment, or damaged: then its age alone decides.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
