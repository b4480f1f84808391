import { expect, it } from "vitest";
import { profiles } from "../../../stacks/configuration/profiles.ts";

it("guards production and the state of production alike", () => {
  const guarded = { protect: true, deletionProtection: true, keepOldStateVersionsDays: 90, backupRetentionDays: 30 };
  expect(profiles).toEqual({ ci: guarded, production: guarded });
});
