import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Properties } from "../../sandbox/world/world.ts";
import { type Lab, openLab, type StateResource } from "../engine/lab.ts";
import { pluginFolder, startPlugin } from "./real-plugin.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Packages of which the stacks have resources today, and what their plugin is configured with. */
const packages = [{ name: "hcloud", settings: { token: "x".repeat(64) } }];

describe("this repository's own stacks", () => {
  let lab: Lab;
  let resources: readonly StateResource[];
  beforeAll(async () => {
    lab = await openLab();
    for (const stack of lab.sandbox.project.stacks) await lab.succeed(stack, "up");
    const states = await Promise.all(lab.sandbox.project.stacks.map((stack) => lab.resources(stack)));
    resources = states.flatMap((state) => Object.values(state));
  });
  afterAll(() => lab.close());

  for (const { name, settings } of packages) {
    it.skipIf(!pluginFolder(name))(`hold nothing of ${name} that its real plugin would refuse`, async () => {
      const plugin = await startPlugin(name, pluginFolder(name) ?? "", settings);
      try {
        const own = resources.filter(({ type }) => type.startsWith(`${name}:`));
        expect(own.length).toBeGreaterThan(5);
        for (const { type, urn, inputs } of own) {
          expect((await plugin.check(type, inputs as Properties)).reasons, urn).toEqual([]);
        }
      } finally {
        plugin.stop();
      }
    });
  }

  it("are judged to the last type", () => {
    expect(lab.sandbox.unjudged()).toEqual([]);
  });
});
