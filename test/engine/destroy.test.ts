import { afterEach, describe, expect, it, vi } from "vitest";
import { type Lab, madeByClouds, nameOf, openLab, openProgramLab, type State } from "./lab.ts";
import { removable } from "./state.ts";

vi.setConfig({ testTimeout: 180_000 });

let lab: Lab;
afterEach(() => lab.close());

describe("destroy", () => {
  it("of production is refused while anything is protected; without the protected, it leaves just that", async () => {
    lab = await openLab();
    await lab.succeed("production", "up");
    const before = { state: await lab.state("production"), world: lab.world() };
    const refused = await lab.sandbox.pulumi("production", ["destroy", "--yes"], { capture: true });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("boltfoundry-host-server");
    expect(refused.output).toContain("because it is protected");
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(before);

    await lab.succeed("production", "destroy", "--exclude-protected");
    await expectLeft("production", [
      "boltfoundry-assets-bucket",
      "boltfoundry-assets-versioning",
      "boltfoundry-backups-bucket",
      "boltfoundry-backups-versioning",
      "boltfoundry-host-floating-ip",
      "boltfoundry-host-server",
      "boltfoundry-host-volume",
      "candlefish-audit-logs-bucket",
      "candlefish-audit-logs-encryption",
      "candlefish-audit-logs-expiry",
      "candlefish-audit-logs-lock",
      "candlefish-audit-logs-policy",
      "candlefish-audit-logs-private",
      "candlefish-data-key",
      "candlefish-network-nat-address-us-east-1a",
      "candlefish-network-nat-address-us-east-1b",
      "candlefish-network-nat-address-us-east-1c",
      "candlefish-postgres-instance",
      "candlefish-records-key",
      "candlefish-redis-group",
      "candlefish-secret-encryption-key",
      "candlefish-secret-jwt-secret",
      "candlefish-secret-mongodb",
      "candlefish-secret-smithery-api",
      "candlefish-snapshots-bucket",
      "candlefish-snapshots-encryption",
      "candlefish-snapshots-expiry",
      "candlefish-snapshots-lock",
      "candlefish-snapshots-policy",
      "candlefish-snapshots-private",
      "candlefish-vault-audit-log",
      "candlefish-vault-load-balancer",
      "candlefish-vault-nodes",
      "candlefish-vault-tls",
      "candlefish-vault-unseal-key",
    ]);

    await lab.succeed("production", "up");
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(before);
  });

  it("of ci leaves the state of every environment", async () => {
    lab = await openLab();
    await lab.succeed("ci", "up");
    await lab.succeed("ci", "destroy", "--exclude-protected");
    await expectLeft("ci", [
      "boltfoundry-state-bucket",
      "boltfoundry-state-versioning",
      "candlefish-lock-table",
      "candlefish-state-bucket",
      "candlefish-state-encryption",
      "candlefish-state-expiry",
      "candlefish-state-policy",
      "candlefish-state-private",
      "candlefish-state-versioning",
    ]);
  });

  it("of a program without protection leaves nothing", async () => {
    lab = await openProgramLab(`
      import * as random from "@pulumi/random";
      const opts = { provider: new random.Provider("random") };
      for (const name of ["one", "two", "three"]) new random.RandomPet(name, {}, opts);
    `);
    await lab.succeed("production", "up");
    expect(lab.objects()).toHaveLength(3);
    await lab.succeed("production", "destroy");
    expect(lab.world()).toEqual({});
    expect(await lab.state("production")).toEqual({ resources: [], pending: [] } satisfies State);
  });
});

/** What is left in the world is left in the state: what is protected, and what something that is left needs. */
async function expectLeft(stack: string, protectedOnes: readonly string[]): Promise<void> {
  const { resources, pending } = await lab.state(stack);
  const left = madeByClouds(resources);
  expect(namesOf(left.filter(({ protect }) => protect))).toEqual(protectedOnes);
  expect(namesOf(removable(resources))).toEqual([]);
  expect(namesOf(lab.objects())).toEqual(namesOf(left));
  expect(pending).toEqual([]);
}

function namesOf(made: readonly { readonly urn: string }[]): readonly string[] {
  return made.map(({ urn }) => nameOf(urn)).sort();
}
