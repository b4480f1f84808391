import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where one sandbox keeps everything: removing the folder removes the sandbox. */
export interface Directories {
  readonly root: string;
  /** Copies of the project files, which the engine may write to. */
  readonly project: string;
  /** The engine's home, in place of the user's own. */
  readonly home: string;
  /** State of every stack. */
  readonly state: string;
  /** What the simulated clouds hold. */
  readonly world: string;
  /** The Node that runs this, and nothing else: first on the PATH, so that the program gets it too. */
  readonly bin: string;
  /** Compiled code, so that a later run starts faster. */
  readonly compileCache: string;
}

/** Makes the folders of a sandbox where they are missing; nobody else may read them. */
export function makeDirectories(root: string): Directories {
  const at = (name: string): string => join(resolve(root), name);
  const directories = {
    root: resolve(root),
    project: at("project"),
    home: at("pulumi-home"),
    state: at("state"),
    world: at("world"),
    bin: at("bin"),
    compileCache: at("compile-cache"),
  };
  for (const directory of Object.values(directories)) mkdirSync(directory, { recursive: true, mode: 0o700 });
  link(process.execPath, join(directories.bin, "node"));
  return directories;
}

/** Makes or renews a symbolic link. */
export function link(target: string, at: string): void {
  rmSync(at, { force: true });
  symlinkSync(target, at);
}
