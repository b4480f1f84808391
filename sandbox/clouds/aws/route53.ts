import { isIPv4, isIPv6 } from "node:net";
import { isUnknown } from "../../protocol/values.ts";
import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import type { Made } from "./arn.ts";
import { keptBy, names } from "./existing.ts";
import { between, type Check, every, exactlyOne, known, matching, needs, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { VPC } from "./types.ts";

export const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";

const ROUTING = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "weightedRoutingPolicies",
];

const zone: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/route53/zone.go.
  replaces: ["delegationSetId", "name"],
  requires: names("vpcs[*].vpcId", { type: VPC }),
  check: every(
    exactlyOne("name"),
    together("delegationSetId", "vpcs"),
    matching("name", /^([\w-]+\.)*[\w-]+\.?$/, "a domain name"),
  ),
  identity: ({ seed }) => `Z0${seed.text(18, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "zone")}`,
  outputs: (made) => ({
    arn: `arn:aws:route53:::hostedzone/${made.id}`,
    comment: "Managed by Pulumi",
    nameServers: nameServers(made),
    primaryNameServer: nameServers(made)[0],
    tagsAll: tagsAll(made),
    zoneId: made.id,
  }),
  keeps: (object, account) =>
    object.inputs.forceDestroy === true || keptBy([RECORD, "zoneId"])(object, account) === undefined
      ? undefined
      : "HostedZoneNotEmpty, it holds records",
};

// Four servers under four top-level domains, as every delegation set has them.
function nameServers({ seed }: Pick<Made, "seed">): readonly string[] {
  return ["org", "co.uk", "com", "net"].map((domain) => {
    const server = seed.integer(0, 511, `server ${domain}`);
    return `ns-${server}.awsdns-${String(seed.integer(0, 63, `set ${domain}`)).padStart(2, "0")}.${domain}`;
  });
}

const checkValues: Check = (inputs) => {
  const { type, name } = inputs;
  if (isUnknown(type)) return [];
  const wrong = { A: (value: string) => !isIPv4(value), AAAA: (value: string) => !isIPv6(value) }[String(type)];
  return [
    ...known(inputs, "records[*]")
      .filter(({ value }) => wrong?.(String(value)))
      .map(({ path, value }) => ({
        path,
        reason: `is ${JSON.stringify(value)}, no address for the type ${String(type)}`,
      })),
    ...(type === "CNAME" && Array.isArray(inputs.records) && inputs.records.length > 1
      ? [{ path: "records", reason: "are several; a CNAME has one" }]
      : []),
    ...(name === "" ? [{ path: "name", reason: "is empty" }] : []),
  ];
};

const record: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/route53/record.go; a new type or set identifier replaces nothing.
  replaces: ["name", "zoneId"],
  deleteBeforeReplace: true,
  references: [{ from: "zoneId", to: ZONE }],
  requires: (inputs, _, worlds) => {
    const home = worlds.map((world) => world.get(ZONE, String(inputs.zoneId))).find((found) => found);
    const apex = inputs.type === "CNAME" && domain(inputs.name) === domain(home?.inputs.name);
    return home && apex ? [`a CNAME cannot stand at ${domain(inputs.name)}, the apex of its zone; use an alias`] : [];
  },
  check: every(
    exactlyOne("aliases", "records"),
    together("aliases", "ttl"),
    needs("records", "ttl"),
    oneOf("type", [
      "A",
      "AAAA",
      "CAA",
      "CNAME",
      "DS",
      "HTTPS",
      "MX",
      "NAPTR",
      "NS",
      "PTR",
      "SOA",
      "SPF",
      "SRV",
      "SSHFP",
      "SVCB",
      "TLSA",
      "TXT",
    ]),
    between("ttl", 0, 2_147_483_647),
    together(...ROUTING),
    ...ROUTING.map((policy) => needs(policy, "setIdentifier")),
    checkValues,
  ),
  identity: ({ inputs }) =>
    [inputs.zoneId, domain(inputs.name), inputs.type, inputs.setIdentifier]
      .filter((part) => part !== undefined)
      .join("_"),
  outputs: ({ inputs, account }) => ({
    fqdn: fqdn(inputs, account.world.get(ZONE, String(inputs.zoneId))?.inputs.name),
  }),
};

function fqdn({ name }: Properties, zoneName: unknown): string {
  const [own, parent] = [domain(name), domain(zoneName)];
  return parent === "" || own === parent || own.endsWith(`.${parent}`) ? own : `${own}.${parent}`;
}

function domain(name: unknown): string {
  return String(name ?? "")
    .toLowerCase()
    .replace(/\.$/, "");
}

/** DNS. */
export const route53: Readonly<Record<string, ResourceModel>> = { [ZONE]: zone, [RECORD]: record };
