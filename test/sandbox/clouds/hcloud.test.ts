import { beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../sandbox/protocol/values.ts";
import { type CloudLab, openCloud } from "./cloud-lab.ts";

const SERVER = "hcloud:index/server:Server";
const VOLUME = "hcloud:index/volume:Volume";
const ATTACHMENT = "hcloud:index/volumeAttachment:VolumeAttachment";
const FIREWALL = "hcloud:index/firewall:Firewall";
const FLOATING_IP = "hcloud:index/floatingIp:FloatingIp";
const ASSIGNMENT = "hcloud:index/floatingIpAssignment:FloatingIpAssignment";

const server = { name: "web", serverType: "cpx11", location: "ash", image: "ubuntu-24.04" };

let cloud: CloudLab;
beforeEach(() => {
  cloud = openCloud("hcloud", "bft_production");
});

describe("Hetzner Cloud in the sandbox", () => {
  it.each([
    [
      "an unknown property",
      SERVER,
      { ...server, sise: "big" },
      "sise is not a property here; allowed: allowDeprecatedImages, backups, datacenter,",
    ],
    ["a missing property", SERVER, { name: "web" }, "serverType is required and missing"],
    ["a wrong type", SERVER, { ...server, backups: "yes" }, "backups must be boolean, not a string"],
    [
      "an unknown nested property",
      FIREWALL,
      { rules: [{ direction: "in", protocol: "icmp", prot: "x" }] },
      "rules[0].prot is not a property here",
    ],
    [
      "a location that does not exist",
      SERVER,
      { ...server, location: "ams1" },
      'location is "ams1"; Hetzner has fsn1, nbg1, hel1, ash, hil, sin',
    ],
    [
      "a datacenter",
      SERVER,
      { ...server, datacenter: "ash-dc1" },
      "datacenter is gone from Hetzner's API since October 2026; use location",
    ],
    [
      "half a protection",
      SERVER,
      { ...server, deleteProtection: true },
      "rebuildProtection must equal deleteProtection",
    ],
    [
      "too much user data",
      SERVER,
      { ...server, userData: "x".repeat(32_769) },
      "userData holds 32769 bytes; Hetzner takes 32768",
    ],
    ["a volume that is too small", VOLUME, { size: 5, location: "ash" }, "size is 5; Hetzner sells 10 to 10240 GB"],
    ["a volume that is nowhere", VOLUME, { size: 10 }, "location or serverId is required"],
    [
      "a file system that Hetzner does not make",
      VOLUME,
      { size: 10, location: "ash", format: "ntfs" },
      "format must be ext4 or xfs",
    ],
    ["an address of no kind", FLOATING_IP, { type: "ipv5", homeLocation: "ash" }, "type must be ipv4 or ipv6"],
    [
      "a rule for tcp without a port",
      FIREWALL,
      { rules: [{ direction: "in", protocol: "tcp", sourceIps: ["::/0"] }] },
      "rules[0].port is required for tcp",
    ],
    [
      "a rule for icmp with a port",
      FIREWALL,
      { rules: [{ direction: "in", protocol: "icmp", port: "1", sourceIps: ["::/0"] }] },
      "rules[0].port has no meaning for icmp",
    ],
    [
      "a rule from nowhere",
      FIREWALL,
      { rules: [{ direction: "in", protocol: "icmp" }] },
      "rules[0].sourceIps is required",
    ],
    [
      "a network that is none",
      FIREWALL,
      { rules: [{ direction: "in", protocol: "icmp", sourceIps: ["home"] }] },
      'rules[0].sourceIps[0] is "home"; Hetzner takes networks in CIDR form',
    ],
    [
      "a key that is none",
      "hcloud:index/sshKey:SshKey",
      { publicKey: "hunter2" },
      "publicKey is no public key of OpenSSH",
    ],
  ])("refuses %s", (_, type, inputs, reason) => {
    expect(cloud.reasons(type, inputs).join("\n")).toContain(reason);
  });

  it("refuses a reference to what does not exist, in an up and in a preview", () => {
    const dangling = { ...server, firewallIds: [7] };
    const reason =
      "hcloud refuses Server: firewallIds[0] names hcloud:index/firewall:Firewall 7, which does not exist in bft_production";
    expect(() => cloud.create(SERVER, "web", dangling)).toThrow(reason);
    expect(() => cloud.plan(SERVER, "web", dangling)).toThrow(
      `${reason}, nor does anything before it in this preview make one`,
    );
  });

  it("does not judge a reference that only an up will know", () => {
    expect(() => cloud.plan(SERVER, "web", { ...server, firewallIds: [UNKNOWN] })).not.toThrow();
  });

  it("refuses a second server of the same name", () => {
    cloud.create(SERVER, "web", server);
    expect(() => cloud.create(SERVER, "other", server)).toThrow('hcloud refuses Server: name "web" is taken by ');
  });

  it("keeps what is protected and what others hang on", () => {
    const kept = cloud.create(SERVER, "kept", { ...server, deleteProtection: true, rebuildProtection: true });
    expect(() => cloud.provider.delete(SERVER, kept)).toThrow("it has delete protection");

    const volume = cloud.create(VOLUME, "disk", { name: "disk", size: 10, location: "ash" });
    cloud.create(ATTACHMENT, "attached", { volumeId: Number(volume), serverId: Number(kept) });
    expect(() => cloud.provider.delete(VOLUME, volume)).toThrow("still uses it");
    cloud.provider.delete(ATTACHMENT, volume);
    cloud.provider.delete(VOLUME, volume);
    expect(cloud.world.list(VOLUME)).toEqual([]);
  });

  it("gives a resource the same id, addresses and names in every world, and a replacement new ones", () => {
    const again = openCloud("hcloud", "bft_production");
    const ids = [cloud, again].map((each) => each.create(SERVER, "web", server));
    expect(ids[0]).toBe(ids[1]);
    expect(cloud.world.list(SERVER)).toEqual(again.world.list(SERVER));
    expect(cloud.create(SERVER, "web", { ...server, name: "web-2" })).not.toBe(ids[0]);
  });

  it("assigns an address to a server that exists", () => {
    const ip = cloud.create(FLOATING_IP, "ip", { name: "ip", type: "ipv4", homeLocation: "ash" });
    expect(cloud.world.get(FLOATING_IP, ip)?.outputs.ipAddress).toMatch(/^198\.1[89]\.\d+\.\d+$/);
    expect(() => cloud.create(ASSIGNMENT, "assigned", { floatingIpId: Number(ip), serverId: 1 })).toThrow(
      "serverId names hcloud:index/server:Server 1, which does not exist",
    );
  });
});
