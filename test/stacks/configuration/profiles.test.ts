import { expect, it } from "vitest";
import { profiles } from "../../../stacks/configuration/profiles.ts";

it("guards production and the state of production alike, and gives only production a way out for each zone", () => {
  const guarded = {
    protect: true,
    deletionProtection: true,
    keepOldStateVersionsDays: 90,
    backupRetentionDays: 30,
    auditRetentionDays: 365,
    searchableLogDays: 90,
  };
  expect(profiles).toEqual({
    ci: { ...guarded, natGateways: "one" },
    production: { ...guarded, natGateways: "each-zone" },
  });
});
