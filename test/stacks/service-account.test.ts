import { RunError } from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { serviceAccountToken } from "../../stacks/service-account.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("serviceAccountToken", () => {
  it("comes from the environment", () => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", "ops_MadeUp");
    expect(serviceAccountToken("ci", "madeupvault")).toBe("ops_MadeUp");
  });

  it.each([undefined, ""])("says what is missing, where to get it and how to set it: %j", (token) => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", token);
    expect(() => serviceAccountToken("ci", "madeupvault")).toThrow(
      new RunError(
        "OP_SERVICE_ACCOUNT_TOKEN is not set. The ci stack reads its credentials from 1Password with a service account " +
          "that may read the vault madeupvault and no other.\n" +
          "Where to get it: 1Password, Developer, Service Accounts; the token is shown once.\n" +
          "How to set it: export OP_SERVICE_ACCOUNT_TOKEN=… in this shell; in GitHub, as the only secret of the " +
          "environment ci.",
      ),
    );
  });

  it("stands alone: a Connect token would win, and leak", () => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", "ops_MadeUp");
    vi.stubEnv("OP_CONNECT_TOKEN", "made-up");
    expect(() => serviceAccountToken("ci", "madeupvault")).toThrow(
      new RunError(
        "OP_CONNECT_TOKEN is set: 1Password would be read with it, not with OP_SERVICE_ACCOUNT_TOKEN, and it would end up " +
          "in the state in clear. Run `unset OP_CONNECT_TOKEN` first.",
      ),
    );
  });
});
