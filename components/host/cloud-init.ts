import { stringify } from "yaml";

/** What a server is told at its first boot. Nothing here is secret: user data can be read from inside the server. */
export interface CloudInitArgs {
  /** The only user who may log in; member of the group docker, and so as mighty as root. */
  readonly user: string;
  /** Public keys that open the user's account. */
  readonly publicKeys: readonly string[];
  /** IPv4 address that the server answers to besides its own. */
  readonly floatingIp: string;
  readonly volume: {
    /** Identifier of the Hetzner volume, which its device is named after. */
    readonly id: string;
    /** Where the volume is mounted. */
    readonly mountPath: string;
  };
  /** When the server may restart for an update, in UTC: "HH:MM". */
  readonly rebootTime: string;
}

/**
 * Renders the user data of an Ubuntu server that Kamal releases to: volume, floating IP, hardened SSH, automatic
 * security updates, fail2ban and Docker. No UFW: Docker's own rules go past it; the cloud firewall stands before both.
 */
export function renderCloudInit(args: CloudInitArgs): string {
  const { user, publicKeys, floatingIp, volume, rebootTime } = args;
  const document = {
    package_update: true,
    package_upgrade: true,
    packages: ["curl", "docker.io", "fail2ban", "git", "unattended-upgrades"],
    groups: ["docker"], // before the users; Docker's package keeps a group that is there
    users: [
      {
        name: user,
        groups: ["docker"],
        shell: "/bin/bash",
        lock_passwd: true,
        // Whoever may start a container is root already: without sudo, work would only be harder to follow in the log.
        sudo: "ALL=(ALL) NOPASSWD:ALL",
        ssh_authorized_keys: publicKeys,
      },
    ],
    disable_root: true,
    ssh_pwauth: false,
    write_files: [
      fileSystemTable(volume),
      dockerNeedsVolume(volume.mountPath),
      floatingIpNetwork(floatingIp),
      sshHardening(user),
      automaticUpdates,
      automaticReboot(rebootTime),
      sshJail,
    ],
    runcmd: [
      ["systemctl", "daemon-reload"], // reads the file system table again
      ["netplan", "apply"],
      ["systemctl", "restart", "ssh"],
      ["systemctl", "enable", "--now", "fail2ban", "unattended-upgrades"],
      ["sh", "-c", `systemctl start "$(systemd-escape --path --suffix=mount ${volume.mountPath})"`],
      ["systemctl", "enable", "--now", "docker"],
    ],
  };
  return `#cloud-config\n${stringify(document, { version: "1.1", lineWidth: 0 })}`; // 1.1: to Python, no is false
}

// Hetzner formats a new volume once; nothing here ever does. It is attached after the server has started, so that the
// first mount waits for it. `nofail`: without its volume the server still boots, and a person can log in and look.
// `growfs`: after the volume was enlarged, the next mount enlarges its file system.
function fileSystemTable({ id, mountPath }: CloudInitArgs["volume"]) {
  const device = `/dev/disk/by-id/scsi-0HC_Volume_${id}`;
  const options = "defaults,discard,nofail,x-systemd.device-timeout=10min,x-systemd.growfs";
  return { path: "/etc/fstab", append: true, content: `${device} ${mountPath} ext4 ${options} 0 2\n` };
}

// Without this, a container that starts before the mount writes its database to the root disk, where no backup looks.
function dockerNeedsVolume(mountPath: string) {
  return {
    path: "/etc/systemd/system/docker.service.d/10-volume.conf",
    content: `[Unit]\nRequiresMountsFor=${mountPath}\n`,
  };
}

// eth0 is what Hetzner's images call the public interface: https://docs.hetzner.com/cloud/floating-ips/persistent-configuration
function floatingIpNetwork(floatingIp: string) {
  const network = {
    network: { version: 2, renderer: "networkd", ethernets: { eth0: { addresses: [`${floatingIp}/32`] } } },
  };
  return { path: "/etc/netplan/60-floating-ip.yaml", permissions: "0600", content: stringify(network) };
}

// sshd takes the first value that it reads: 10- goes before what the image and cloud-init bring (50-cloud-init.conf).
function sshHardening(user: string) {
  const settings = [
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin no",
    `AllowUsers ${user}`,
    "MaxAuthTries 4",
    "X11Forwarding no",
    "AllowAgentForwarding no",
  ];
  return { path: "/etc/ssh/sshd_config.d/10-hardening.conf", content: `${settings.join("\n")}\n` };
}

const automaticUpdates = {
  path: "/etc/apt/apt.conf.d/20auto-upgrades",
  content: 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
};

// A kernel is patched only after a reboot; containers start again by themselves.
function automaticReboot(time: string) {
  return {
    path: "/etc/apt/apt.conf.d/52automatic-reboot",
    content: `Unattended-Upgrade::Automatic-Reboot "true";\nUnattended-Upgrade::Automatic-Reboot-Time "${time}";\n`,
  };
}

// The journal, because Ubuntu 24.04 writes no /var/log/auth.log unless rsyslog is there.
const sshJail = {
  path: "/etc/fail2ban/jail.d/sshd.local",
  content: "[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 5\nfindtime = 10m\nbantime = 1h\n",
};
