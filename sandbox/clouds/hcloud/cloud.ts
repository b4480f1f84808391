import { type Cloud, Refusal } from "../cloud.ts";
import { accountOf } from "../credentials.ts";
import { firewall, firewallAttachment } from "./firewall.ts";
import { floatingIp, floatingIpAssignment } from "./floating-ip.ts";
import { server, sshKey } from "./server.ts";
import { volume, volumeAttachment } from "./volume.ts";

/** Hetzner Cloud: one project for each API token. */
export const hcloud: Cloud = {
  packageName: "hcloud",
  npmName: "@pulumi/hcloud",
  signIn({ token }, environment) {
    const given = token ?? environment.HCLOUD_TOKEN;
    if (typeof given !== "string" || given === "") {
      throw new Refusal(
        "hcloud: no API token. Give the provider one explicitly; Hetzner makes them per project, under Security.",
      );
    }
    return accountOf("hcloud", given);
  },
  resources: {
    "hcloud:index/server:Server": server,
    "hcloud:index/sshKey:SshKey": sshKey,
    "hcloud:index/firewall:Firewall": firewall,
    "hcloud:index/firewallAttachment:FirewallAttachment": firewallAttachment,
    "hcloud:index/floatingIp:FloatingIp": floatingIp,
    "hcloud:index/floatingIpAssignment:FloatingIpAssignment": floatingIpAssignment,
    "hcloud:index/volume:Volume": volume,
    "hcloud:index/volumeAttachment:VolumeAttachment": volumeAttachment,
  },
};
