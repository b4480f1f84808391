import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readLandscape, type Vault } from "../../sandbox/clouds/landscape.ts";
import { onepassword, serviceAccountToken } from "../../sandbox/clouds/onepassword/cloud.ts";
import { ambientCredentials } from "../../sandbox/environment/variables.ts";
import { World } from "../../sandbox/world/world.ts";
import { filesIn, type Lab, openLab, projectFilesIn } from "./lab.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const landscape = readLandscape();
let lab: Lab;
const printed: Record<string, string> = {};

beforeAll(async () => {
  lab = await openLab();
  printed.preview = await lab.succeed("production", "preview", "--diff");
  printed.up = await lab.succeed("production", "up", "--diff");
  printed.refresh = await lab.succeed("production", "refresh", "--diff");
  printed.export = await lab.succeed("production", "stack", "export");
  printed.outputs = await lab.succeed("production", "stack", "output", "--json");
});
afterAll(() => lab.close());

describe("the credentials of production", () => {
  it("are many, and the program reads them", () => {
    expect(credentials().length).toBeGreaterThan(8);
    expect(lab.object("boltfoundry-host-server")).toBeDefined(); // Hetzner let it in
  });

  it.each(["preview", "up", "refresh", "export", "outputs"])("are not in what %s prints", (command) => {
    expect(printed[command]).toContain("bft-assets");
    expect(leaksIn({ [command]: printed[command] ?? "" })).toEqual([]);
  });

  it("stand nowhere in clear in the state, its history and its backups", () => {
    const files = filesIn(lab.sandbox.directories.state);
    const folders = new Set(Object.keys(files).map((file) => file.split("/")[1]));
    expect(folders).toEqual(new Set(["stacks", "history", "backups", "meta.yaml"]));
    expect(leaksIn(files)).toEqual([]);
  });

  it("stand nowhere in the engine's home and the project's files", () => {
    const { home, project } = lab.sandbox.directories;
    expect(leaksIn({ ...filesIn(home), ...projectFilesIn(project) })).toEqual([]);
  });

  it("are found by this test where they do stand in clear", async () => {
    const clear = await lab.succeed("production", "stack", "export", "--show-secrets");
    expect(leaksIn({ clear }).length).toBeGreaterThan(2);
  });

  it("are names and references in the files for Kamal", () => {
    const { boltfoundry } = JSON.parse(printed.outputs ?? "") as { boltfoundry: { kamal: { secrets: string } } };
    const lines = boltfoundry.kamal.secrets.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    for (const line of lines)
      expect(line).toMatch(/^[A-Z_]+=[a-z]*=?\$\(op read op:\/\/[a-z0-9]{26}\/[a-z0-9]{26}\/\w+\)$/);
    expect(lines.length).toBeGreaterThan(4);
  });
});

/** Where a credential stands in clear or in base64: the file and what the credential is, never its value. */
function leaksIn(texts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(texts).flatMap(([file, text]) =>
    credentials()
      .filter(({ value }) => text.includes(value) || text.includes(btoa(value)))
      .map(({ what }) => `${what} in ${file}`),
  );
}

function credentials(): readonly { readonly what: string; readonly value: string }[] {
  const vaults = landscape.onepassword.filter(({ environment }) => environment === "production");
  return [
    ...vaults.flatMap(valuesOf),
    { what: "token of the service account", value: serviceAccountToken("production") },
    { what: "AWS_SECRET_ACCESS_KEY", value: ambientCredentials(landscape).AWS_SECRET_ACCESS_KEY ?? "" },
  ];
}

// As the provider reads them: the same landscape, the same functions.
function valuesOf({ id, environment, items }: Vault) {
  const read = onepassword(landscape).functions?.["onepassword:index/getItem:getItem"];
  if (!read) throw new Error("the simulated 1Password reads no items");
  const account = { name: environment, settings: {}, world: new World("").account("onepassword", environment) };
  return items.flatMap((item) => {
    const fields = read({ args: { vault: id, uuid: item.id }, account });
    return ["username", "password", "credential"].flatMap((field) => {
      const value = fields[field];
      return typeof value === "string" && value !== "" ? [{ what: `${field} of ${item.title}`, value }] : [];
    });
  });
}
