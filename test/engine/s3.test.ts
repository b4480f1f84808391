import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Lab, madeByClouds, nameOf, openLab, type State } from "./lab.ts";
import { hasS3Server, type S3Server, startS3Server } from "./s3-server.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(!hasS3Server())("state on S3", () => {
  let server: S3Server;
  let lab: Lab;
  let asMade: { readonly state: State; readonly world: Readonly<Record<string, string>> };

  beforeAll(async () => {
    server = await startS3Server();
    lab = await openLab({ backendUrl: await server.makeBucket("states") });
    await lab.succeed("production", "up");
    asMade = { state: await lab.state("production"), world: lab.world() };
  });
  afterAll(async () => {
    lab.close();
    await server.stop();
  });

  it("lies in the bucket with its history and a backup, without a lock", async () => {
    const objects = await server.list("states");
    expect(objects).toContain(".pulumi/stacks/groundplan/production.json");
    expect(new Set(objects.map((key) => key.split("/")[1]))).toEqual(
      new Set(["stacks", "history", "backups", "meta.yaml"]),
    );
  });

  it("is followed by a preview without a step", async () => {
    expect(await lab.plan("production")).toEqual([]);
  });

  it("knows what one edited value changes: just that resource", async () => {
    lab.configure("production", (text) => text.replace("[0.0.0.0/0, ", "["));
    expect(await lab.plan("production")).toEqual([{ op: "update", name: "boltfoundry-host-firewall" }]);
    expect(await lab.succeed("production", "up")).toMatch(/Resources:\n\s+~ 1 updated\n/);
  });

  it("learns from refresh that a DNS record was deleted, and up puts it back", async () => {
    const before = { state: await lab.state("production"), world: lab.world() };
    rmSync(lab.object("boltfoundry-cdn-record").file);
    expect(await lab.succeed("production", "refresh")).toMatch(/Resources:\n\s+- 1 deleted\n/);
    await lab.succeed("production", "up");
    expect({ state: await lab.state("production"), world: lab.world() }).toEqual(before);
  });

  it("stays locked after a kill until pulumi cancel; after a refresh the next up makes just the rest", async () => {
    const killed = await openLab({ backendUrl: await server.makeBucket("killed") });
    onTestFinished(() => killed.close());
    await killed.kill("production", 5);
    const next = await killed.reopen();
    onTestFinished(() => next.close());
    const refused = await next.pulumi("production", "up");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("the stack is currently locked by 1 lock(s)");
    expect(next.objects()).toHaveLength(4);

    await next.succeed("production", "cancel");
    await next.succeed("production", "refresh", "--clear-pending-creates");
    expect(await next.succeed("production", "up")).not.toMatch(/pending operation/);
    expect({ state: await next.state("production"), world: next.world() }).toEqual(asMade);
  });

  it("keeps, after a destroy, just what is protected and what that needs", async () => {
    await lab.succeed("production", "destroy", "--exclude-protected");
    const { resources } = await lab.state("production");
    const left = madeByClouds(resources).map(({ urn }) => nameOf(urn));
    expect(left).toContain("boltfoundry-host-volume");
    expect(left).not.toContain("boltfoundry-domain");
    expect(left.sort()).toEqual(
      lab
        .objects()
        .map(({ urn }) => nameOf(urn))
        .sort(),
    );
  });
});
