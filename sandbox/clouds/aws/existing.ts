import { pick } from "../../protocol/paths.ts";
import { hasUnknown } from "../../protocol/values.ts";
import { type AccountWorld, type Properties, stateOf, type Value, type WorldObject } from "../../world/world.ts";
import type { Account, ResourceModel } from "../cloud.ts";
import { known } from "./rules.ts";

export type Requires = NonNullable<ResourceModel["requires"]>;

/** Where a thing can be found by what it is called: a type, and the property that calls it so. */
export interface Home {
  readonly type: string;
  /** @default "id" */
  readonly by?: string;
}

/** All of several demands. */
export function allOf(...demands: readonly Requires[]): Requires {
  return (...asked) => demands.flatMap((demand) => demand(...asked));
}

/**
 * An input that names something by a name or an ARN, in one of several homes. What belongs to another account or to AWS
 * itself is not judged, nor is anything in a preview: a name is known before the object whose other inputs are not.
 */
export function names(path: string, ...homes: readonly Home[]): Requires {
  return inAnUp((inputs, account) =>
    known(inputs, path)
      .filter(({ value }) => isOwn(value, account) && !find(account.world, value, homes))
      .map(({ path: at, value }) => {
        const types = [...new Set(homes.map(({ type }) => type))].join(" or ");
        return `${at} names ${types} ${JSON.stringify(value)}, which does not exist in ${account.name}`;
      }),
  );
}

/** A demand on what stands in the world already: a preview, in which much of it is still unknown, cannot judge it. */
export function inAnUp(demand: (inputs: Properties, account: Account, ownId?: string) => readonly string[]): Requires {
  return (inputs, account, worlds, ownId) => (worlds.length > 1 ? [] : demand(inputs, account, ownId));
}

/** The object that a value names in one of its homes. */
export function find(world: AccountWorld, value: Value | undefined, homes: readonly Home[]): WorldObject | undefined {
  const wanted = typeof value === "string" ? value.replace(/:\*$/, "") : value;
  for (const { type, by = "id" } of homes) {
    const found =
      by === "id" ? world.get(type, String(wanted)) : world.list(type).find((object) => stateOf(object)[by] === wanted);
    if (found) return found;
  }
  return undefined;
}

/** Other objects of the type that share these inputs. None in a preview, where what is about to be replaced still stands. */
export function rivals(
  type: string,
  shared: readonly string[],
  inputs: Properties,
  worlds: readonly AccountWorld[],
  ownId?: string,
): readonly WorldObject[] {
  if (worlds.length > 1) return [];
  if (shared.some((name) => inputs[name] === undefined || hasUnknown(inputs[name]))) return [];
  return worlds
    .flatMap((world) => world.list(type))
    .filter((other) => other.id !== ownId && shared.every((name) => other.inputs[name] === inputs[name]));
}

/** An input of another type that may name an object. */
export type User = readonly [type: string, path: string];

/** Keeps an object for as long as others use it. */
export function keptBy(...users: readonly User[]) {
  return ({ id, inputs, outputs }: WorldObject, { world }: Account): string | undefined => {
    const called = [id, outputs.arn, inputs.name].filter((name) => name !== undefined);
    for (const [type, path] of users) {
      const user = world
        .list(type)
        .find((other) => pick(other.inputs, path).some(({ value }) => called.includes(value)));
      if (user) return `DependencyViolation, ${type} ${JSON.stringify(user.id)} still uses it`;
    }
    return undefined;
  };
}

// arn:partition:service:region:account:resource; an account of AWS's own is called "aws" or not at all.
function isOwn(value: Value, { name }: Account): boolean {
  const text = String(value);
  if (text.includes(":role/aws-service-role/") || text.startsWith("alias/aws/")) return false;
  const owner = text.startsWith("arn:") ? text.split(":")[4] : "";
  return owner === "" || owner === name;
}
