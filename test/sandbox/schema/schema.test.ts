import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { simulatedClouds } from "../../../sandbox/clouds/index.ts";
import { readLandscape } from "../../../sandbox/clouds/landscape.ts";
import { UNKNOWN } from "../../../sandbox/protocol/values.ts";
import { PackageSchema } from "../../../sandbox/schema/package-schema.ts";
import { validate } from "../../../sandbox/schema/validate.ts";

const hcloud = new PackageSchema("@pulumi/hcloud");
const kubernetes = new PackageSchema("@pulumi/kubernetes");
const aws = new PackageSchema("@pulumi/aws");

describe("a schema learned from an installed package", () => {
  it("knows inputs, what is required, and what the cloud alone fills in", () => {
    const server = hcloud.resource("hcloud:index/server:Server");
    expect(server?.inputs.get("serverType")).toEqual({ shape: { kind: "string" }, required: true });
    expect(server?.inputs.get("backups")).toEqual({ shape: { kind: "boolean" }, required: false });
    expect([...(server?.outputs.keys() ?? [])].sort()).toEqual(
      ["backupWindow", "ipv4Address", "ipv6Address", "ipv6Network", "primaryDiskSize", "status"], // `undefined /*out*/` in server.js
    );
  });

  it("follows nested types to their end", () => {
    const path = ["spec", "template", "spec", "containers"];
    let fields = kubernetes.resource("kubernetes:apps/v1:Deployment")?.inputs;
    for (const name of path) {
      const shape = fields?.get(name)?.shape;
      const object = shape?.kind === "array" ? shape.element : shape;
      fields = object?.kind === "object" ? object.fields() : undefined;
    }
    expect(fields?.get("name")?.required).toBe(true);
    expect(fields?.get("image")).toEqual({ shape: { kind: "string" }, required: false });
  });

  it.each([
    ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules"],
    ["aws:dynamodb/table:Table", "attributes"],
  ])("finds the file of %s", (type, property) => {
    expect(aws.resource(type)?.inputs.has(property)).toBe(true);
  });

  it.each([
    ["networking.k8s.io/v1:Ingress", "spec"],
    ["rbac.authorization.k8s.io/v1:ClusterRole", "rules"],
    ["storage.k8s.io/v1:CSIDriver", "spec"],
    ["helm.sh/v3:Release", "chart"],
  ])("finds the file of kubernetes:%s", (type, property) => {
    expect(kubernetes.resource(`kubernetes:${type}`)?.inputs.has(property)).toBe(true);
  });

  it("says that there is no such type", () => {
    expect(hcloud.resource("hcloud:index/sever:Sever")).toBeUndefined();
  });

  it("reads every type of a whole package", () => {
    const root = "node_modules/@pulumi/hcloud";
    const classes = readdirSync(root).filter((file) => file.endsWith(".js"));
    const types = classes.flatMap(
      (file) => /__pulumiType = '(hcloud:index.+)'/.exec(readFileSync(join(root, file), "utf8"))?.[1] ?? [],
    );
    expect(types.length).toBeGreaterThan(20);
    for (const type of types) {
      expect(hcloud.resource(type), type).toBeDefined();
      expect(hcloud.resource(type)?.inputs.size, type).toBeGreaterThan(0);
    }
  });

  it("knows every type that a cloud has a model of", () => {
    for (const { npmName, resources } of simulatedClouds(readLandscape())) {
      const schema = new PackageSchema(npmName);
      for (const [type, model] of Object.entries(resources)) {
        const learned = schema.resource(type);
        expect(learned, type).toBeDefined();
        const named = [
          ...(model.replaces ?? []),
          ...(model.unique ?? []),
          ...(model.references ?? []).map(({ from }) => from),
        ];
        if (npmName === "@pulumi/random") continue; // one list for all of its types
        for (const path of named)
          expect(learned?.inputs.has(path.split(/[.[]/)[0] ?? ""), `${type} ${path}`).toBe(true);
      }
    }
  });
});

describe("validate", () => {
  const fields = hcloud.resource("hcloud:index/firewall:Firewall")?.inputs ?? new Map();

  it("finds every problem at once, each with its path", () => {
    const problems = validate(fields, { nmae: "x", labels: { a: 1 }, rules: [{ direction: "in", port: 22 }] });
    expect(problems.map(({ path }) => path).sort()).toEqual(["labels.a", "nmae", "rules[0].port", "rules[0].protocol"]);
  });

  it("does not judge what only an up will know", () => {
    expect(validate(fields, { name: UNKNOWN, rules: [{ direction: UNKNOWN, protocol: UNKNOWN }] })).toEqual([]);
    expect(validate(fields, { rules: UNKNOWN })).toEqual([]);
  });

  it("does not repeat a value, which may be a secret", () => {
    expect(JSON.stringify(validate(fields, { labels: "hunter2" }))).not.toContain("hunter2");
  });
});
