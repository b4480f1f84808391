import { readFileSync } from "node:fs";
import { parse, parseDocument } from "yaml";

/** The text of a stack file as committed. */
export function committedText(stack: string): string {
  return readFileSync(new URL(`../../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");
}

export type Change = readonly [path: readonly (string | number)[], value?: unknown];

/** The text of a committed stack file after changes: each sets the value at a path, or removes it when there is no value. */
export function changedText(stack: string, ...changes: readonly Change[]): string {
  const document = parseDocument(committedText(stack));
  for (const [[first, ...rest], value] of changes) {
    const path = ["config", `groundplan:${first}`, ...rest];
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

/** Every key of a stack file as `pulumi.runtime.allConfig()` gives it: mappings and lists as JSON. */
export function allConfig(text: string): Record<string, string> {
  const config: Record<string, unknown> = parse(text).config;
  const asText = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, asText(value)]));
}
