import { isUnknown } from "../../protocol/values.ts";
import type { ResourceModel } from "../cloud.ts";
import { checkLocation, protectedFromDeletion, refuseDatacenter } from "./catalogue.ts";

/** ForceNew in terraform-provider-hcloud, internal/server/resource.go. */
const REPLACES = ["image", "location", "datacenter", "userData", "sshKeys"];

/** Hetzner's limit: 32 KiB of user data (docs.hetzner.cloud, Servers). */
const USER_DATA_BYTES = 32_768;

export const server: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: REPLACES,
  references: [
    { from: "firewallIds[*]", to: "hcloud:index/firewall:Firewall" },
    { from: "sshKeys[*]", to: "hcloud:index/sshKey:SshKey" },
  ],
  check: (inputs) => [
    ...refuseDatacenter(inputs),
    ...checkLocation(inputs, "location"),
    ...(typeof inputs.userData === "string" && Buffer.byteLength(inputs.userData) > USER_DATA_BYTES
      ? [
          {
            path: "userData",
            reason: `holds ${Buffer.byteLength(inputs.userData)} bytes; Hetzner takes ${USER_DATA_BYTES}`,
          },
        ]
      : []),
    ...(inputs.deleteProtection !== inputs.rebuildProtection &&
    (inputs.deleteProtection === true || inputs.rebuildProtection === true)
      ? [{ path: "rebuildProtection", reason: "must equal deleteProtection: Hetzner's API sets both or none" }]
      : []),
  ],
  outputs: ({ inputs, seed }) => ({
    location: inputs.location ?? "fsn1",
    datacenter: `${String(inputs.location ?? "fsn1")}-dc1`,
    image: inputs.image ?? "",
    ipv4Address: seed.ipv4(),
    ipv6Address: `${seed.ipv6Prefix()}::1`,
    ipv6Network: `${seed.ipv6Prefix()}::/64`,
    primaryDiskSize: 40,
    backupWindow: inputs.backups === true ? "22-02" : "",
    status: "running",
  }),
  keeps: (object) => protectedFromDeletion(object),
};

export const sshKey: ResourceModel = {
  autoname: "name",
  unique: ["name", "publicKey"],
  replaces: ["publicKey"],
  check: ({ publicKey }) =>
    typeof publicKey === "string" &&
    !/^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp\d+|sk-[\w@.-]+) [A-Za-z0-9+/=]+( .*)?$/.test(publicKey) &&
    !isUnknown(publicKey)
      ? [{ path: "publicKey", reason: "is no public key of OpenSSH, such as `ssh-ed25519 AAAA… name`" }]
      : [],
  outputs: ({ seed }) => ({ fingerprint: (seed.hex(32, "fingerprint").match(/../g) ?? []).join(":") }),
};
