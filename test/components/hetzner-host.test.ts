import { RunError } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { HetznerHost } from "../../components/host/hetzner-host.ts";
import type { HetznerHostArgs } from "../../components/host/hetzner-host-args.ts";
import { inventory, named, type Recorded, record } from "../recorder.ts";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeUp kamal@example";
const args: HetznerHostArgs = {
  serverName: "example-com",
  serverType: "cpx11",
  location: "ash",
  sshKeys: { kamal: publicKey },
  volume: { sizeGb: 10, mountPath: "/mnt/example" },
};
const world = {
  outputs: {
    "hcloud:index/floatingIp:FloatingIp": { ipAddress: "203.0.113.10" },
    "hcloud:index/server:Server": { ipv4Address: "198.51.100.20" },
  },
};
const make = (given: HetznerHostArgs) => record(() => new HetznerHost("host", given), world);

describe("HetznerHost", () => {
  let resources: readonly Recorded[];
  beforeAll(async () => {
    resources = await make({ ...args, sshFrom: ["192.0.2.0/24"] });
  });

  it("makes exactly a server with its key, firewall, address and volume", () => {
    expect(inventory(resources)).toEqual([
      "groundplan:host:HetznerHost host",
      "hcloud:index/firewall:Firewall host-firewall",
      "hcloud:index/floatingIp:FloatingIp host-floating-ip",
      "hcloud:index/floatingIpAssignment:FloatingIpAssignment host-floating-ip-assignment",
      "hcloud:index/server:Server host-server",
      "hcloud:index/sshKey:SshKey host-ssh-key-kamal",
      "hcloud:index/volume:Volume host-volume",
      "hcloud:index/volumeAttachment:VolumeAttachment host-volume-attachment",
    ]);
    const children = resources.filter(({ name }) => name !== "host");
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["host"]));
  });

  it("makes the server as asked, protected and backed up", () => {
    const { userData, ...inputs } = named(resources, "host-server").inputs;
    expect(inputs).toEqual({
      name: "example-com",
      serverType: "cpx11",
      image: "ubuntu-24.04",
      location: "ash",
      sshKeys: [named(resources, "host-ssh-key-kamal").id],
      firewallIds: [Number(named(resources, "host-firewall").id)],
      backups: true,
      shutdownBeforeDeletion: true,
      deleteProtection: true,
      rebuildProtection: true,
    });
  });

  it("replaces the server only when an operator says so, and then the old one goes first", () => {
    expect(named(resources, "host-server").options).toMatchObject({
      protect: true,
      retainOnDelete: false,
      ignoreChanges: ["userData", "sshKeys"],
      deleteBeforeReplace: true,
    });
  });

  it("tells the server its volume and its address, and nothing secret", () => {
    const { inputs, secrets } = named(resources, "host-server");
    const userData = String(inputs.userData);
    expect(secrets).toEqual([]);
    expect(userData).toContain(
      `/dev/disk/by-id/scsi-0HC_Volume_${named(resources, "host-volume").id} /mnt/example ext4`,
    );
    expect(userData).toContain("203.0.113.10/32");
    expect(parse(userData).users[0]).toMatchObject({ name: "deploy", ssh_authorized_keys: [publicKey] });
  });

  it.each([
    ["ash", "08:30"],
    ["hil", "11:30"],
    ["sin", "19:30"],
    ["hel1", "02:30"],
  ])("restarts for updates at night in %s", async (location, time) => {
    const { userData } = named(await make({ ...args, location }), "host-server").inputs;
    expect(userData).toContain(`Automatic-Reboot-Time "${time}"`);
  });

  it("keeps volume and address when the server goes", () => {
    const volume = named(resources, "host-volume");
    expect(volume.inputs).toEqual({
      name: "example-com",
      size: 10,
      location: "ash",
      format: "ext4",
      deleteProtection: true,
    });
    const floatingIp = named(resources, "host-floating-ip");
    expect(floatingIp.inputs).toEqual({
      name: "example-com",
      type: "ipv4",
      homeLocation: "ash",
      deleteProtection: true,
    });
    for (const { options } of [volume, floatingIp]) {
      expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    }
  });

  it("attaches both to the server, and leaves mounting to cloud-init", () => {
    const serverId = Number(named(resources, "host-server").id);
    expect(named(resources, "host-volume-attachment").inputs).toEqual({
      volumeId: Number(named(resources, "host-volume").id),
      serverId,
      automount: false,
    });
    expect(named(resources, "host-floating-ip-assignment").inputs).toEqual({
      floatingIpId: Number(named(resources, "host-floating-ip").id),
      serverId,
    });
  });

  it("opens SSH to whom it is told, the web and ICMP to everyone, and nothing else", () => {
    const everyone = ["0.0.0.0/0", "::/0"];
    expect(named(resources, "host-firewall").inputs.rules).toEqual([
      { description: "SSH", direction: "in", protocol: "tcp", port: "22", sourceIps: ["192.0.2.0/24"] },
      { description: "HTTP", direction: "in", protocol: "tcp", port: "80", sourceIps: everyone },
      { description: "HTTPS", direction: "in", protocol: "tcp", port: "443", sourceIps: everyone },
      { description: "ICMP", direction: "in", protocol: "icmp", sourceIps: everyone },
    ]);
  });

  it("opens SSH to nobody unless told", async () => {
    const rules = named(await make(args), "host-firewall").inputs.rules as { readonly port?: string }[];
    expect(rules.map(({ port }) => port)).toEqual(["80", "443", undefined]);
  });

  it("names keys after themselves, so that one more changes no other", async () => {
    const more = await make({ ...args, sshKeys: { anna: `${publicKey}-anna`, kamal: publicKey } });
    expect(named(more, "host-ssh-key-anna").inputs).toEqual({
      name: "example-com-anna",
      publicKey: `${publicKey}-anna`,
    });
    expect(named(more, "host-ssh-key-kamal").inputs).toEqual({ name: "example-com-kamal", publicKey });
  });

  it("is loose when asked", async () => {
    const loose = await make({ ...args, protect: false, deletionProtection: false });
    for (const name of ["host-server", "host-volume", "host-floating-ip"]) {
      expect(named(loose, name).options).toMatchObject({ protect: false, retainOnDelete: false });
      expect(named(loose, name).inputs.deleteProtection).toBe(false);
    }
    expect(named(loose, "host-server").inputs.rebuildProtection).toBe(false);
  });

  const path = "an absolute path of letters, digits, dots, hyphens and underscores";
  it.each<[Partial<HetznerHostArgs>, string]>([
    [{ serverName: "Bad_Name" }, 'serverName is "Bad_Name"; use 1–63 lower-case letters, digits and inner hyphens'],
    [{ sshKeys: {} }, "sshKeys is {}; use at least one public key: nobody could log in"],
    [{ sshKeys: { anna: "AAAA" } }, 'sshKeys.anna is "AAAA"; use the whole line of a .pub file'],
    [{ sshFrom: ["192.0.2.1"] }, 'sshFrom is "192.0.2.1"; use a network such as 192.0.2.0/24 or 2001:db8::/32'],
    [{ sshFrom: ["192.0.2.0/33"] }, 'sshFrom is "192.0.2.0/33"; use a network such as 192.0.2.0/24 or 2001:db8::/32'],
    [
      { volume: { sizeGb: 9, mountPath: "/mnt/example" } },
      "volume.sizeGb is 9; use a whole number of GB from 10 to 10240",
    ],
    [{ volume: { sizeGb: 10, mountPath: "/mnt/$(id)" } }, `volume.mountPath is "/mnt/$(id)"; use ${path}`],
    [{ volume: { sizeGb: 10, mountPath: "/mnt/.." } }, `volume.mountPath is "/mnt/.."; use ${path}`],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => new HetznerHost("host", { ...args, ...wrong })).toThrow(
        new RunError(`HetznerHost "host": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});
