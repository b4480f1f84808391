import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * Removes the locks that killed runs left on a stack of the sandbox's own state. Only a lock of a process of this machine
 * that is gone for certain is removed: any other is somebody's who is still at work, and the engine will say so.
 */
export function releaseStaleLocks(state: string, project: string, stack: string): void {
  const folder = join(state, ".pulumi", "locks", "organization", project, stack);
  for (const file of listed(folder)) {
    const path = join(folder, file);
    const { pid, hostname: host } = JSON.parse(readFileSync(path, "utf8")) as { pid: number; hostname: string };
    if (host !== hostname() || isAlive(pid)) continue;
    rmSync(path, { force: true });
    console.error(`A run of stack ${stack} was killed (process ${pid}); its lock is released.`);
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no lock was ever taken
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks and sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
