import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Declarations } from "./declarations.ts";
import { ANY, type Field, type Shape } from "./shape.ts";

/** What an SDK says of one resource type. */
export interface ResourceSchema {
  readonly type: string;
  /** What a program may set. */
  readonly inputs: ReadonlyMap<string, Field>;
  /** What the cloud alone fills in. */
  readonly outputs: ReadonlyMap<string, Field>;
}

/**
 * The schema of a provider, learned from the declarations of its installed npm package: every type, every nested
 * property and whether it is required, without a list kept by hand.
 */
export class PackageSchema {
  readonly #root: string;
  readonly #nested: Declarations | undefined;
  readonly #resources = new Map<string, ResourceSchema | undefined>();

  /** @param npmName Such as `@pulumi/hcloud`. */
  constructor(npmName: string) {
    this.#root = dirname(createRequire(import.meta.url).resolve(`${npmName}/package.json`));
    const nested = join(this.#root, "types", "input.d.ts"); // absent where no property has properties of its own
    this.#nested = existsSync(nested) ? this.#declarations(nested) : undefined;
  }

  /** Undefined where the package has no such type. */
  resource(type: string): ResourceSchema | undefined {
    if (!this.#resources.has(type)) this.#resources.set(type, this.#learn(type));
    return this.#resources.get(type);
  }

  /** What the provider itself can be configured with. */
  provider(): ReadonlyMap<string, Field> {
    return this.#declarations(join(this.#root, "provider.d.ts")).fields("ProviderArgs") ?? new Map();
  }

  #learn(type: string): ResourceSchema | undefined {
    const file = this.#fileOf(type);
    if (!file) return undefined;
    const name = type.split(":")[2] ?? "";
    const declarations = this.#declarations(file);
    const properties = declarations.fields(name);
    const inputs = declarations.fields(`${name}Args`);
    if (!properties || !inputs) return undefined;
    return { type, inputs, outputs: new Map([...properties].filter(([property]) => !inputs.has(property))) };
  }

  #declarations(file: string): Declarations {
    return new Declarations(file, (name) => this.#objectShape(name));
  }

  #objectShape(name: string): Shape {
    const nested = this.#nested;
    if (!nested?.has(name)) return ANY;
    return { kind: "object", name, fields: () => nested.fields(name) ?? new Map() };
  }

  // aws:s3/bucket:Bucket → s3/bucket.d.ts; kubernetes:networking.k8s.io/v1:Ingress → networking/v1/ingress.d.ts
  #fileOf(type: string): string | undefined {
    const [packageName = "", module = "", name = ""] = type.split(":");
    const parts = module.split("/").filter((part) => part !== "index");
    const folders =
      packageName === "kubernetes" ? [parts[0]?.split(".")[0] ?? "", ...parts.slice(1)] : parts.slice(0, -1);
    const folder = join(this.#root, ...folders);
    if (!existsSync(folder)) return undefined;
    const wanted = `${name}.d.ts`.toLowerCase();
    const file = readdirSync(folder).find((entry) => entry.toLowerCase() === wanted);
    return file && join(folder, file);
  }
}
