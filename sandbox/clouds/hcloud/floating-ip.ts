import { isUnknown } from "../../protocol/values.ts";
import type { ResourceModel } from "../cloud.ts";
import { checkLocation, protectedFromDeletion } from "./catalogue.ts";

export const floatingIp: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: ["homeLocation", "type"],
  references: [{ from: "serverId", to: "hcloud:index/server:Server" }],
  check: (inputs) => [
    ...checkLocation(inputs, "homeLocation"),
    ...(inputs.homeLocation === undefined && inputs.serverId === undefined
      ? [{ path: "homeLocation", reason: "or serverId is required: an address has to be somewhere" }]
      : []),
    ...(inputs.type === "ipv4" || inputs.type === "ipv6" || isUnknown(inputs.type)
      ? []
      : [{ path: "type", reason: "must be ipv4 or ipv6" }]),
  ],
  outputs: ({ inputs, seed }) =>
    inputs.type === "ipv6"
      ? { ipAddress: `${seed.ipv6Prefix()}::1`, ipNetwork: `${seed.ipv6Prefix()}::/64` }
      : { ipAddress: seed.ipv4(), ipNetwork: "" },
  keeps: (object) => protectedFromDeletion(object),
};

export const floatingIpAssignment: ResourceModel = {
  replaces: ["floatingIpId"],
  references: [
    { from: "floatingIpId", to: "hcloud:index/floatingIp:FloatingIp" },
    { from: "serverId", to: "hcloud:index/server:Server" },
  ],
  identity: ({ inputs }) => String(inputs.floatingIpId),
};
