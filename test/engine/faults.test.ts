import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Faults } from "../../sandbox/world/faults.ts";
import { type Lab, madeByClouds, openLab, type State } from "./lab.ts";
import { removable } from "./state.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

type Method = Faults["failing"][number]["method"];

let undisturbed: { readonly state: State; readonly world: Readonly<Record<string, string>> };
let lab: Lab; // the one that is open; a recovery opens its folder anew
beforeAll(async () => {
  lab = await openLab();
  await lab.succeed("production", "up");
  undisturbed = await outcome();
});
afterAll(() => lab.close());

describe("a cloud that fails", () => {
  it("at a read ends the refresh, which changes nothing; the next one succeeds", async () => {
    await expectFailure("read", 3, "refresh");
    expect(await outcome()).toEqual(undisturbed);
    await recover("refresh");
    expect(await outcome()).toEqual(undisturbed);
  });

  it("at the read of a credential ends the up before it changes anything; the next one succeeds", async () => {
    await expectFailure("invoke", 1, "up");
    expect(lab.world()).toEqual(undisturbed.world);
    await recover("up");
    expect(await outcome()).toEqual(undisturbed);
  });

  it("at an update keeps the old value in state and world, and the next up updates it", async () => {
    await reopen({ method: "update", call: 1 });
    closeSshToIpv4();
    await expectMessage("update", 1, "up");
    expect(await outcome()).toEqual(undisturbed);

    await reopen();
    closeSshToIpv4();
    expect(await lab.succeed("production", "up")).toMatch(/Resources:\n\s+~ 1 updated\n/);
    expect(JSON.stringify(lab.object("boltfoundry-host-firewall").object.inputs)).toContain('["::/0"]');
  });

  it("at a deletion keeps that object in state and world, and the next destroy deletes it", async () => {
    await expectFailure("delete", 2, "destroy", "--exclude-protected");
    await expectStateAndWorldToAgree();
    expect(removable((await lab.state("production")).resources)).not.toEqual([]);

    await recover("destroy", "--exclude-protected");
    await expectStateAndWorldToAgree();
    expect(removable((await lab.state("production")).resources)).toEqual([]);
  });

  it("at the first create and at two later ones keeps what was made, and the next up makes just the rest", async () => {
    lab.close();
    lab = await openLab();
    const made = [0];
    for (const call of [1, 5, 4]) {
      await expectFailure("create", call, "up");
      await expectStateAndWorldToAgree();
      made.push(lab.objects().length);
    }
    expect(made).toEqual([...made].sort((one, other) => one - other));
    expect(made.at(-1)).toBeLessThan(Object.keys(undisturbed.world).length);

    await recover("up");
    expect(await outcome()).toEqual(undisturbed);
  });
});

async function outcome() {
  return { state: await lab.state("production"), world: lab.world() };
}

async function reopen(...failing: Faults["failing"]): Promise<void> {
  lab = await lab.reopen({ faults: { failing } });
}

async function expectFailure(method: Method, call: number, ...args: string[]): Promise<void> {
  await reopen({ method, call });
  await expectMessage(method, call, ...args);
}

async function expectMessage(method: Method, call: number, ...args: string[]): Promise<void> {
  const { exitCode, output } = await lab.pulumi("production", ...args);
  expect(exitCode).not.toBe(0);
  expect(output).toContain(`503 Service Unavailable (fault asked for: ${method} number ${call})`);
}

async function recover(...args: string[]): Promise<void> {
  await reopen();
  await lab.succeed("production", ...args);
}

function closeSshToIpv4(): void {
  lab.configure("production", (text) => text.replace("[0.0.0.0/0, ", "["));
}

async function expectStateAndWorldToAgree(): Promise<void> {
  const { resources, pending } = await lab.state("production");
  const inState = madeByClouds(resources).map(({ urn, id }) => `${urn} ${id}`);
  expect(
    lab
      .objects()
      .map(({ urn, id }) => `${urn} ${id}`)
      .sort(),
  ).toEqual(inState.sort());
  expect(pending).toEqual([]);
}
