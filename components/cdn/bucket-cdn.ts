import { readFileSync } from "node:fs";
import { WorkersRoute } from "@pulumi/cloudflare/workersRoute.js";
import { WorkersScript } from "@pulumi/cloudflare/workersScript.js";
import * as pulumi from "@pulumi/pulumi";
import { aliasRecord } from "../dns/records.ts";
import { wrongArgument } from "../errors.ts";
import { versions } from "../versions.ts";

/** What a BucketCdn is made of. */
export interface BucketCdnArgs {
  /** Cloudflare account that runs the Worker. */
  readonly accountId: string;
  /** Zone of the host name. */
  readonly zoneId: string;
  /** Host name that visitors use; one label below the zone, because the free certificate covers no more. */
  readonly hostname: string;
  /** Host that serves the public bucket's objects. */
  readonly bucketHost: pulumi.Input<string>;
}

const workerSource = readFileSync(new URL("./worker.js", import.meta.url), "utf8");

/**
 * A bucket's public objects under a host name of ours, cached by Cloudflare on any of its plans.
 * The CNAME is proxied, so that requests reach Cloudflare; a Worker on that host name asks the bucket (worker.js).
 * @throws RunError for a host name that is none
 */
export class BucketCdn extends pulumi.ComponentResource {
  /** Where the objects are, without a final slash. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: BucketCdnArgs, opts?: pulumi.ComponentResourceOptions) {
    requireHostname(name, args.hostname); // before super: a wrong argument registers nothing
    super("groundplan:cdn:BucketCdn", name, {}, opts);
    const script = this.createScript(name, args);
    this.createRoute(name, args, script);
    this.createRecord(name, args);

    this.url = pulumi.output(`https://${args.hostname}`);
    this.registerOutputs({ url: this.url });
  }

  private createScript(name: string, args: BucketCdnArgs) {
    return new WorkersScript(
      `${name}-worker`,
      {
        accountId: args.accountId,
        scriptName: args.hostname.replaceAll(".", "-"),
        content: workerSource,
        mainModule: "worker.js",
        compatibilityDate: versions.workers.compatibilityDate,
        bindings: [{ name: "BUCKET_HOST", type: "plain_text", text: args.bucketHost }],
      },
      { parent: this },
    );
  }

  private createRoute(name: string, args: BucketCdnArgs, script: WorkersScript) {
    new WorkersRoute(
      `${name}-route`,
      { zoneId: args.zoneId, pattern: `${args.hostname}/*`, script: script.scriptName },
      { parent: this },
    );
  }

  private createRecord(name: string, args: BucketCdnArgs) {
    aliasRecord(
      `${name}-record`,
      {
        zoneId: args.zoneId,
        hostname: args.hostname,
        target: args.bucketHost,
        proxied: true,
        comment: "Public files; a Worker on this host name asks the bucket",
      },
      { parent: this },
    );
  }
}

function requireHostname(name: string, hostname: string) {
  if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){2,}[a-z]{2,}$/.test(hostname)) {
    const allowed = "a host name below a domain, such as assets.example.com";
    throw wrongArgument(`BucketCdn ${JSON.stringify(name)}`, "hostname", hostname, allowed);
  }
}
