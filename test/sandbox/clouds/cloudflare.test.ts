import { beforeEach, describe, expect, it } from "vitest";
import { type CloudLab, openCloud } from "./cloud-lab.ts";

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const ROUTE = "cloudflare:index/workersRoute:WorkersRoute";
const SCRIPT = "cloudflare:index/workersScript:WorkersScript";
const zoneId = "0123456789abcdef0123456789abcdef";
const accountId = "fedcba9876543210fedcba9876543210";
const record = { zoneId, name: "boltfoundry.com", type: "A", content: "198.18.0.1", ttl: 1 };

let cloud: CloudLab;
beforeEach(() => {
  cloud = openCloud("cloudflare", "bft");
});

describe("Cloudflare in the sandbox", () => {
  it.each([
    [
      "a record in no zone",
      RECORD,
      { ...record, zoneId: "f".repeat(32) },
      "this token opens 0123456789abcdef0123456789abcdef (boltfoundry.com)",
    ],
    [
      "an address that is none",
      RECORD,
      { ...record, content: "example.com" },
      'content is "example.com", which is nothing that a record of type A can point to',
    ],
    [
      "a proxied text",
      RECORD,
      { ...record, type: "TXT", content: "x", proxied: true },
      "proxied is not possible for a record of type TXT",
    ],
    [
      "a proxied record with a TTL",
      RECORD,
      { ...record, proxied: true, ttl: 300 },
      "ttl must be 1 (automatic) for a proxied record",
    ],
    ["a TTL out of range", RECORD, { ...record, ttl: 5 }, "ttl is 5; use 1 (automatic) or 60 to 86400 seconds"],
    ["a Worker without code", SCRIPT, { accountId, scriptName: "cdn" }, "content or contentFile is required"],
    [
      "a Worker of somebody else",
      SCRIPT,
      { accountId: "0".repeat(32), scriptName: "cdn", content: "x" },
      "this token opens fedcba9876543210fedcba9876543210",
    ],
  ])("refuses %s", (_, type, inputs, reason) => {
    expect(cloud.reasons(type, inputs).join("\n")).toContain(reason);
  });

  it("lets a CNAME stand alone", () => {
    cloud.create(RECORD, "a", record);
    const cname = { ...record, type: "CNAME", content: "elsewhere.example.com" };
    expect(cloud.reasons(RECORD, cname).join()).toContain("name already has a record of type A; a CNAME stands alone");
  });

  it("refuses a route to a Worker that does not exist, and keeps a Worker that a route needs", () => {
    const route = { zoneId, pattern: "assets.boltfoundry.com/*", script: "cdn" };
    expect(() => cloud.create(ROUTE, "r", route)).toThrow(`script names ${SCRIPT} "cdn", which does not exist in bft`);
    cloud.create(SCRIPT, "s", { accountId, scriptName: "cdn", content: "x", mainModule: "worker.js" });
    cloud.create(ROUTE, "r", route);
    expect(() => cloud.provider.delete(SCRIPT, "cdn")).toThrow("still uses it");
  });
});
