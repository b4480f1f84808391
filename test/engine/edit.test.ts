import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Lab, nameOf, openLab, type State, type Step } from "./lab.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  await lab.succeed("production", "up");
});
afterAll(() => lab.close());

describe("the edit of one value", () => {
  it("plans one update of just that resource, and changes nothing else in state and world", async () => {
    const before = { state: await lab.state("production"), world: lab.world() };
    const rules = firewallRules();
    lab.configure("production", (text) => text.replace('sshFrom: [0.0.0.0/0, "::/0"]', "sshFrom: [192.0.2.0/24]"));
    expect(await lab.plan("production")).toEqual([{ op: "update", name: "boltfoundry-host-firewall" }]);
    await lab.succeed("production", "up");

    expect(changedResources(before.state, await lab.state("production"))).toEqual(["boltfoundry-host-firewall"]);
    expect(changedFiles(before.world, lab.world())).toEqual([
      expect.stringMatching(/^hcloud\/.*\/Firewall\/\d+\.json$/),
    ]);
    expect(firewallRules()).toEqual(
      rules.map((rule) => (rule.description === "SSH" ? { ...rule, sourceIps: ["192.0.2.0/24"] } : rule)),
    );
    expect(await lab.plan("production")).toEqual([]);
  });

  it("that another resource is called by replaces that one, and updates those that name it", async () => {
    const before = await lab.state("production");
    lab.configure("production", (text) => text.replace("hostname: assets.", "hostname: files."));
    expect([...(await lab.plan("production"))].sort(byName)).toEqual([
      { op: "update", name: "boltfoundry-cdn-record" },
      { op: "update", name: "boltfoundry-cdn-route" },
      { op: "replace", name: "boltfoundry-cdn-worker" },
    ]);
    await lab.succeed("production", "up");

    const changed = changedResources(before, await lab.state("production"));
    const tellingTheUrl = ["boltfoundry", "boltfoundry-cdn", "groundplan-production"];
    expect(changed.filter((name) => !tellingTheUrl.includes(name))).toEqual([
      "boltfoundry-cdn-record",
      "boltfoundry-cdn-route",
      "boltfoundry-cdn-worker", // gone
      "boltfoundry-cdn-worker", // come
    ]);
    expect(lab.object("boltfoundry-cdn-worker").object.id).toBe("files-boltfoundry-com");
    expect(await lab.plan("production")).toEqual([]);
  });

  it("that would replace what is protected is refused, before anything changes", async () => {
    const before = { state: await lab.state("production"), world: lab.world() };
    lab.configure("production", (text) => text.replace("image: ubuntu-24.04", "image: ubuntu-26.04"));
    const { exitCode, output } = await lab.pulumi("production", "up");
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(
      /unable to replace resource .*::boltfoundry-host-server"\s+as it is currently marked for protection/,
    );
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(before);
  });
});

function firewallRules(): readonly { readonly description: string; readonly sourceIps: readonly string[] }[] {
  return lab.object("boltfoundry-host-firewall").object.inputs.rules as never;
}

function byName(one: Step, other: Step): number {
  return one.name < other.name ? -1 : 1;
}

/** Names of the resources that came, went or changed. */
function changedResources(before: State, after: State): readonly string[] {
  const [then, now] = [before, after].map(({ resources }) =>
    Object.fromEntries(resources.map((resource) => [`${resource.urn} ${resource.id}`, JSON.stringify(resource)])),
  );
  return changedFiles(then ?? {}, now ?? {})
    .map((key) => nameOf(key.split(" ")[0] ?? ""))
    .sort();
}

/** The keys whose values differ. */
function changedFiles(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
}
