import { describe, expect, it } from "vitest";
import { differences, pick } from "../../../sandbox/protocol/paths.ts";
import { UNKNOWN } from "../../../sandbox/protocol/values.ts";
import { openCloud } from "../clouds/cloud-lab.ts";

describe("differences", () => {
  it.each([
    ["nothing", { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ["a value", { a: 1 }, { a: 2 }, ["update a"]],
    ["a type", { a: 1 }, { a: "1" }, ["update a"]],
    ["a new property", {}, { a: 1 }, ["add a"]],
    ["a property that is gone", { a: 1 }, {}, ["delete a"]],
    ["a null for nothing", { a: null }, {}, []],
    ["what is not known yet", { a: 1 }, { a: UNKNOWN }, ["update a"]],
    ["a leaf deep inside", { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, ["update a.b[0].c"]],
    ["a longer list", { a: [1] }, { a: [1, 2] }, ["add a[1]"]],
    ["a name that is no word", { a: { "b/c": 1 } }, { a: { "b/c": 2 } }, ['update a["b/c"]']],
  ])("finds %s", (_, before, after, expected) => {
    expect(differences(before, after).map(({ kind, path }) => `${kind} ${path}`)).toEqual(expected);
  });
});

describe("pick", () => {
  const properties = { rules: [{ port: 1 }, {}, { port: 3 }], name: "x" };

  it.each([
    ["name", ["name=x"]],
    ["rules[*].port", ["rules[0].port=1", "rules[2].port=3"]],
    ["rules[*].missing", []],
    ["name[*]", []],
    ["missing.deeper", []],
  ])("finds %s", (path, expected) => {
    expect(pick(properties, path).map((found) => `${found.path}=${String(found.value)}`)).toEqual(expected);
  });
});

describe("a change", () => {
  const server = { name: "web", serverType: "cpx11", location: "ash" };
  const deployment = { metadata: { name: "web" }, spec: { replicas: 1, selector: { matchLabels: { app: "a" } } } };
  const hcloud = openCloud("hcloud", "lab").provider;
  const kubernetes = openCloud("kubernetes", "lab").provider;
  const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

  it.each([
    ["of nothing", server, {}, [], false],
    ["in place", server, { serverType: "cpx21" }, [], false],
    ["that replaces, where the name must first be free", server, { location: "hil" }, ["location"], true],
    ["that replaces under another name", server, { location: "hil", name: "other" }, ["location"], false],
  ])("%s", (_, before, change, replaces, deleteBeforeReplace) => {
    const verdict = hcloud.diff("hcloud:index/server:Server", before, { ...before, ...change });
    expect(verdict).toMatchObject({ replaces, deleteBeforeReplace });
    expect(verdict.differences.length > 0).toBe(Object.keys(change).length > 0);
  });

  it.each([
    ["replaces within a path", { ...deployment.spec, selector: { matchLabels: { app: "b" } } }, ["spec.selector"]],
    ["does not replace beside it", { ...deployment.spec, replicas: 2 }, []],
    ["replaces where the whole around it is not known yet", UNKNOWN, ["spec.selector"]],
  ])("%s", (_, spec, replaces) => {
    expect(kubernetes.diff(DEPLOYMENT, deployment, { ...deployment, spec }).replaces).toEqual(replaces);
  });
});

describe("a name that the program leaves out", () => {
  it("is made of the resource's name, and kept as long as the object lives", () => {
    const { provider } = openCloud("hcloud", "lab");
    const type = "hcloud:index/firewall:Firewall";
    const urn = `urn:pulumi:production::groundplan::${type}::fence`;
    const { inputs } = provider.check(urn, type, {}, {});
    expect(inputs.name).toMatch(/^fence-[0-9a-f]{7}$/);
    expect(provider.check(urn, type, { name: "fence-kept" }, {}).inputs.name).toBe("fence-kept");
    expect(provider.check(urn, type, { name: "fence-kept" }, { name: "chosen" }).inputs.name).toBe("chosen");
  });

  it("stands where Kubernetes keeps it", () => {
    const { provider } = openCloud("kubernetes", "lab");
    const type = "kubernetes:core/v1:ConfigMap";
    const { inputs } = provider.check(
      `urn:pulumi:p::g::${type}::settings`,
      type,
      {},
      { metadata: { labels: { a: "b" } } },
    );
    expect(inputs.metadata).toEqual({ labels: { a: "b" }, name: expect.stringMatching(/^settings-[0-9a-f]{7}$/) });
  });
});
