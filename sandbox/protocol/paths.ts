import { isList, isProperties, type Properties, type Value } from "../world/world.ts";

/** Every value at a path such as `rules[*].port`, with the path that it really stands at. */
export function pick(
  properties: Properties,
  path: string,
): readonly { readonly path: string; readonly value: Value }[] {
  let found: { path: string; value: Value }[] = [{ path: "", value: properties }];
  for (const step of path.split(/\.|(?=\[\*\])/)) {
    found = found.flatMap(({ path: at, value }) => {
      if (step === "[*]")
        return isList(value) ? value.map((element, index) => ({ path: `${at}[${index}]`, value: element })) : [];
      const next = isProperties(value) ? value[step] : undefined;
      return next === undefined || next === null ? [] : [{ path: at === "" ? step : `${at}.${step}`, value: next }];
    });
  }
  return found;
}

/** One difference between two property bags. */
export interface Difference {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** The leaves in which two values differ, in the order of their names. */
export function differences(before: Value | undefined, after: Value | undefined, path = ""): readonly Difference[] {
  if (before === undefined || after === undefined || before === null || after === null) {
    if (before === after || (before ?? undefined) === (after ?? undefined)) return [];
    return [{ path, kind: before === undefined || before === null ? "add" : "delete" }];
  }
  if (isList(before) && isList(after)) {
    const indices = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index);
    return indices.flatMap((index) => differences(before[index], after[index], `${path}[${index}]`));
  }
  if (isProperties(before) && isProperties(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(before[name], after[name], step(path, name)));
  }
  return before === after ? [] : [{ path, kind: "update" }];
}

/** Whether a path is the same as another or lies within it. */
export function within(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function step(path: string, name: string): string {
  if (!/^[\w$-]+$/.test(name)) return `${path}["${name}"]`;
  return path === "" ? name : `${path}.${name}`;
}
