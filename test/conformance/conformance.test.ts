import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CloudLab, openCloud } from "../sandbox/clouds/cloud-lab.ts";
import { pluginFolder, type RealPlugin, startPlugin } from "./real-plugin.ts";
import { hcloudSpecimens, kubernetesSpecimens, randomSpecimens } from "./specimens.ts";

const kubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "nowhere", cluster: { server: "https://127.0.0.1:1" } }],
  contexts: [{ name: "nowhere", context: { cluster: "nowhere", user: "nobody" } }],
  users: [{ name: "nobody", user: {} }],
  "current-context": "nowhere",
});

const packages = [
  { name: "hcloud", settings: { token: "x".repeat(64) }, specimens: hcloudSpecimens },
  { name: "random", settings: {}, specimens: randomSpecimens },
  { name: "kubernetes", settings: { kubeconfig }, specimens: kubernetesSpecimens },
];

for (const { name, settings, specimens } of packages) {
  const folder = pluginFolder(name);
  if (!folder) {
    console.warn(
      `SKIPPED: conformance with the real ${name} plugin, which is not installed (pulumi plugin install resource ${name}).`,
    );
  }

  describe.skipIf(!folder)(`the sandbox against the real ${name} plugin`, () => {
    let real: RealPlugin;
    let simulated: CloudLab;

    beforeAll(async () => {
      real = await startPlugin(name, folder ?? "", settings);
      simulated = openCloud(name, "conformance", settings);
    });
    afterAll(() => real.stop());

    it.each(specimens)("$type: what is right, both accept", async (specimen) => {
      expect(simulated.reasons(specimen.type, specimen.valid)).toEqual([]);
      expect((await real.check(specimen.type, specimen.valid)).reasons).toEqual([]);
    });

    it.each(specimens)("$type: what the plugin refuses, the sandbox refuses", async (specimen) => {
      for (const inputs of specimen.wrong ?? []) {
        expect((await real.check(specimen.type, inputs)).reasons, JSON.stringify(inputs)).not.toEqual([]);
        expect(simulated.reasons(specimen.type, inputs), JSON.stringify(inputs)).not.toEqual([]);
      }
    });

    it.each(specimens)("$type: a change replaces in both or in none", async (specimen) => {
      const before = (await real.check(specimen.type, specimen.valid)).inputs;
      for (const change of specimen.changes) {
        const after = (await real.check(specimen.type, { ...specimen.valid, ...change })).inputs;
        const replaces = (await real.replaces(specimen.type, before, after)).length > 0;
        const simulatedReplaces =
          simulated.provider.diff(specimen.type, specimen.valid, { ...specimen.valid, ...change }).replaces.length > 0;
        expect(simulatedReplaces, `${JSON.stringify(change)} replaces`).toBe(replaces);
      }
    });
  });
}
