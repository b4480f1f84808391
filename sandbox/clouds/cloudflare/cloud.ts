import { isUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import type { Properties, Value } from "../../world/world.ts";
import { type Account, type Cloud, Refusal, type ResourceModel } from "../cloud.ts";
import { accountOf } from "../credentials.ts";
import type { Landscape } from "../landscape.ts";

const SCRIPT = "cloudflare:index/workersScript:WorkersScript";

/** Cloudflare: zones exist before any record, and an API token opens the zones of one account. */
export function cloudflare(landscape: Landscape): Cloud {
  const zone = (inputs: Properties, account: Account): readonly Problem[] =>
    checkZone(inputs.zoneId, account, landscape);
  return {
    packageName: "cloudflare",
    npmName: "@pulumi/cloudflare",
    signIn({ apiToken }, environment) {
      const given = apiToken ?? environment.CLOUDFLARE_API_TOKEN;
      if (typeof given !== "string" || given === "")
        throw new Refusal("cloudflare: no API token. Give the provider one explicitly.");
      return accountOf("cloudflare", given);
    },
    resources: {
      "cloudflare:index/dnsRecord:DnsRecord": dnsRecord(zone),
      [SCRIPT]: workersScript((inputs, account) => checkAccount(inputs.accountId, account, landscape)),
      "cloudflare:index/workersRoute:WorkersRoute": {
        replaces: ["zoneId"],
        unique: ["pattern"],
        references: [{ from: "script", to: SCRIPT, holds: true }],
        check: zone,
        identity: ({ seed }) => seed.hex(32, "id"),
      },
      "cloudflare:index/ruleset:Ruleset": {
        replaces: ["zoneId", "accountId", "kind", "phase"],
        check: (inputs, account) => (inputs.zoneId === undefined ? [] : zone(inputs, account)),
        identity: ({ seed }) => seed.hex(32, "id"),
        outputs: () => ({ version: "1", lastUpdated: "2026-01-01T00:00:00Z" }),
      },
      "cloudflare:index/zoneSetting:ZoneSetting": {
        replaces: ["zoneId", "settingId"],
        deleteBeforeReplace: true,
        check: zone,
        identity: ({ inputs }) => `${String(inputs.zoneId)}-${String(inputs.settingId)}`,
        outputs: () => ({ editable: true, modifiedOn: "2026-01-01T00:00:00Z", timeRemaining: 0 }),
      },
    },
  };
}

function checkZone(zoneId: Value | undefined, account: Account, landscape: Landscape): readonly Problem[] {
  const zones = accountNamed(account, landscape)?.zones ?? [];
  if (isUnknown(zoneId) || zones.some(({ id }) => id === zoneId)) return [];
  return [
    {
      path: "zoneId",
      reason: `is ${JSON.stringify(zoneId)}; this token opens ${listed(zones.map(({ id, name }) => `${id} (${name})`))} (sandbox/landscape.yaml)`,
    },
  ];
}

function checkAccount(accountId: Value | undefined, account: Account, landscape: Landscape): readonly Problem[] {
  const own = accountNamed(account, landscape)?.id;
  if (isUnknown(accountId) || accountId === own) return [];
  return [
    {
      path: "accountId",
      reason: `is ${JSON.stringify(accountId)}; this token opens ${String(own)} (sandbox/landscape.yaml)`,
    },
  ];
}

function accountNamed({ name }: Account, { cloudflare: accounts }: Landscape) {
  return accounts.find((candidate) => candidate.account === name);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no zone" : names.join(", ");
}

function dnsRecord(zone: NonNullable<ResourceModel["check"]>): ResourceModel {
  return {
    replaces: ["zoneId"],
    check: (inputs, account) => [...zone(inputs, account), ...checkRecord(inputs), ...checkNeighbours(inputs, account)],
    identity: ({ seed }) => seed.hex(32, "id"),
    outputs: ({ inputs }) => ({
      createdOn: "2026-01-01T00:00:00Z",
      modifiedOn: "2026-01-01T00:00:00Z",
      proxiable: ["A", "AAAA", "CNAME"].includes(String(inputs.type)),
      meta: "{}",
    }),
  };
}

// developers.cloudflare.com/dns/manage-dns-records/reference/ttl and …/proxied-dns-records
function checkRecord({ type, content, proxied, ttl }: Properties): readonly Problem[] {
  const wrongContent =
    (type === "A" && typeof content === "string" && !isUnknown(content) && !/^(\d{1,3}\.){3}\d{1,3}$/.test(content)) ||
    (type === "CNAME" && typeof content === "string" && !isUnknown(content) && !/^[\w-]+(\.[\w-]+)+$/.test(content));
  return [
    ...(wrongContent
      ? [
          {
            path: "content",
            reason: `is ${JSON.stringify(content)}, which is nothing that a record of type ${String(type)} can point to`,
          },
        ]
      : []),
    ...(proxied === true && !["A", "AAAA", "CNAME"].includes(String(type))
      ? [{ path: "proxied", reason: `is not possible for a record of type ${String(type)}` }]
      : []),
    ...(proxied === true && typeof ttl === "number" && ttl !== 1
      ? [{ path: "ttl", reason: "must be 1 (automatic) for a proxied record" }]
      : []),
    ...(typeof ttl === "number" && ttl !== 1 && (ttl < 60 || ttl > 86_400)
      ? [{ path: "ttl", reason: `is ${ttl}; use 1 (automatic) or 60 to 86400 seconds` }]
      : []),
  ];
}

// RFC 1034, 3.6.2: where a CNAME stands, nothing else may. Judged on what exists; a record that this same run changes is its own.
function checkNeighbours({ name, type, zoneId }: Properties, { world }: Account): readonly Problem[] {
  const others = world
    .list("cloudflare:index/dnsRecord:DnsRecord")
    .filter(({ inputs }) => inputs.zoneId === zoneId && inputs.name === name && inputs.type !== type);
  const clash = others.find(({ inputs }) => type === "CNAME" || inputs.type === "CNAME");
  return clash
    ? [{ path: "name", reason: `already has a record of type ${String(clash.inputs.type)}; a CNAME stands alone` }]
    : [];
}

function workersScript(checkOwner: NonNullable<ResourceModel["check"]>): ResourceModel {
  return {
    replaces: ["accountId", "scriptName"],
    unique: ["scriptName"],
    check: (inputs, account) => [
      ...checkOwner(inputs, account),
      ...(inputs.content === undefined && inputs.contentFile === undefined
        ? [{ path: "content", reason: "or contentFile is required" }]
        : []),
    ],
    identity: ({ inputs }) => String(inputs.scriptName),
    outputs: ({ seed }) => ({
      createdOn: "2026-01-01T00:00:00Z",
      modifiedOn: "2026-01-01T00:00:00Z",
      etag: seed.hex(64, "etag"),
      hasAssets: false,
      hasModules: true,
      startupTimeMs: 1,
    }),
  };
}
