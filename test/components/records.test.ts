import { describe, expect, it } from "vitest";
import { addressRecord, aliasRecord } from "../../components/dns/records.ts";
import { named, record } from "../recorder.ts";

const common = { zoneId: "0123456789abcdef0123456789abcdef", hostname: "example.com", comment: "An example" };

describe("records", () => {
  it("shows an address to everyone unless told to hide it", async () => {
    const resources = await record(() => {
      addressRecord("plain", { ...common, address: "203.0.113.10" });
      addressRecord("hidden", { ...common, address: "203.0.113.10", proxied: true });
    });
    const inputs = {
      zoneId: common.zoneId,
      name: "example.com",
      type: "A",
      content: "203.0.113.10",
      ttl: 1,
      comment: "An example",
    };
    expect(named(resources, "plain").inputs).toEqual({ ...inputs, proxied: false });
    expect(named(resources, "hidden").inputs).toEqual({ ...inputs, proxied: true });
  });

  it("makes an alias", async () => {
    const resources = await record(() => aliasRecord("alias", { ...common, target: "example.org" }));
    expect(named(resources, "alias").inputs).toMatchObject({ type: "CNAME", content: "example.org", proxied: false });
  });
});
