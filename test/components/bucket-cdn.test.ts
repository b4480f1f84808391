import { readFileSync } from "node:fs";
import { RunError } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { BucketCdn, type BucketCdnArgs } from "../../components/cdn/bucket-cdn.ts";
import { inventory, named, type Recorded, record } from "../recorder.ts";

const args: BucketCdnArgs = {
  accountId: "fedcba9876543210fedcba9876543210",
  zoneId: "0123456789abcdef0123456789abcdef",
  hostname: "assets.example.com",
  bucketHost: "example-files.hel1.your-objectstorage.com",
};

describe("BucketCdn", () => {
  let resources: readonly Recorded[];
  beforeAll(async () => {
    resources = await record(() => new BucketCdn("cdn", args));
  });

  it("makes exactly a Worker, its route and a record", () => {
    expect(inventory(resources)).toEqual([
      "cloudflare:index/dnsRecord:DnsRecord cdn-record",
      "cloudflare:index/workersRoute:WorkersRoute cdn-route",
      "cloudflare:index/workersScript:WorkersScript cdn-worker",
      "groundplan:cdn:BucketCdn cdn",
    ]);
    const children = resources.filter(({ name }) => name !== "cdn");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["cdn"]));
  });

  it("runs worker.js as a module, for this bucket", () => {
    expect(named(resources, "cdn-worker").inputs).toEqual({
      accountId: args.accountId,
      scriptName: "assets-example-com",
      content: readFileSync("components/cdn/worker.js", "utf8"),
      mainModule: "worker.js",
      compatibilityDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      bindings: [{ name: "BUCKET_HOST", type: "plain_text", text: args.bucketHost }],
    });
  });

  it("sends every path of the host name to the Worker, through Cloudflare", () => {
    expect(named(resources, "cdn-route").inputs).toEqual({
      zoneId: args.zoneId,
      pattern: "assets.example.com/*",
      script: "assets-example-com",
    });
    expect(named(resources, "cdn-record").inputs).toEqual({
      zoneId: args.zoneId,
      name: "assets.example.com",
      type: "CNAME",
      content: args.bucketHost,
      proxied: true,
      ttl: 1,
      comment: "Public files; a Worker on this host name asks the bucket",
    });
  });

  it("tells where the objects are", async () => {
    const urls: string[] = [];
    await record(() => new BucketCdn("cdn", args).url.apply((url) => urls.push(url)));
    expect(urls).toEqual(["https://assets.example.com"]);
  });

  it.each(["example.com", "https://assets.example.com", "assets.example.com/*", ""])(
    "refuses the host name %j and registers nothing",
    async (hostname) => {
      const registered = await record(() => {
        expect(() => new BucketCdn("cdn", { ...args, hostname })).toThrow(
          new RunError(
            `BucketCdn "cdn": hostname is "${hostname}"; use a host name below a domain, such as assets.example.com`,
          ),
        );
      });
      expect(registered).toEqual([]);
    },
  );
});
