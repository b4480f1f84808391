import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { isList, isProperties, type Properties, type Value } from "../world/world.ts";

/** How the engine's protocol writes a value that only an `up` will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** How the protocol marks that an object stands for something else, and that it stands for a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Reads a message's properties. The engine keeps track of what is secret; here a secret is its value. */
export function toProperties(message: struct.Struct | undefined): Properties {
  return unwrap((message?.toJavaScript() ?? {}) as Value) as Properties;
}

function unwrap(value: Value): Value {
  if (isList(value)) return value.map(unwrap);
  if (!isProperties(value)) return value;
  if (value[SIGNATURE] === SECRET) return unwrap(value.value ?? null);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, inner === undefined ? inner : unwrap(inner)]),
  );
}

export function toStruct(properties: Properties): struct.Struct {
  // JSON drops what is undefined, which the protocol cannot say.
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

/** Whether a value holds anything that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}
