import { type Path, type Problem, pathNotation, type Tree } from "./problems.ts";

/** A value that cannot stand beside another one. */
export interface Clash extends Problem {
  /** Where the other value is. */
  readonly other: Path;
}

/** Values that are the same as an earlier one of the same list. */
export function repeated(tree: Tree, paths: Path[], fix: string, identity = (text: string) => text): Clash[] {
  const first = new Map<string, Path>();
  return paths.flatMap((path) => {
    const value = at(tree, path);
    if (typeof value !== "string") return [];
    const earlier = first.get(identity(value));
    if (earlier !== undefined) {
      return [{ path, other: earlier, message: `is the same as ${pathNotation(earlier)}; ${fix}` }];
    }
    first.set(identity(value), path);
    return [];
  });
}

/** The value at a path; undefined where there is none. */
export function at(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    tree,
  );
}

/** The mapping at a path; empty where there is none. */
export function mappingAt(tree: Tree, path: Path): object {
  const value = at(tree, path);
  return typeof value === "object" && value !== null ? value : {};
}
