import { type Account, type Cloud, type Draft, Refusal, type ResourceModel } from "../clouds/cloud.ts";
import type { PackageSchema } from "../schema/package-schema.ts";
import { type Problem, validate } from "../schema/validate.ts";
import { Seed } from "../world/seed.ts";
import { type AccountWorld, type Properties, stateOf, type Value, type WorldObject } from "../world/world.ts";
import { madeUpOutputs } from "./made-up-outputs.ts";
import { type Difference, differences, pick, within } from "./paths.ts";
import { hasUnknown, UNKNOWN } from "./values.ts";

/** The verdict on a change. */
export interface Change {
  readonly differences: readonly Difference[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** An object as the engine gets it back. In a preview the id and what only the cloud knows are unknown. */
export interface Answer {
  readonly id: string;
  readonly properties: Properties;
}

/**
 * One configured provider: the engine's calls, judged by what the SDK declares and what the cloud's model adds, and
 * carried out on the world. A preview is judged as an `up` would be, against the world and what the same preview has
 * planned so far.
 */
export class SimulatedProvider {
  readonly #cloud: Cloud;
  readonly #schema: PackageSchema;
  readonly #account: Account;
  readonly #planned: AccountWorld;
  readonly #unjudged: Set<string>;

  constructor(cloud: Cloud, schema: PackageSchema, account: Account, planned: AccountWorld, unjudged: Set<string>) {
    this.#cloud = cloud;
    this.#schema = schema;
    this.#account = account;
    this.#planned = planned;
    this.#unjudged = unjudged;
  }

  /** Fills in names and says what the cloud would refuse. */
  check(
    urn: string,
    type: string,
    previous: Properties,
    wanted: Properties,
  ): { inputs: Properties; problems: readonly Problem[] } {
    const model = this.#model(type);
    const inputs = named(model, urn, previous, wanted);
    const schema = this.#schema.resource(type);
    if (!schema && !model) {
      return {
        inputs,
        problems: [{ path: "", reason: `the installed package ${this.#cloud.npmName} has no type ${type}` }],
      };
    }
    const declared = schema ? validate(schema.inputs, inputs) : [];
    const problems = declared.length > 0 ? declared : (model?.check?.(inputs, this.#account) ?? []);
    return { inputs, problems };
  }

  diff(type: string, before: Properties, after: Properties): Change {
    const model = this.#model(type);
    const changed = differences(before, after);
    const replaces = (model?.replaces ?? []).filter((path) =>
      changed.some((difference) => within(difference.path, path) || within(path, difference.path)),
    );
    const names = [...(model?.unique ?? []), ...(model?.autoname ? [model.autoname] : [])];
    const keepsName = names.some((name) => pick(after, name)[0] && !changed.some(({ path }) => within(path, name)));
    return {
      differences: changed,
      replaces,
      deleteBeforeReplace: replaces.length > 0 && (keepsName || model?.deleteBeforeReplace === true),
    };
  }

  create(urn: string, type: string, inputs: Properties, preview: boolean): Answer {
    const model = this.#model(type);
    this.#refuseDangling(type, model, inputs, preview);
    if (preview) return this.#plan(urn, type, model, inputs);
    this.#refuseTaken(type, model, inputs);
    const { id, generation, draft } = this.#identify(urn, type, model, inputs);
    if (this.#account.world.get(type, id)) throw this.#refusal(type, `${JSON.stringify(id)} already exists`);
    const object = { type, id, urn, generation, inputs, outputs: this.#outputs(model, { ...draft, id }) };
    this.#account.world.put(object);
    return { id, properties: stateOf(object) };
  }

  /** What the world holds under an id: undefined where it is gone. */
  read(type: string, id: string): { inputs: Properties; properties: Properties } | undefined {
    const object = this.#account.world.get(type, id);
    return object && { inputs: object.inputs, properties: stateOf(object) };
  }

  update(type: string, id: string, inputs: Properties, preview: boolean): Properties {
    const model = this.#model(type);
    const object = this.#account.world.get(type, id);
    if (!object)
      throw this.#refusal(type, `${JSON.stringify(id)} does not exist any more; a refresh would find that out`);
    this.#refuseDangling(type, model, inputs, preview, id);
    if (preview && hasUnknown(inputs)) return { ...object.outputs, ...inputs };
    this.#refuseTaken(type, model, inputs, id);
    const seed = new Seed(object.urn, object.generation);
    const outputs = this.#outputs(model, { type, inputs, seed, account: this.#account, id });
    const changed = { ...object, inputs, outputs };
    if (!preview) this.#account.world.put(changed);
    return stateOf(changed);
  }

  delete(type: string, id: string): void {
    const object = this.#account.world.get(type, id);
    if (!object) return; // gone already: every cloud's provider calls that success
    const reason = this.#model(type)?.keeps?.(object, this.#account) ?? this.#heldBy(object);
    if (reason) throw this.#refusal(type, `${JSON.stringify(id)} cannot be deleted: ${reason}`);
    this.#account.world.delete(type, id);
  }

  invoke(token: string, args: Properties): Properties {
    const answer = this.#cloud.functions?.[token];
    if (!answer)
      throw new Refusal(
        `the sandbox has no answer to ${token}; give it one in sandbox/clouds, or pass the value by configuration`,
      );
    return answer({ args, account: this.#account });
  }

  #model(type: string): ResourceModel | undefined {
    const model = this.#cloud.resources[type] ?? this.#cloud.otherResources?.(type);
    if (!model) this.#unjudged.add(type);
    return model;
  }

  #plan(urn: string, type: string, model: ResourceModel | undefined, inputs: Properties): Answer {
    const schema = this.#schema.resource(type);
    const unknown = Object.fromEntries([...(schema?.outputs.keys() ?? [])].map((name) => [name, UNKNOWN]));
    // What is called by something that only an up will know can be named by nothing before that.
    const { id, draft, generation } = this.#identify(urn, type, model, inputs);
    if (!id.includes(UNKNOWN)) {
      const outputs = hasUnknown(inputs) ? {} : this.#outputs(model, { ...draft, id });
      this.#planned.put({ type, id, urn, generation, inputs, outputs });
    }
    return { id: "", properties: { ...unknown, ...inputs } };
  }

  // The first generation whose id is free. A cloud that names objects by their inputs gives every generation the same id.
  #identify(urn: string, type: string, model: ResourceModel | undefined, inputs: Properties) {
    for (let generation = 0, last = ""; ; generation++) {
      const draft: Draft = { type, inputs, seed: new Seed(urn, generation), account: this.#account };
      const id = model?.identity?.(draft) ?? String(draft.seed.integer(10_000_000, 99_999_999, "id"));
      if (id === last || !this.#account.world.get(type, id)) return { id, generation, draft };
      last = id;
    }
  }

  #outputs(model: ResourceModel | undefined, object: Draft & { readonly id: string }): Properties {
    const schema = this.#schema.resource(object.type);
    const known = model?.outputs?.(object) ?? {};
    return schema ? { ...madeUpOutputs(schema, object), ...known } : known;
  }

  #refuseDangling(
    type: string,
    model: ResourceModel | undefined,
    inputs: Properties,
    preview: boolean,
    ownId?: string,
  ): void {
    for (const { from, to, by = "id" } of model?.references ?? []) {
      for (const { path, value } of pick(inputs, from)) {
        if (hasUnknown(value) || this.#exists(to, by, value, preview)) continue;
        const hint = preview
          ? ", nor does anything before it in this preview make one: does the program depend on the resource itself?"
          : "";
        throw this.#refusal(
          type,
          `${path} names ${to} ${JSON.stringify(value)}, which does not exist in ${this.#account.name}${hint}`,
        );
      }
    }
    const [reason] = model?.requires?.(inputs, this.#account, this.#worlds(preview), ownId) ?? [];
    if (reason) throw this.#refusal(type, reason);
  }

  #exists(type: string, by: string, value: Value, preview: boolean): boolean {
    const worlds = this.#worlds(preview);
    if (by === "id") return worlds.some((world) => world.get(type, String(value)) !== undefined);
    return worlds.some((world) => world.list(type).some((object) => stateOf(object)[by] === value));
  }

  #worlds(preview: boolean): readonly AccountWorld[] {
    return preview ? [this.#account.world, this.#planned] : [this.#account.world];
  }

  #refuseTaken(type: string, model: ResourceModel | undefined, inputs: Properties, ownId?: string): void {
    for (const name of model?.unique ?? []) {
      if (inputs[name] === undefined) continue;
      const other = this.#account.world
        .list(type)
        .find((object) => object.id !== ownId && object.inputs[name] === inputs[name]);
      if (other)
        throw this.#refusal(
          type,
          `${name} ${JSON.stringify(inputs[name])} is taken by ${other.id} in ${this.#account.name}`,
        );
    }
  }

  #heldBy(object: WorldObject): string | undefined {
    for (const [type, model] of Object.entries(this.#cloud.resources)) {
      for (const { from, to, by = "id" } of model.references?.filter(({ holds }) => holds) ?? []) {
        if (to !== object.type) continue;
        const name = by === "id" ? object.id : stateOf(object)[by];
        const holder = this.#account.world
          .list(type)
          .find((other) => pick(other.inputs, from).some(({ value }) => String(value) === String(name)));
        if (holder) return `${type} ${JSON.stringify(holder.id)} still uses it`;
      }
    }
    return undefined;
  }

  #refusal(type: string, reason: string): Refusal {
    return new Refusal(`${this.#cloud.packageName} refuses ${type.split(":")[2]}: ${reason}`);
  }
}

// As Pulumi's own providers do it: the resource's name and seven digits, kept for as long as the object lives.
function named(model: ResourceModel | undefined, urn: string, previous: Properties, wanted: Properties): Properties {
  if (!model?.autoname || pick(wanted, model.autoname).length > 0) return wanted;
  const [kept] = pick(previous, model.autoname);
  const name = kept?.value ?? `${urn.split("::").at(-1)}-${new Seed(urn).hex(7, "name")}`;
  const [outer = "", inner] = model.autoname.split(".");
  if (inner === undefined) return { ...wanted, [outer]: name };
  return { ...wanted, [outer]: { ...(wanted[outer] as Properties | undefined), [inner]: name } };
}
