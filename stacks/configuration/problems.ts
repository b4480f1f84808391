/** Where a value is: the keys and indexes that lead to it, from the first key after `groundplan:`. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with a configuration. */
export interface Problem {
  readonly path: Path;
  /** What was given, what is allowed and how to fix it, without the place. */
  readonly message: string;
}

/** The configuration as it was given: JSON values of any shape, by key, without the namespace. */
export type Tree = Readonly<Record<string, unknown>>;

/** Namespace of this project's keys in a stack file. */
export const namespace = "groundplan:";

/** Writes a path as `pulumi config --path` takes it, such as `groundplan:systems.boltfoundry.server.sshFrom[0]`. */
export function pathNotation(path: Path): string {
  return namespace + path.map(segmentNotation).join("");
}

function segmentNotation(segment: string | number, index: number): string {
  if (typeof segment === "number") return `[${segment}]`;
  if (!/^[\w-]+$/.test(segment)) return `[${JSON.stringify(segment)}]`;
  return index === 0 ? segment : `.${segment}`;
}

/** Every string in a configuration, with its path. */
export function* strings(value: unknown, path: Path = []): Generator<readonly [Path, string]> {
  if (typeof value === "string") yield [path, value];
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* strings(item, [...path, index]);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* strings(item, [...path, key]);
}
