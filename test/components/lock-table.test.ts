import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { lockTable } from "../../components/storage/lock-table.ts";
import { inventory, named, record } from "../recorder.ts";

describe("lockTable", () => {
  it("makes exactly a guarded table with Terraform's key", async () => {
    const resources = await record(() => lockTable("locks", { tableName: "terraform-state-lock" }));

    expect(inventory(resources)).toEqual(["aws:dynamodb/table:Table locks"]);
    expect(named(resources, "locks")).toMatchObject({
      inputs: {
        name: "terraform-state-lock",
        billingMode: "PAY_PER_REQUEST",
        hashKey: "LockID",
        attributes: [{ name: "LockID", type: "S" }],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true },
        deletionProtectionEnabled: true,
      },
      options: { protect: true, retainOnDelete: true },
    });
  });

  it("is loose when asked", async () => {
    const args = { tableName: "locks-of-a-test", protect: false, deletionProtection: false };
    const table = named(await record(() => lockTable("locks", args)), "locks");
    expect(table.inputs.deletionProtectionEnabled).toBe(false);
    expect(table.options).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it.each(["ab", "no spaces", "x".repeat(256)])("refuses the name %s and registers nothing", async (tableName) => {
    const resources = await record(() => {
      expect(() => lockTable("locks", { tableName })).toThrow(
        new RunError(
          `lockTable "locks": tableName is "${tableName}"; use 3–255 letters, digits, dots, hyphens and underscores`,
        ),
      );
    });
    expect(resources).toEqual([]);
  });
});
