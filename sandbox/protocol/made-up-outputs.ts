import type { Draft } from "../clouds/cloud.ts";
import type { ResourceSchema } from "../schema/package-schema.ts";
import type { Shape } from "../schema/shape.ts";
import type { Seed } from "../world/seed.ts";
import type { Properties, Value } from "../world/world.ts";

/** A value of the right type for every output that an SDK promises, for types of which no model knows better. */
export function madeUpOutputs(schema: ResourceSchema, { seed }: Draft): Properties {
  const promised = [...schema.outputs].filter(([name, { required }]) => required && name !== "id" && name !== "urn");
  return Object.fromEntries(promised.map(([name, { shape }]) => [name, madeUp(shape, seed, name)]));
}

function madeUp(shape: Shape, seed: Seed, name: string): Value {
  switch (shape.kind) {
    case "number":
      return seed.integer(1, 65_535, name);
    case "boolean":
      return false;
    case "literal":
      return shape.value;
    case "array":
      return [];
    case "map":
    case "object":
      return {};
    case "union":
      return madeUp(shape.options[0] ?? { kind: "any" }, seed, name);
    default:
      return `sandbox-${name}-${seed.hex(8, name)}`;
  }
}
