import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Lab, openProgramLab } from "./lab.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const kubernetes = `
import * as kubernetes from "@pulumi/kubernetes";
const kubeconfig = JSON.stringify({
  "current-context": "lab", contexts: [{ name: "lab", context: { cluster: "lab" } }],
});
const provider = new kubernetes.Provider("lab", { kubeconfig });
`;

const hetzner = `
import * as hcloud from "@pulumi/hcloud";
import { issueCredential } from "${import.meta.dirname}/../../sandbox/clouds/credentials.ts";
const token = (project: string) => issueCredential("hcloud", project, 64);
`;

/** A program that a cloud would refuse, by what is wrong with it, and what the engine prints. */
const refused: readonly (readonly [wrong: string, program: string, reason: string])[] = [
  [
    "an unknown property deep inside",
    `${kubernetes}
    const container: any = { name: "web", img: "example.com/web" };
    new kubernetes.core.v1.Pod("web", { spec: { containers: [container] } }, { provider });`,
    "spec.containers[0].img is not a property here; allowed: args, command, env",
  ],
  [
    "an object in a namespace that nothing makes",
    `${kubernetes}
    new kubernetes.core.v1.ConfigMap("settings", { metadata: { namespace: "nowhere" }, data: {} }, { provider });`,
    'kubernetes refuses ConfigMap: namespace "nowhere" does not exist in lab',
  ],
  [
    "a custom resource without its definition",
    `${kubernetes}
    new kubernetes.apiextensions.CustomResource("web", { apiVersion: "cert-manager.io/v1", kind: "Certificate" }, { provider });`,
    'no matches for kind "Certificate" in version "cert-manager.io/v1": its CustomResourceDefinition is not installed yet',
  ],
  [
    "a dangling reference",
    `${hetzner}
    const provider = new hcloud.Provider("lab", { token: token("lab") });
    new hcloud.VolumeAttachment("disk", { volumeId: 12345, serverId: 67890 }, { provider });`,
    "hcloud refuses VolumeAttachment: serverId names hcloud:index/server:Server 67890, which does not exist in lab",
  ],
  [
    "a token that opens nothing here",
    `import * as hcloud from "@pulumi/hcloud";
    const provider = new hcloud.Provider("lab", { token: "x".repeat(64) });
    new hcloud.SshKey("key", { publicKey: "ssh-ed25519 AAAA" }, { provider });`,
    "hcloud: this credential is none that the sandbox issued (401 Unauthorized)",
  ],
  [
    "no token",
    `import * as hcloud from "@pulumi/hcloud";
    const provider = new hcloud.Provider("lab");
    new hcloud.SshKey("key", { publicKey: "ssh-ed25519 AAAA" }, { provider });`,
    "hcloud: no API token. Give the provider one explicitly",
  ],
  [
    "a read that nobody can answer",
    `${hetzner}
    const provider = new hcloud.Provider("lab", { token: token("lab") });
    hcloud.getImageOutput({ name: "ubuntu-24.04" }, { provider });`,
    "the sandbox has no answer to hcloud:index/getImage:getImage",
  ],
  [
    "a default provider",
    `import * as random from "@pulumi/random";
    new random.RandomId("id", { byteLength: 4 });`,
    "Default provider for 'random' disabled",
  ],
];

describe.concurrent("the engine, in a preview", () => {
  it.each(refused)("refuses %s", async (_, program, reason) => {
    const lab = await openProgramLab(program);
    try {
      const { exitCode, output } = await lab.pulumi("production", "preview", "--color", "never");
      expect(output.replaceAll(/\s+/g, " ")).toContain(reason);
      expect(exitCode).not.toBe(0);
      expect(lab.world()).toEqual({});
    } finally {
      lab.close();
    }
  });
});

describe("two projects of one cloud", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openProgramLab(`${hetzner}
    for (const project of ["first", "second"]) {
      const provider = new hcloud.Provider(project, { token: token(project) });
      new hcloud.Firewall(project, { name: "same-name" }, { provider });
    }`);
  });
  afterAll(() => lab.close());

  it("stay apart by their tokens: a name can be taken once in each", async () => {
    await lab.succeed("production", "up");
    const files = Object.keys(lab.world()).map((file) => file.split("/").slice(0, -1).join("/"));
    expect(files.sort()).toEqual(["hcloud/first/Firewall", "hcloud/second/Firewall"]);
  });
});

describe("a type without a model", () => {
  it("is checked by its declarations, made, and named", async () => {
    const lab = await openProgramLab(`${hetzner}
    const provider = new hcloud.Provider("lab", { token: token("lab") });
    new hcloud.PlacementGroup("group", { name: "group", type: "spread" }, { provider });`);
    try {
      await lab.succeed("production", "up");
      expect(lab.sandbox.unjudged()).toEqual(["hcloud:index/placementGroup:PlacementGroup"]);
      expect(await lab.plan("production")).toEqual([]);
    } finally {
      lab.close();
    }
  });
});
