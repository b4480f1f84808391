/** The types that a value of a stack file can have, as a person who writes YAML calls them. */
export type TypeName = "string" | "number" | "boolean" | "null" | "list" | "mapping";

/** Names the type of a value as a person who writes YAML calls it. */
export function typeName(value: unknown): TypeName {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "mapping";
}

/** Shows a value in a message, with its type when that is what is wrong, and never in full when it may be a secret. */
export function shown(value: unknown, expected: TypeName): string {
  const type = typeName(value);
  if (type === "null") return "null";
  if (type === "list" || type === "mapping") return `a ${type}`;
  const literal = typeof value === "string" ? JSON.stringify(concealed(value)) : String(value);
  return type === expected ? literal : `${literal} (a ${type})`;
}

// A long unbroken run with a digit in it, or a UUID (HyperDX's keys are UUIDs): what a key pasted into the wrong field
// looks like. Names and paths that people choose are shorter, hyphenated or without digits.
const longRun = /[A-Za-z0-9_+/=]{24,}/g;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

function concealed(text: string): string {
  return text.replace(longRun, (run) => (/\d/.test(run) ? start(run) : run)).replace(uuid, start);
}

/** The first four characters of a value that must not be repeated, and its length: enough to find it. */
export function start(text: string): string {
  return `${text.slice(0, 4)}… (${text.length} characters)`;
}
