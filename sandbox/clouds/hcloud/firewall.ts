import { pick } from "../../protocol/paths.ts";
import { isUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import { isProperties, type Properties, type Value } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";

export const firewall: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  check: (inputs) => pick(inputs, "rules[*]").flatMap(({ path, value }) => checkRule(path, value)),
};

export const firewallAttachment: ResourceModel = {
  replaces: ["firewallId"],
  references: [
    { from: "firewallId", to: "hcloud:index/firewall:Firewall", holds: true },
    { from: "serverIds[*]", to: "hcloud:index/server:Server" },
  ],
  identity: ({ inputs }) => String(inputs.firewallId),
};

// docs.hetzner.cloud, Firewalls: rules of tcp and udp need a port, the others must not have one.
function checkRule(path: string, rule: Value): readonly Problem[] {
  if (!isProperties(rule)) return [];
  const { direction, protocol, port } = rule;
  const needsPort = protocol === "tcp" || protocol === "udp";
  const addresses = direction === "in" ? "sourceIps" : "destinationIps";
  return [
    ...oneOf(rule, path, "direction", ["in", "out"]),
    ...oneOf(rule, path, "protocol", ["tcp", "udp", "icmp", "gre", "esp"]),
    ...(needsPort && port === undefined
      ? [{ path: `${path}.port`, reason: `is required for ${String(protocol)}` }]
      : []),
    ...(!needsPort && port !== undefined && !isUnknown(protocol)
      ? [{ path: `${path}.port`, reason: `has no meaning for ${String(protocol)}` }]
      : []),
    ...(isUnknown(direction) || rule[addresses] !== undefined
      ? []
      : [{ path: `${path}.${addresses}`, reason: "is required" }]),
    ...pick(rule, `${addresses}[*]`).flatMap(({ path: at, value }) => checkNetwork(`${path}.${at}`, value)),
  ];
}

function oneOf(rule: Properties, path: string, name: string, allowed: readonly string[]): readonly Problem[] {
  const value = rule[name];
  return isUnknown(value) || allowed.includes(String(value))
    ? []
    : [{ path: `${path}.${name}`, reason: `must be one of ${allowed.join(", ")}` }];
}

function checkNetwork(path: string, value: Value): readonly Problem[] {
  if (isUnknown(value) || /^([\d.]+\/\d{1,2}|[\da-fA-F:]+\/\d{1,3})$/.test(String(value))) return [];
  return [{ path, reason: `is ${JSON.stringify(value)}; Hetzner takes networks in CIDR form, such as 192.0.2.1/32` }];
}
