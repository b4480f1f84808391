import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { renderCloudInit } from "./cloud-init.ts";
import { type HetznerHostArgs, normalize, type Settings } from "./hetzner-host-args.ts";

/** The user of a HetznerHost who may log in and release. */
export const hostUser = "deploy";

// UTC at about half past three in the morning, winter time, where the location's visitors sleep; Hetzner's other
// locations are in Europe.
const nightTime: Readonly<Record<string, string>> = { ash: "08:30", hil: "11:30", sin: "19:30" };
const europeanNight = "02:30";

/**
 * A server at Hetzner that Kamal releases to, with a floating IP and a volume that outlive it.
 *
 * Hetzner can change neither user data nor SSH keys of a server: a change of either would replace it, and with it take
 * the site down, on the first `up` after somebody improved the cloud-init. The server therefore ignores both, and is
 * replaced when an operator says so (`pulumi up --replace <urn>`, after its protection was lifted). Volume and floating
 * IP are resources of their own, so that the new server gets the same data and the same address.
 * @throws RunError for an argument that Hetzner would refuse
 */
export class HetznerHost extends pulumi.ComponentResource {
  /** The server's own IPv4 address, which goes with it. */
  readonly serverIp: pulumi.Output<string>;
  /** The IPv4 address that stays. */
  readonly floatingIp: pulumi.Output<string>;

  constructor(name: string, args: HetznerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:host:HetznerHost", name, {}, opts);
    const floatingIp = this.createFloatingIp(name, settings);
    const volume = this.createVolume(name, settings);
    const server = this.createServer(name, settings, {
      keys: this.createKeys(name, settings),
      firewall: this.createFirewall(name, settings),
      userData: this.userData(settings, floatingIp, volume),
    });
    this.attach(name, server, floatingIp, volume);

    this.serverIp = server.ipv4Address;
    this.floatingIp = floatingIp.ipAddress;
    this.registerOutputs({ serverIp: this.serverIp, floatingIp: this.floatingIp });
  }

  private createFloatingIp(name: string, settings: Settings) {
    return new hcloud.FloatingIp(
      `${name}-floating-ip`,
      {
        name: settings.serverName,
        type: "ipv4",
        homeLocation: settings.location,
        deleteProtection: settings.deletionProtection,
      },
      { parent: this, protect: settings.protect, retainOnDelete: settings.protect },
    );
  }

  // A location, not a server: a volume that is made for a server goes wherever that server goes.
  private createVolume(name: string, settings: Settings) {
    return new hcloud.Volume(
      `${name}-volume`,
      {
        name: settings.serverName,
        size: settings.volume.sizeGb,
        location: settings.location,
        format: "ext4",
        deleteProtection: settings.deletionProtection,
      },
      { parent: this, protect: settings.protect, retainOnDelete: settings.protect },
    );
  }

  // Hetzner mails a root password for a server without keys.
  private createKeys(name: string, settings: Settings) {
    return Object.entries(settings.sshKeys).map(
      ([keyName, publicKey]) =>
        new hcloud.SshKey(
          `${name}-ssh-key-${keyName}`,
          { name: `${settings.serverName}-${keyName}`, publicKey },
          { parent: this },
        ),
    );
  }

  // What no rule allows in is dropped; what goes out is free, as it is where a firewall has no outgoing rule.
  private createFirewall(name: string, settings: Settings) {
    const anywhere = ["0.0.0.0/0", "::/0"];
    const ssh = { description: "SSH", direction: "in", protocol: "tcp", port: "22", sourceIps: [...settings.sshFrom] };
    return new hcloud.Firewall(
      `${name}-firewall`,
      {
        name: settings.serverName,
        rules: [
          ...(settings.sshFrom.length > 0 ? [ssh] : []),
          { description: "HTTP", direction: "in", protocol: "tcp", port: "80", sourceIps: anywhere },
          { description: "HTTPS", direction: "in", protocol: "tcp", port: "443", sourceIps: anywhere },
          { description: "ICMP", direction: "in", protocol: "icmp", sourceIps: anywhere },
        ],
      },
      { parent: this },
    );
  }

  private userData(settings: Settings, floatingIp: hcloud.FloatingIp, volume: hcloud.Volume) {
    return pulumi.all([floatingIp.ipAddress, volume.id]).apply(([address, volumeId]) =>
      renderCloudInit({
        user: hostUser,
        publicKeys: Object.values(settings.sshKeys),
        floatingIp: address,
        volume: { id: volumeId, mountPath: settings.volume.mountPath },
        rebootTime: nightTime[settings.location] ?? europeanNight,
      }),
    );
  }

  private createServer(name: string, settings: Settings, parts: ServerParts) {
    return new hcloud.Server(
      `${name}-server`,
      {
        name: settings.serverName,
        serverType: settings.serverType,
        image: settings.image,
        location: settings.location,
        sshKeys: parts.keys.map((key) => key.id),
        firewallIds: [idOf(parts.firewall)],
        userData: parts.userData,
        backups: true,
        shutdownBeforeDeletion: true,
        deleteProtection: settings.deletionProtection,
        rebuildProtection: settings.deletionProtection, // Hetzner takes both or neither
      },
      {
        parent: this,
        protect: settings.protect,
        ignoreChanges: ["userData", "sshKeys"],
        deleteBeforeReplace: true, // names are unique in a project, and a volume is attached to one server
      },
    );
  }

  private attach(name: string, server: hcloud.Server, floatingIp: hcloud.FloatingIp, volume: hcloud.Volume) {
    new hcloud.FloatingIpAssignment(
      `${name}-floating-ip-assignment`,
      { floatingIpId: idOf(floatingIp), serverId: idOf(server) },
      { parent: this },
    );
    // Cloud-init mounts it: automount would write a second entry to the file system table, at a path of Hetzner's choice.
    new hcloud.VolumeAttachment(
      `${name}-volume-attachment`,
      { volumeId: idOf(volume), serverId: idOf(server), automount: false },
      { parent: this },
    );
  }
}

interface ServerParts {
  readonly keys: readonly hcloud.SshKey[];
  readonly firewall: hcloud.Firewall;
  readonly userData: pulumi.Output<string>;
}

// Pulumi's identifiers are strings, and Hetzner's are numbers.
function idOf(resource: pulumi.CustomResource): pulumi.Output<number> {
  return resource.id.apply(Number);
}
