import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/world/world.ts";
import { openWorld, specimenOf } from "./specimens.ts";

type Row = readonly [what: string, specimen: string, changes: Properties, reason: string];

const { cloud, made } = openWorld();

describe("AWS in the sandbox keeps", () => {
  it.each([
    ["a VPC that has subnets", "vpc", "still uses it"],
    ["a subnet that something stands in", "private-a", "DependencyViolation"],
    ["a group that others name", "group", "still uses it"],
    ["a route table that a subnet uses", "routes", "still uses it"],
    ["a role that has policies", "role", "DeleteConflict"],
    ["targets that a listener forwards to", "targets", "still uses it"],
    ["a certificate that a listener shows", "certificate", "still uses it"],
    ["a zone that holds records", "zone", "HostedZoneNotEmpty"],
    ["a rule that has targets", "event-rule", "still uses it"],
    ["a plan that has selections", "plan", "still uses it"],
    ["an HSM cluster that has HSMs", "hsm-cluster", "still uses it"],
  ])("%s", (_, name, reason) => {
    const { type } = specimenOf(name);
    expect(() => cloud.provider.delete(type, String(made(name).id))).toThrow(reason);
  });

  it.each<Row>([
    ["a protected database", "db", { deletionProtection: true }, "it has deletion protection"],
    [
      "a database of which nothing would remain",
      "db",
      { skipFinalSnapshot: false },
      "finalSnapshotIdentifier is required when skipFinalSnapshot is false",
    ],
    ["a protected load balancer", "balancer", { enableDeletionProtection: true }, "it has deletion protection"],
    ["a protected log group", "log-group", { deletionProtectionEnabled: true }, "it has deletion protection"],
  ])("%s", (_, name, changes, reason) => {
    const { type, inputs } = specimenOf(name);
    const own = openWorld();
    const id = String(own.made(name).id);
    own.cloud.provider.update(type, id, { ...inputs(own.made), ...changes }, false);
    expect(() => own.cloud.provider.delete(type, id)).toThrow(reason);
  });
});
