import { isUnknown } from "../../protocol/values.ts";
import type { Draft, ResourceModel } from "../cloud.ts";
import { checkLocation, protectedFromDeletion } from "./catalogue.ts";

/** Sizes in GB that Hetzner sells: docs.hetzner.com/cloud/volumes/overview. */
const SIZES = { min: 10, max: 10_240 };

export const volume: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: ["location"],
  references: [{ from: "serverId", to: "hcloud:index/server:Server" }],
  check: (inputs) => [
    ...checkLocation(inputs, "location"),
    ...(inputs.location === undefined && inputs.serverId === undefined
      ? [{ path: "location", reason: "or serverId is required: a volume has to be somewhere" }]
      : []),
    ...(typeof inputs.size === "number" && (inputs.size < SIZES.min || inputs.size > SIZES.max)
      ? [{ path: "size", reason: `is ${inputs.size}; Hetzner sells ${SIZES.min} to ${SIZES.max} GB` }]
      : []),
    ...(inputs.format === undefined || isUnknown(inputs.format) || inputs.format === "ext4" || inputs.format === "xfs"
      ? []
      : [{ path: "format", reason: "must be ext4 or xfs" }]),
  ],
  outputs: ({ id }) => ({ linuxDevice: `/dev/disk/by-id/scsi-0HC_Volume_${id}` }),
  keeps: (object) => protectedFromDeletion(object),
};

export const volumeAttachment: ResourceModel = {
  replaces: ["serverId", "volumeId"],
  references: [
    { from: "serverId", to: "hcloud:index/server:Server" },
    { from: "volumeId", to: "hcloud:index/volume:Volume", holds: true },
  ],
  // A volume hangs on one server at a time.
  deleteBeforeReplace: true,
  identity: ({ inputs }: Draft) => String(inputs.volumeId),
};
