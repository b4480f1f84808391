import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Lab, nameOf, openLab, type State } from "./lab.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let lab: Lab;
let asMade: { readonly state: State; readonly world: Readonly<Record<string, string>> };
beforeAll(async () => {
  lab = await openLab();
  await lab.succeed("production", "up");
  asMade = { state: await lab.state("production"), world: lab.world() };
});
afterAll(() => lab.close());

describe("what was changed by hand", () => {
  it("is not there where nobody changed anything: refresh leaves the state as it was", async () => {
    expect(await lab.succeed("production", "refresh")).toMatch(/Resources:\n\s+\d+ unchanged\n/);
    expect(await lab.state("production")).toEqual(asMade.state);
  });

  it("is found by refresh where a DNS record is deleted, and put back by up", async () => {
    rmSync(lab.object("boltfoundry-domain").file);
    expect(await lab.plan("production")).toEqual([]); // a preview believes the state
    expect(await lab.succeed("production", "refresh")).toMatch(/Resources:\n\s+- 1 deleted\n/);
    expect(missingFromState(await lab.state("production"))).toEqual(["boltfoundry-domain"]);

    expect(await lab.plan("production")).toEqual([{ op: "create", name: "boltfoundry-domain" }]);
    await lab.succeed("production", "up");
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(asMade);
  });

  it("is found by refresh where a firewall is opened, and undone by up", async () => {
    const { file, object } = lab.object("boltfoundry-host-firewall");
    const opened = { direction: "in", protocol: "tcp", port: "5432", sourceIps: ["0.0.0.0/0"], description: "by hand" };
    const rules = [...(object.inputs.rules as readonly unknown[]), opened];
    writeFileSync(file, JSON.stringify({ ...object, inputs: { ...object.inputs, rules } }));
    expect(await lab.succeed("production", "refresh")).toMatch(/Resources:\n\s+~ 1 updated\n/);

    expect(await lab.plan("production")).toEqual([{ op: "update", name: "boltfoundry-host-firewall" }]);
    await lab.succeed("production", "up");
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(asMade);
  });
});

function missingFromState({ resources }: State): readonly string[] {
  const there = new Set(resources.map(({ urn }) => urn));
  return asMade.state.resources.filter(({ urn }) => !there.has(urn)).map(({ urn }) => nameOf(urn));
}
