import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * Removes the locks that killed runs left on a stack of the sandbox's own state. Only a lock of a process of this machine
 * that is gone for certain is removed: any other is somebody's who is still at work, and the engine will say so.
 *
 * @returns Whether nobody is at work on the stack.
 */
export function releaseStaleLocks(state: string, project: string, stack: string): boolean {
  const folder = join(state, ".pulumi", "locks", "organization", project, stack);
  for (const file of listed(folder)) {
    const path = join(folder, file);
    const { pid, hostname: host } = JSON.parse(readFileSync(path, "utf8")) as { pid: number; hostname: string };
    if (host !== hostname() || isAlive(pid)) continue;
    rmSync(path, { force: true });
    console.error(`A run of stack ${stack} was killed (process ${pid}); its lock is released.`);
  }
  return listed(folder).length === 0;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return []; // no lock was ever taken
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks and sends nothing
    return isEngine(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// A process that is dead but not yet buried answers to signals, and so does another that was given the same number since.
function isEngine(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("pulumi");
  } catch {
    return !existsSync("/proc/self"); // no such folder on other systems than Linux
  }
}
