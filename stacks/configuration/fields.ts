import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { shown, type TypeName } from "./shown.ts";

// The kinds of field that schemas are made of. Each takes its description and what is allowed once, and uses them for
// the editor (JSON Schema) and for the error.

/** A string of a given pattern. */
export function text(description: string, allowed: string, pattern: RegExp) {
  const error = refusal("string", allowed);
  return z.string({ error }).regex(pattern, { error }).meta(documentation(description, allowed));
}

/** A whole number within limits that both belong to it. */
export function wholeNumber(description: string, unit: string, least: number, most: number) {
  const allowed = `a whole number ${unit}from ${least} to ${most}`;
  const error = refusal("number", allowed);
  return z.int({ error }).min(least, { error }).max(most, { error }).meta(documentation(description, allowed));
}

/** True or false. */
export function yesOrNo(description: string) {
  const allowed = "true or false";
  return z.boolean({ error: refusal("boolean", allowed) }).meta(documentation(description, allowed));
}

/** One of a few words, each with its meaning. */
export function choice<const Word extends string>(description: string, meanings: Readonly<Record<Word, string>>) {
  const words = Object.keys(meanings) as Word[];
  const allowed = `one of ${words.map((word) => `${word} (${meanings[word]})`).join(", ")}`;
  return z.enum(words, { error: refusal("string", allowed) }).meta(documentation(description, allowed));
}

/** A list of fields of one kind. */
export function list<Item extends z.ZodType>(description: string, allowed: string, item: Item) {
  return z.array(item, { error: refusal("list", allowed) }).meta(documentation(description, allowed));
}

/**
 * A mapping with exactly these keys.
 * `explained` has a sentence for each key that people expect here and that is not one, instead of a guess.
 */
export function mapping<Shape extends z.core.$ZodLooseShape>(
  description: string,
  shape: Shape,
  explained: Readonly<Record<string, string>> = {},
) {
  const keys = Object.keys(shape).sort();
  const refuse = refusal("mapping", `a mapping with the keys ${keys.join(", ")}`);
  const explain = (key: string) => (Object.hasOwn(explained, key) ? explained[key] : unknownKey(key, keys));
  const error = (issue: z.core.$ZodRawIssue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map(explain).join("\n") : refuse(issue); // read.ts takes the lines apart
  return z.strictObject(shape, { error }).meta({ description: `${description}.` });
}

/** Says what was given and what is allowed. */
export function refusal(expected: TypeName, allowed: string) {
  return ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `missing; use ${allowed}` : `is ${shown(input, expected)}; use ${allowed}`;
}

/** The description that editors show. */
export function documentation(description: string, allowed: string) {
  return { description: `${description}. Allowed: ${allowed}.` };
}

// Half of a word may be wrong; a "nearest" key that shares less than that is a wild guess, and the list is enough.
function unknownKey(key: string, keys: readonly string[]): string {
  const nearest = closest(key, keys);
  const guess = distance(key, nearest) <= key.length / 2 ? ` did you mean "${nearest}"?` : "";
  return `unknown key;${guess} Allowed: ${keys.join(", ")}`;
}
