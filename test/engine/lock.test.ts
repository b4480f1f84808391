import { describe, expect, it, onTestFinished, vi } from "vitest";
import { madeByClouds, openLab, until } from "./lab.ts";
import { hasS3Server, startS3Server } from "./s3-server.ts";

vi.setConfig({ testTimeout: 180_000 });

describe("two ups at once", () => {
  it("on state in a folder: one is refused by the other's lock, and nothing is lost", () => expectOneWins());

  it.skipIf(!hasS3Server())("on state on S3: one is refused by the other's lock, and nothing is lost", async () => {
    const server = await startS3Server();
    onTestFinished(() => server.stop());
    await expectOneWins(await server.makeBucket("states"));
  });
});

async function expectOneWins(backendUrl?: string): Promise<void> {
  // Slow clouds, so that the first is still at work when the second comes.
  const lab = await openLab({ ...(backendUrl ? { backendUrl } : {}), faults: { latency: 500 } });
  onTestFinished(() => lab.close());
  const first = lab.pulumi("production", "up");
  await until("the first has made something", () => lab.objects().length > 0);
  const second = await lab.pulumi("production", "up");
  const made = lab.objects().length;

  expect(second.exitCode).not.toBe(0);
  expect(second.output).toContain("the stack is currently locked by 1 lock(s)");
  expect(second.output).toContain("pulumi cancel");
  const { exitCode, output } = await first;
  expect(exitCode, output).toBe(0);
  expect(lab.objects().length).toBeGreaterThan(made); // the refusal came while the first was at work

  const { resources, pending } = await lab.state("production");
  expect(
    madeByClouds(resources)
      .map(({ urn }) => urn)
      .sort(),
  ).toEqual(
    lab
      .objects()
      .map(({ urn }) => urn)
      .sort(),
  );
  expect(pending).toEqual([]);
  const next = await lab.reopen({ faults: {} });
  expect(await next.succeed("production", "up")).toMatch(/Resources:\n\s+\d+ unchanged\n/);
  next.close();
}
