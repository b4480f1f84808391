import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { stackFileSchema } from "../../../stacks/configuration/json-schema.ts";
import { type Change, changedText, committedText } from "./committed.ts";

const file = new URL("../../../stacks/configuration/generated/stack.schema.json", import.meta.url);
const committedSchema = JSON.parse(readFileSync(file, "utf8"));
const accepts = new Ajv({ strict: true }).compile(committedSchema);
const server = ["systems", "boltfoundry", "server"];

describe("the JSON Schema of a stack file", () => {
  it("is what `npm run schema` writes", () => {
    expect(committedSchema, "stale: npm run schema").toEqual(JSON.parse(JSON.stringify(stackFileSchema())));
  });

  it.each(["ci", "production"])("accepts the committed file of %s", (stack) => {
    expect(accepts(parse(committedText(stack))), JSON.stringify(accepts.errors)).toBe(true);
  });

  it("accepts a file without what has a default, and with what Pulumi itself writes", () => {
    const stack = parse(changedText("production", [[...server, "image"]], [[...server, "sshFrom"]]));
    stack.encryptionsalt = "v1:madeUp";
    stack.config["pulumi:disable-default-providers"] = ["*"];
    expect(accepts(stack), JSON.stringify(accepts.errors)).toBe(true);
  });

  it.each<[string, Change]>([
    ["a typo in a key", [[...server, "locaton"], "ash"]],
    ["a typo in the first key", [["sytems"], {}]],
    ["an unknown location", [[...server, "location"], "moon"]],
    ["a number in quotes", [["systems", "boltfoundry", "volume", "sizeGb"], "10"]],
    ["a server without SSH keys", [[...server, "sshKeys"], {}]],
    ["a network without its length", [[...server, "sshFrom"], ["192.0.2.1"]]],
    ["a missing key", [[...server, "type"]]],
    ["an even number of Vault's nodes", [["systems", "candlefish", "vault", "nodes"], 4]],
    ["a VPC without its length", [["systems", "candlefish", "network", "cidr"], "10.0.0.0"]],
    ["alarms that nobody hears", [["systems", "candlefish", "alarms", "emails"], []]],
    ["state in production", [["stateBackends"], {}]],
  ])("refuses %s", (_, change) => {
    expect(accepts(parse(changedText("production", change)))).toBe(false);
  });

  it("refuses the keys of a default provider", () => {
    const stack = parse(committedText("ci"));
    stack.config["aws:region"] = "us-east-1";
    expect(accepts(stack)).toBe(false);
  });

  it("describes every field", () => {
    expect(undescribed(committedSchema.properties)).toEqual([]);
  });
});

function undescribed(properties: Record<string, Record<string, unknown>>, at = ""): string[] {
  return Object.entries(properties).flatMap(([key, field]) => {
    const branches = [field, ...((field.anyOf ?? field.oneOf ?? []) as Record<string, unknown>[])];
    const inside = branches.flatMap((branch) =>
      undescribed((branch.properties ?? {}) as Record<string, Record<string, unknown>>, `${at}.${key}`),
    );
    return field.description === undefined && key !== "config" ? [`${at}.${key}`, ...inside] : inside;
  });
}
