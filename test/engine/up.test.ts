import type { Unwrap } from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import type { CiOutputs, ProductionOutputs } from "../../stacks/outputs.ts";
import { type Lab, madeByClouds, openLab, type State } from "./lab.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.each(["ci", "production"])("up of %s from an empty world", (stack) => {
  let lab: Lab;
  let printed: string;
  let state: State;
  let outputs: unknown;

  beforeAll(async () => {
    lab = await openLab();
    printed = await lab.succeed(stack, "up");
    state = await lab.state(stack);
    outputs = await lab.outputs(stack);
  });
  afterAll(() => lab.close());

  it("succeeds without a warning, and leaves nothing pending", () => {
    expect(printed).not.toMatch(/warning/i);
    expect(state.pending).toEqual([]);
  });

  it("is judged by models of every type", () => {
    expect(lab.sandbox.unjudged()).toEqual([]);
  });

  it("makes in the world what stands in the state, and nothing else", () => {
    const inWorld = lab.objects().map(({ urn, id }) => `${urn} ${id}`);
    const inState = madeByClouds(state.resources).map(({ urn, id }) => `${urn} ${id}`);
    expect(inWorld.sort()).toEqual(inState.sort());
    expect(inWorld.length).toBeGreaterThan(4);
  });

  it("is followed by a preview without a step, and by an up that changes nothing", async () => {
    const world = lab.world();
    expect(await lab.plan(stack)).toEqual([]);
    expect(await lab.succeed(stack, "up")).toMatch(/Resources:\n\s+\d+ unchanged\n/);
    expect(await lab.state(stack)).toEqual(state);
    expect(lab.world()).toEqual(world);
  });

  it("agrees in every value with an up in another sandbox, by another process", async () => {
    const empty = await openLab();
    const { exitCode, output } = await empty.command("up", stack).ended;
    expect(exitCode, output).toBe(0);
    const other = await empty.reopen();
    expect(other.world()).toEqual(lab.world());
    expect(await other.outputs(stack)).toEqual(outputs);
    expect(await other.state(stack)).toEqual(state);
    other.close();
  });

  it("tells others what they may rely on", () => {
    if (stack === "ci") expectCi(outputs as Unwrap<CiOutputs>);
    else expectProduction(outputs as Unwrap<ProductionOutputs>, lab);
  });
});

function expectCi({ stateBackends }: Unwrap<CiOutputs>): void {
  expect(stateBackends).toEqual({
    boltfoundry: {
      bucket: "bft-terraform-state",
      url: "s3://bft-terraform-state?endpoint=hel1.your-objectstorage.com&region=hel1&s3ForcePathStyle=true",
    },
    candlefish: {
      bucket: "candlefish-terraform-state",
      url: expect.stringMatching(/^s3:\/\/candlefish-terraform-state\?region=us-east-1/),
    },
  });
}

function expectProduction({ boltfoundry }: Unwrap<ProductionOutputs>, lab: Lab): void {
  if (!boltfoundry) throw new Error("production tells nothing of Bolt Foundry");
  const { kamal, secretNames, ...others } = boltfoundry;
  expect(others).toEqual({
    url: "https://boltfoundry.com",
    assetsUrl: "https://assets.boltfoundry.com",
    assetsBucket: "bft-assets",
    backupsBucket: "bft-backups",
    serverIp: lab.object("boltfoundry-host-server").object.outputs.ipv4Address,
    floatingIp: lab.object("boltfoundry-host-floating-ip").object.outputs.ipAddress,
  });
  expect(secretNames).toEqual(expect.arrayContaining(["HYPERDX_API_KEY", "OPENAI_API_KEY", "SESSION_SECRET"]));
  expect(secretNames).not.toContain("HETZNER_API_TOKEN");
  expect(lab.object("boltfoundry-domain").object.inputs.content).toBe(boltfoundry.floatingIp);
  expect(parse(kamal.deploy)).toMatchObject({
    servers: { web: { hosts: [boltfoundry.floatingIp] } },
    env: { secret: secretNames },
  });
  expect(parse(kamal.litestream)).toMatchObject({ dbs: [{ replica: { bucket: "bft-backups" } }] });
}
