import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FaultInjector, parseFault } from "../../../sandbox/world/faults.ts";
import { Seed } from "../../../sandbox/world/seed.ts";
import { World } from "../../../sandbox/world/world.ts";

const SERVER = "hcloud:index/server:Server";
const object = { type: SERVER, id: "1", urn: "urn", generation: 0, inputs: { name: "web" }, outputs: {} };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "world-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("World", () => {
  it("keeps an object in a file that a person finds, and finds what a person changed there", () => {
    const account = new World(directory).account("hcloud", "bft_production");
    account.put(object);
    const file = join(directory, "hcloud", "bft_production", "Server", "1.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("web", "changed by hand"));
    expect(account.get(SERVER, "1")?.inputs.name).toBe("changed by hand");
    rmSync(file);
    expect(account.get(SERVER, "1")).toBeUndefined();
    expect(account.list(SERVER)).toEqual([]);
  });

  it("keeps accounts apart", () => {
    const world = new World(directory);
    world.account("hcloud", "bft_production").put(object);
    expect(world.account("hcloud", "bft_ci").list(SERVER)).toEqual([]);
  });

  it("keeps ids that are no file names", () => {
    const account = new World(directory).account("kubernetes", "../outside");
    account.put({ ...object, id: "../../name:with/slashes" });
    expect(account.get(SERVER, "../../name:with/slashes")?.id).toBe("../../name:with/slashes");
    expect(readdirSync(directory)).toEqual(["kubernetes"]);
  });

  it("names the file that can no longer be read", () => {
    const account = new World(directory).account("hcloud", "bft_production");
    account.put(object);
    writeFileSync(join(directory, "hcloud", "bft_production", "Server", "1.json"), "{");
    expect(() => account.get(SERVER, "1")).toThrow(
      /1\.json is no longer an object of the sandbox's world .*; repair or delete it/,
    );
  });
});

describe("Seed", () => {
  it("draws the same values for the same resource, and others for its replacement, its neighbour and another stack", () => {
    const urn = "urn:pulumi:production::groundplan::t::a";
    const draw = (seed: Seed) => [seed.hex(8), seed.ipv4(), seed.uuid(), seed.integer(1, 1e9)];
    expect(draw(new Seed(urn))).toEqual(draw(new Seed(urn)));
    for (const other of [new Seed(urn, 1), new Seed(`${urn}b`), new Seed(urn.replace("production", "ci"))]) {
      expect(draw(other)).not.toEqual(draw(new Seed(urn)));
    }
  });

  it("draws values that look like what they are and belong to nobody", () => {
    const seed = new Seed("urn");
    expect(seed.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(seed.ipv4()).toMatch(/^198\.1[89](\.\d{1,3}){2}$/);
    expect(seed.ipv6Prefix()).toMatch(/^2001:db8:[0-9a-f]{4}:[0-9a-f]{4}$/);
    expect(seed.hex(7)).toHaveLength(7);
    expect(seed.text(100, "ab")).toMatch(/^[ab]{100}$/);
  });
});

describe("faults", () => {
  it("lets just the call fail that was asked for", async () => {
    const faults = new FaultInjector({ failing: [parseFault("create:2")], hanging: [], latency: 0 });
    await faults.before("create");
    await faults.before("read");
    await expect(faults.before("create")).rejects.toThrow("503 Service Unavailable (fault asked for: create number 2)");
    await faults.before("create");
  });

  it.each(["create", "create:0", "create:x", "crate:1", ""])("refuses the fault %j", (text) => {
    expect(() => parseFault(text)).toThrow(
      `--fault is ${JSON.stringify(text)}; use <call>:<n>, such as create:3 for the third.`,
    );
  });
});
