import { beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../sandbox/protocol/values.ts";
import { type CloudLab, openCloud } from "./cloud-lab.ts";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CRD = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
const WIDGET = "kubernetes:example.com/v1:Widget";

const configMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "app" },
  data: { a: "b" },
};

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["spec"],
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: { size: { type: "integer", minimum: 1 }, port: { "x-kubernetes-int-or-string": true } },
              },
            },
          },
        },
      },
    ],
  },
};

const widget = (spec: object) => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "w" },
  spec: spec as never,
});

function deployment(pod: object) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: pod as never },
    },
  };
}

let cluster: CloudLab;
beforeEach(() => {
  cluster = openCloud("kubernetes", "test-cluster");
});

describe("Kubernetes in the sandbox", () => {
  it("refuses an object in a namespace that does not exist, and takes it once it does", () => {
    const reason = 'kubernetes refuses ConfigMap: namespace "app" does not exist in test-cluster';
    expect(() => cluster.create(CONFIG_MAP, "settings", configMap)).toThrow(reason);
    expect(() => cluster.plan(CONFIG_MAP, "settings", configMap)).toThrow(reason);
    cluster.create(NAMESPACE, "app", { apiVersion: "v1", kind: "Namespace", metadata: { name: "app" } });
    expect(cluster.create(CONFIG_MAP, "settings", configMap)).toBe("app/settings");
  });

  it("takes an object in a namespace that the same preview makes first", () => {
    cluster.plan(NAMESPACE, "app", { apiVersion: "v1", kind: "Namespace", metadata: { name: "app" } });
    expect(() => cluster.plan(CONFIG_MAP, "settings", configMap)).not.toThrow();
  });

  it("takes it as well when something else about that namespace is not known yet", () => {
    const metadata = { name: "app", labels: { owner: UNKNOWN } };
    cluster.plan(NAMESPACE, "app", { apiVersion: "v1", kind: "Namespace", metadata });
    expect(() => cluster.plan(CONFIG_MAP, "settings", configMap)).not.toThrow();
  });

  it("does not take a namespace whose name is not known yet for one that is named", () => {
    cluster.plan(NAMESPACE, "app", { apiVersion: "v1", kind: "Namespace", metadata: { name: UNKNOWN } });
    expect(() => cluster.plan(CONFIG_MAP, "settings", configMap)).toThrow('namespace "app" does not exist');
  });

  it("refuses a custom resource whose definition is not installed yet", () => {
    const reason =
      'no matches for kind "Widget" in version "example.com/v1": its CustomResourceDefinition is not installed yet';
    expect(() => cluster.create(WIDGET, "w", widget({ size: 1 }))).toThrow(reason);
    expect(() => cluster.plan(WIDGET, "w", widget({ size: 1 }))).toThrow(reason);
  });

  it.each([
    ["a missing field", {}, "spec must have required property 'size'"],
    [
      "a field that the definition does not have",
      { size: 1, sise: 2 },
      'spec must NOT have additional properties: "sise"',
    ],
    ["a value out of range", { size: 0 }, "spec.size must be >= 1"],
    ["a wrong type", { size: "one" }, "spec.size must be integer"],
    ["neither a number nor a string", { size: 1, port: true }, "spec.port must be integer,string"],
  ])("refuses a custom resource with %s", (_, spec, reason) => {
    cluster.create(CRD, "widgets", definition);
    expect(() => cluster.create(WIDGET, "w", widget(spec))).toThrow(reason);
  });

  it("takes a custom resource that its definition allows, and keeps the definition as long as one exists", () => {
    const id = cluster.create(CRD, "widgets", definition);
    cluster.create(WIDGET, "w", widget({ size: 1, port: "http" }));
    expect(() => cluster.provider.delete(CRD, id)).toThrow(
      'it would take kubernetes:example.com/v1:Widget "default/w" with it',
    );
    cluster.provider.delete(WIDGET, "default/w");
    cluster.provider.delete(CRD, id);
    expect(cluster.world.list(CRD)).toEqual([]);
  });

  it.each([
    [
      "an unknown field deep inside",
      deployment({ containers: [{ name: "a", img: "x" }] }),
      "spec.template.spec.containers[0].img is not a property here",
    ],
    [
      "a missing field deep inside",
      deployment({ containers: [{ image: "x" }] }),
      "spec.template.spec.containers[0].name is required and missing",
    ],
    [
      "a wrong type deep inside",
      deployment({ containers: [{ name: "a", image: 7 }] }),
      "spec.template.spec.containers[0].image must be string",
    ],
  ])("refuses %s", (_, inputs, reason) => {
    expect(cluster.reasons(DEPLOYMENT, inputs).join("\n")).toContain(reason);
  });

  it.each([
    ["envFrom", { envFrom: [{ secretRef: { name: "keys" } }] }],
    ["env", { env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "keys", key: "a" } } }] }],
  ])("refuses pods that read a Secret which nothing provides, by %s", (_, container) => {
    const pods = deployment({ containers: [{ name: "a", image: "x", ...container }] });
    expect(() => cluster.create(DEPLOYMENT, "web", pods)).toThrow(
      'names Secret "keys", which nothing provides in namespace "default"',
    );
    cluster.create(SECRET, "keys", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "keys" },
      stringData: { a: "made up" },
    });
    expect(cluster.create(DEPLOYMENT, "web", pods)).toBe("default/web");
  });

  it.each(["Upper", "under_score", "-edge", "a".repeat(64)])("refuses the namespace name %s", (name) => {
    expect(cluster.reasons(NAMESPACE, { apiVersion: "v1", kind: "Namespace", metadata: { name } }).join()).toContain(
      "a DNS label of at most 63",
    );
  });

  it("says of a chart that it cannot judge it", () => {
    expect(cluster.reasons("kubernetes:helm.sh/v3:Release", { chart: "cert-manager" })).toEqual([]);
    expect(cluster.reasons("kubernetes:helm.sh/v3:Release", { chrat: "cert-manager" }).join()).toContain(
      "chrat is not a property here",
    );
  });
});
