import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js"; // not "@pulumi/cloudflare": its index loads every product
import type * as pulumi from "@pulumi/pulumi";

/** A record of a Cloudflare zone. */
export interface RecordArgs {
  readonly zoneId: pulumi.Input<string>;
  /** Full host name. */
  readonly hostname: string;
  /** What the record is for, as the dashboard shows it. */
  readonly comment: string;
  /** Whether visitors reach Cloudflare instead of the address itself. @default false */
  readonly proxied?: boolean;
}

const automatic = 1; // the only TTL that a proxied record can have; five minutes for the others

/** An A record: a host name for an IPv4 address. */
export function addressRecord(
  name: string,
  args: RecordArgs & { readonly address: pulumi.Input<string> },
  opts?: pulumi.CustomResourceOptions,
): DnsRecord {
  return record(name, args, { type: "A", content: args.address }, opts);
}

/** A CNAME record: a host name for another host name. */
export function aliasRecord(
  name: string,
  args: RecordArgs & { readonly target: pulumi.Input<string> },
  opts?: pulumi.CustomResourceOptions,
): DnsRecord {
  return record(name, args, { type: "CNAME", content: args.target }, opts);
}

function record(
  name: string,
  args: RecordArgs,
  content: { readonly type: string; readonly content: pulumi.Input<string> },
  opts?: pulumi.CustomResourceOptions,
): DnsRecord {
  const { zoneId, hostname, comment, proxied = false } = args;
  return new DnsRecord(name, { zoneId, name: hostname, ...content, proxied, ttl: automatic, comment }, opts);
}
