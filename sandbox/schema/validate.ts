import { UNKNOWN } from "../protocol/values.ts";
import { isList, isProperties, type Properties, type Value } from "../world/world.ts";
import type { Field, Shape } from "./shape.ts";

/** One thing that a cloud would refuse. */
export interface Problem {
  /** Where, such as `rules[0].port`. */
  readonly path: string;
  readonly reason: string;
}

/** Holds properties against what an SDK declares: unknown names, missing names, wrong types. A value that is not known yet is not judged. */
export function validate(fields: ReadonlyMap<string, Field>, properties: Properties, path = ""): readonly Problem[] {
  const missing = [...fields]
    .filter(([name, field]) => field.required && properties[name] === undefined)
    .map(([name]) => ({ path: join(path, name), reason: "is required and missing" }));
  const wrong = Object.entries(properties).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const field = fields.get(name);
    if (!field)
      return [
        { path: join(path, name), reason: `is not a property here; allowed: ${[...fields.keys()].sort().join(", ")}` },
      ];
    return validateValue(field.shape, value, join(path, name));
  });
  return [...missing, ...wrong];
}

function validateValue(shape: Shape, value: Value, path: string): readonly Problem[] {
  if (value === UNKNOWN || shape.kind === "any") return [];
  switch (shape.kind) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === shape.kind ? [] : [mismatch(path, shape.kind, value)];
    case "literal":
      return value === shape.value ? [] : [mismatch(path, JSON.stringify(shape.value), value)];
    case "array":
      if (!isList(value)) return [mismatch(path, "a list", value)];
      return value.flatMap((element, index) => validateValue(shape.element, element, `${path}[${index}]`));
    case "map":
      if (!isProperties(value)) return [mismatch(path, "a map", value)];
      return Object.entries(value).flatMap(([key, entry]) =>
        entry === undefined ? [] : validateValue(shape.value, entry, join(path, key)),
      );
    case "object":
      return isProperties(value) ? validate(shape.fields(), value, path) : [mismatch(path, "an object", value)];
    case "union": {
      const attempts = shape.options.map((option) => validateValue(option, value, path));
      if (attempts.some((problems) => problems.length === 0)) return [];
      // The closest option is the one that the author meant.
      return attempts.reduce((closest, problems) => (problems.length < closest.length ? problems : closest));
    }
  }
}

function mismatch(path: string, wanted: string, value: Value): Problem {
  return { path, reason: `must be ${wanted}, not ${describe(value)}` };
}

// Names the kind and not the value, which may be a secret.
function describe(value: Value): string {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  return isProperties(value) ? "an object" : `a ${typeof value}`;
}

function join(path: string, name: string): string {
  if (!/^[\w$-]+$/.test(name)) return `${path}["${name}"]`;
  return path === "" ? name : `${path}.${name}`;
}
