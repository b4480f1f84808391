import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { Failure } from "../failure.ts";
import { link } from "./directories.ts";

/** A Pulumi project on disk. */
export interface Project {
  readonly name: string;
  readonly directory: string;
  /** The stacks that it has a file for, in the order in which they depend on each other: `ci` keeps everybody's state. */
  readonly stacks: readonly string[];
}

/** Reads which stacks a project has. */
export function readProject(directory: string): Project {
  const { name } = parse(readFileSync(join(directory, "Pulumi.yaml"), "utf8")) as { name: string };
  const stacks = readdirSync(directory).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  return { name, directory, stacks: stacks.sort() };
}

/** Throws `Failure` where the project has no such stack. */
export function requireStack({ stacks }: Project, stack: string): void {
  if (stacks.includes(stack)) return;
  throw new Failure(
    `There is no stack ${JSON.stringify(stack)}. Stacks are the files Pulumi.<stack>.yaml: ${stacks.join(", ")}.`,
  );
}

/**
 * Copies the project's files into the sandbox and links its code there. The engine writes into these files (the salt of a
 * stack's encryption, for one), and the user's own must stay as they are.
 */
export function copyProject({ directory }: Project, copy: string): void {
  for (const file of readdirSync(directory).filter((name) => /^Pulumi(\..+)?\.yaml$/.test(name))) {
    const salt = saltOf(join(copy, file));
    const text = readFileSync(join(directory, file), "utf8").replace(
      /^(encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm,
      "",
    );
    writeFileSync(join(copy, file), salt ? `${text.trimEnd()}\n${salt}\n` : text);
  }
  const { main = "index.ts" } = parse(readFileSync(join(directory, "Pulumi.yaml"), "utf8")) as { main?: string };
  for (const name of [main, "package.json", "node_modules"])
    link(findUpwards(directory, name), join(copy, basename(name)));
}

/** Whether a stack was made in the sandbox before: the engine has written the salt of its encryption then. */
export function hasStack(copy: string, stack: string): boolean {
  return saltOf(join(copy, `Pulumi.${stack}.yaml`)) !== undefined;
}

function saltOf(file: string): string | undefined {
  return existsSync(file) ? /^encryptionsalt:.*$/m.exec(readFileSync(file, "utf8"))?.[0] : undefined;
}

function findUpwards(directory: string, name: string): string {
  const candidate = join(directory, name);
  const parent = join(directory, "..");
  return existsSync(candidate) || parent === directory ? candidate : findUpwards(parent, name);
}
