import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A value that a cloud keeps: what JSON can say. */
export type Value = string | number | boolean | null | readonly Value[] | Properties;

/** Properties by name. */
export interface Properties {
  readonly [name: string]: Value | undefined;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isProperties(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One object in a simulated cloud, as its file holds it. */
export interface WorldObject {
  /** Pulumi's type, such as `hcloud:index/server:Server`. */
  readonly type: string;
  /** What the cloud calls it: a number, a name, an ARN. */
  readonly id: string;
  /** URN of the resource that made it. */
  readonly urn: string;
  /** What was asked for. Editing this is drift. */
  readonly inputs: Properties;
  /** How many objects the same URN had at once before this one. */
  readonly generation: number;
  /** What the cloud added. */
  readonly outputs: Properties;
}

/** An object as its cloud shows it: what was asked for, and what the cloud added. */
export function stateOf(object: WorldObject): Properties {
  return { ...object.outputs, ...object.inputs };
}

/**
 * Everything that the simulated clouds hold: one JSON file an object, under `<package>/<account>/<type>/<id>.json`.
 * Edit or delete a file by hand and the next refresh finds drift. Nothing is cached, so several processes may share a
 * world; a file is replaced whole, so a killed process leaves none half-written.
 */
export class World {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The objects of one account at one cloud. */
  account(packageName: string, account: string): AccountWorld {
    return new FileWorld(join(this.#directory, packageName, encodeURIComponent(account)));
  }

  /** Every account at one cloud that ever held an object. */
  accounts(packageName: string): readonly AccountWorld[] {
    const names = listFolder(join(this.#directory, packageName));
    return names.map((name) => this.account(packageName, decodeURIComponent(name)));
  }
}

/** The objects of one account: what one set of credentials can see. */
export interface AccountWorld {
  get(type: string, id: string): WorldObject | undefined;
  /** Every object of a type, in the order of their ids. */
  list(type: string): readonly WorldObject[];
  put(object: WorldObject): void;
  delete(type: string, id: string): void;
}

class FileWorld implements AccountWorld {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get(type: string, id: string): WorldObject | undefined {
    return readObject(this.#file(type, id));
  }

  list(type: string): readonly WorldObject[] {
    const directory = join(this.#directory, folderName(type));
    const files = listFolder(directory).filter((file) => file.endsWith(".json"));
    return files.flatMap((file) => readObject(join(directory, file)) ?? []);
  }

  put(object: WorldObject): void {
    const file = this.#file(object.type, object.id);
    const temporary = `${file}.${process.pid}.tmp`;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify(object, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  }

  delete(type: string, id: string): void {
    rmSync(this.#file(type, id), { force: true });
  }

  #file(type: string, id: string): string {
    return join(this.#directory, folderName(type), `${encodeURIComponent(id)}.json`);
  }
}

/** `aws:s3/bucket:Bucket` → `s3.Bucket`, `hcloud:index/server:Server` → `Server`, `kubernetes:apps/v1:Deployment` → `apps.v1.Deployment`. */
function folderName(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  const lowerName = name.toLowerCase();
  const parts = module.split("/").filter((part) => part !== "index" && part.toLowerCase() !== lowerName);
  return [...parts, name].join(".");
}

function readObject(file: string): WorldObject | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as WorldObject;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Error(
      `${file} is no longer an object of the sandbox's world (${(error as Error).message}); repair or delete it`,
    );
  }
}

function listFolder(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
