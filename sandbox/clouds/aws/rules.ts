import { pick } from "../../protocol/paths.ts";
import { hasUnknown } from "../../protocol/values.ts";
import type { Properties, Value } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";

/** A rule beyond types. Nothing that only an `up` will know is ever judged. */
export type Check = NonNullable<ResourceModel["check"]>;

/** All of several rules. */
export function every(...checks: readonly Check[]): Check {
  return (inputs, account) => checks.flatMap((check) => check(inputs, account));
}

/** The values at a path that are known, and where they stand. */
export function known(inputs: Properties, path: string): readonly { readonly path: string; readonly value: Value }[] {
  return pick(inputs, path).filter(({ value }) => !hasUnknown(value));
}

/** A rule for every known value at a path: says what is wrong with it. */
export function rule(path: string, problem: (value: Value, inputs: Properties) => string | undefined): Check {
  return (inputs) =>
    known(inputs, path).flatMap(({ path: at, value }) => {
      const reason = problem(value, inputs);
      return reason === undefined ? [] : [{ path: at, reason }];
    });
}

export function oneOf(path: string, allowed: readonly (string | number)[]): Check {
  return rule(path, (value) =>
    allowed.includes(value as string) ? undefined : `is ${JSON.stringify(value)}; AWS takes ${allowed.join(", ")}`,
  );
}

/** @param what Such as `1 to 32 letters, digits and hyphens`. */
export function matching(path: string, pattern: RegExp, what: string): Check {
  return rule(path, (value) =>
    pattern.test(String(value)) ? undefined : `is ${JSON.stringify(value)}; AWS takes ${what}`,
  );
}

export function between(path: string, min: number, max: number): Check {
  return rule(path, (value) =>
    typeof value === "number" && (value < min || value > max) ? `is ${value}; AWS takes ${min} to ${max}` : undefined,
  );
}

export function atMost(path: string, characters: number): Check {
  return rule(path, (value) =>
    String(value).length > characters ? `holds ${String(value).length} characters; AWS takes ${characters}` : undefined,
  );
}

export function isArn(path: string): Check {
  return matching(path, /^arn:aws[\w-]*:[\w-]+:[\w-]*:[\w-]*:.+/, "an ARN");
}

/** Of these properties just one must be set. */
export function exactlyOne(...names: readonly string[]): Check {
  return every(atLeastOne(...names), together(...names));
}

/** Of these properties one or more must be set. */
export function atLeastOne(...names: readonly string[]): Check {
  const [first = "", ...others] = names;
  return (inputs) =>
    names.some((name) => isSet(inputs, name))
      ? []
      : [{ path: first, reason: others.length > 0 ? `or ${others.join(" or ")} is required` : "is required" }];
}

/** Of these properties no two can be set. */
export function together(...names: readonly string[]): Check {
  return (inputs) => {
    const [first, ...others] = names.filter((name) => isSet(inputs, name));
    return first !== undefined && others.length > 0
      ? [{ path: first, reason: `cannot be set together with ${others.join(", ")}` }]
      : [];
  };
}

/** A property that has no meaning without others. */
export function needs(name: string, ...others: readonly string[]): Check {
  return (inputs) => {
    if (!isSet(inputs, name)) return [];
    return others.filter((other) => !isSet(inputs, other)).map((other) => ({ path: name, reason: `needs ${other}` }));
  };
}

/** A rule that only counts under a condition. */
export function when(condition: (inputs: Properties) => boolean, check: Check): Check {
  return (inputs, account) => (condition(inputs) ? check(inputs, account) : []);
}

/** A property that must hold JSON; `problem` judges what it says. */
export function json(path: string, problem: (document: unknown) => string | undefined = () => undefined): Check {
  return rule(path, (value) => {
    try {
      return problem(JSON.parse(String(value)));
    } catch {
      return "is no JSON";
    }
  });
}

/** Whether a property is set, to whatever. */
export function isSet(inputs: Properties, path: string): boolean {
  return pick(inputs, path).length > 0;
}
