import { Ajv } from "ajv";
import { hasUnknown } from "../../protocol/values.ts";
import {
  type AccountWorld,
  isList,
  isProperties,
  type Properties,
  type Value,
  type WorldObject,
} from "../../world/world.ts";
import type { Account } from "../cloud.ts";
import { CRD, groupVersionOf, kindOf } from "./names.ts";

/** A custom kind, as its installed definition has it. */
export interface Definition {
  readonly scope: string;
  /** The OpenAPI schema of the version that was asked for. */
  readonly schema: Properties;
}

/** The definition of a custom type, where one of the worlds has it installed and serves the version. */
export function definitionOf(type: string, worlds: readonly AccountWorld[]): Definition | undefined {
  const [group, version] = groupVersionOf(type);
  for (const world of worlds) {
    for (const { inputs } of world.list(CRD)) {
      const { spec } = inputs;
      if (!isProperties(spec) || spec.group !== group || !isProperties(spec.names) || spec.names.kind !== kindOf(type))
        continue;
      const served = isList(spec.versions)
        ? spec.versions.filter(isProperties).find((entry) => entry.name === version && entry.served === true)
        : undefined;
      const schema = isProperties(served?.schema) ? served.schema.openAPIV3Schema : undefined;
      if (isProperties(schema)) return { scope: String(spec.scope), schema };
    }
  }
  return undefined;
}

/** What the API server would refuse about a custom resource; one with values that are not known yet is not judged. */
export function customResourceProblems({ schema }: Definition, inputs: Properties): readonly string[] {
  if (hasUnknown(inputs)) return [];
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(closed(schema, true) as object);
  if (validate(inputs)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = (params as { additionalProperty?: string }).additionalProperty;
    return `${instancePath.slice(1).replaceAll("/", ".") || "the object"} ${message ?? "is wrong"}${extra ? `: ${JSON.stringify(extra)}` : ""}`;
  });
}

// The API server refuses fields that a definition does not have (strict field validation, as the Pulumi plugin asks for it);
// JSON Schema has to be told. What the server itself answers for (apiVersion, kind, metadata) is always allowed.
function closed(schema: Value, root = false): Value {
  if (isList(schema)) return schema.map((entry) => closed(entry));
  if (!isProperties(schema)) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, value === undefined ? value : closedPart(name, value)]),
  );
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true || schema.additionalProperties !== undefined;
  if (!isProperties(schema.properties) || open) return withIntOrString(schema, inner);
  const properties = root
    ? { apiVersion: true, kind: true, ...(inner.properties as Properties), metadata: true }
    : inner.properties;
  return { ...inner, properties, additionalProperties: false };
}

function closedPart(name: string, value: Value): Value {
  if (name === "properties" && isProperties(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([property, schema]) => [property, schema === undefined ? schema : closed(schema)]),
    );
  }
  return name === "items" || name === "additionalProperties" ? closed(value) : value;
}

function withIntOrString(schema: Properties, inner: Properties): Properties {
  if (schema["x-kubernetes-int-or-string"] !== true)
    return schema.nullable === true && schema.type ? { ...inner, type: [schema.type, "null"] } : inner;
  const { type: _, ...others } = inner;
  return { ...others, type: ["integer", "string"] };
}

/** Why a definition stays: deleting it would delete every object of its kind. */
export function keepsItsObjects({ inputs }: WorldObject, { world }: Account): string | undefined {
  const { spec } = inputs;
  if (!isProperties(spec) || !isProperties(spec.names) || !isList(spec.versions)) return undefined;
  for (const version of spec.versions.filter(isProperties)) {
    const type = `kubernetes:${String(spec.group)}/${String(version.name)}:${String(spec.names.kind)}`;
    const [object] = world.list(type);
    if (object) return `it would take ${type} ${JSON.stringify(object.id)} with it, and every other object of its kind`;
  }
  return undefined;
}
