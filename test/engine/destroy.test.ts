import { afterEach, describe, expect, it, vi } from "vitest";
import { type Lab, madeByClouds, nameOf, openLab, openProgramLab, type State } from "./lab.ts";

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
    await expectOnly("production", {
      protectedOnes: [
        "boltfoundry-assets-bucket",
        "boltfoundry-assets-versioning",
        "boltfoundry-backups-bucket",
        "boltfoundry-backups-versioning",
        "boltfoundry-host-floating-ip",
        "boltfoundry-host-server",
        "boltfoundry-host-volume",
      ],
      neededByThem: ["boltfoundry-host-firewall", "boltfoundry-host-ssh-key-kamal"],
    });

    await lab.succeed("production", "up");
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(before);
  });

  it("of ci leaves the state of every environment", async () => {
    lab = await openLab();
    await lab.succeed("ci", "up");
    await lab.succeed("ci", "destroy", "--exclude-protected");
    await expectOnly("ci", {
      protectedOnes: [
        "boltfoundry-state-bucket",
        "boltfoundry-state-versioning",
        "candlefish-lock-table",
        "candlefish-state-bucket",
        "candlefish-state-encryption",
        "candlefish-state-expiry",
        "candlefish-state-policy",
        "candlefish-state-private",
        "candlefish-state-versioning",
      ],
      neededByThem: [],
    });
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

interface Left {
  readonly protectedOnes: readonly string[];
  readonly neededByThem: readonly string[];
}

/** What is left in the world is left in the state, and is just this. */
async function expectOnly(stack: string, { protectedOnes, neededByThem }: Left): Promise<void> {
  const { resources, pending } = await lab.state(stack);
  const left = madeByClouds(resources);
  expect(namesOf(left.filter(({ protect }) => protect))).toEqual(protectedOnes);
  expect(namesOf(left.filter(({ protect }) => !protect))).toEqual(neededByThem);
  expect(namesOf(lab.objects())).toEqual(namesOf(left));
  expect(pending).toEqual([]);
}

function namesOf(made: readonly { readonly urn: string }[]): readonly string[] {
  return made.map(({ urn }) => nameOf(urn)).sort();
}
