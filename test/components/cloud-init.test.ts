import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderCloudInit } from "../../components/host/cloud-init.ts";

const text = renderCloudInit({
  user: "deploy",
  publicKeys: ["ssh-ed25519 AAAAMadeUp one@example", "ssh-ed25519 AAAAMadeUpToo two@example"],
  floatingIp: "203.0.113.10",
  volume: { id: "4711", mountPath: "/mnt/example" },
  rebootTime: "08:30",
});
const document = parse(text);

function file(path: string): { readonly content: string; readonly append?: boolean; readonly permissions?: string } {
  const files = document.write_files.filter((candidate: { readonly path: string }) => candidate.path === path);
  expect(files).toHaveLength(1);
  return files[0];
}

describe("renderCloudInit", () => {
  it("is cloud-config, and fits in Hetzner's 32 KiB", () => {
    expect(text.split("\n")[0]).toBe("#cloud-config");
    expect(Buffer.byteLength(text)).toBeLessThan(32 * 1024);
  });

  it("writes exactly these files", () => {
    expect(document.write_files.map(({ path }: { readonly path: string }) => path)).toEqual([
      "/etc/fstab",
      "/etc/systemd/system/docker.service.d/10-volume.conf",
      "/etc/netplan/60-floating-ip.yaml",
      "/etc/ssh/sshd_config.d/10-hardening.conf",
      "/etc/apt/apt.conf.d/20auto-upgrades",
      "/etc/apt/apt.conf.d/52automatic-reboot",
      "/etc/fail2ban/jail.d/sshd.local",
    ]);
  });

  it("adds the volume to the file system table, and boots without it", () => {
    const { append, content } = file("/etc/fstab");
    expect(append).toBe(true);
    const [device, path, type, options = "", dump, pass] = content.trimEnd().split(" ");
    expect([device, path, type, dump, pass]).toEqual([
      "/dev/disk/by-id/scsi-0HC_Volume_4711",
      "/mnt/example",
      "ext4",
      "0",
      "2",
    ]);
    expect(options.split(",")).toEqual([
      "defaults",
      "discard",
      "nofail",
      "x-systemd.device-timeout=10min",
      "x-systemd.growfs",
    ]);
  });

  it("never makes a file system", () => {
    expect(text).not.toMatch(/mkfs|fs_setup|disk_setup|wipefs|parted/);
  });

  it("starts no container before the volume is there", () => {
    expect(file("/etc/systemd/system/docker.service.d/10-volume.conf").content).toBe(
      "[Unit]\nRequiresMountsFor=/mnt/example\n",
    );
  });

  it("adds the floating IP to the public interface", () => {
    const { content, permissions } = file("/etc/netplan/60-floating-ip.yaml");
    expect(permissions).toBe("0600"); // netplan complains about more
    expect(parse(content)).toEqual({
      network: { version: 2, renderer: "networkd", ethernets: { eth0: { addresses: ["203.0.113.10/32"] } } },
    });
  });

  it("lets one user in, with a key", () => {
    expect(document.users).toEqual([
      {
        name: "deploy",
        groups: ["docker"],
        shell: "/bin/bash",
        lock_passwd: true,
        sudo: "ALL=(ALL) NOPASSWD:ALL",
        ssh_authorized_keys: ["ssh-ed25519 AAAAMadeUp one@example", "ssh-ed25519 AAAAMadeUpToo two@example"],
      },
    ]);
    expect(document.groups).toEqual(["docker"]);
    expect(document.disable_root).toBe(true);
    expect(document.ssh_pwauth).toBe(false);
    expect(file("/etc/ssh/sshd_config.d/10-hardening.conf").content.trimEnd().split("\n").sort()).toEqual([
      "AllowAgentForwarding no",
      "AllowUsers deploy",
      "KbdInteractiveAuthentication no",
      "MaxAuthTries 4",
      "PasswordAuthentication no",
      "PermitRootLogin no",
      "X11Forwarding no",
    ]);
  });

  it("keeps itself up to date and bans guessers", () => {
    expect(document.packages).toEqual(["curl", "docker.io", "fail2ban", "git", "unattended-upgrades"]);
    expect([document.package_update, document.package_upgrade]).toEqual([true, true]);
    expect(file("/etc/apt/apt.conf.d/20auto-upgrades").content).toContain('APT::Periodic::Unattended-Upgrade "1";');
    expect(file("/etc/apt/apt.conf.d/52automatic-reboot").content).toBe(
      'Unattended-Upgrade::Automatic-Reboot "true";\nUnattended-Upgrade::Automatic-Reboot-Time "08:30";\n',
    );
    expect(file("/etc/fail2ban/jail.d/sshd.local").content).toMatch(/^\[sshd\]\nenabled = true\nbackend = systemd\n/);
  });

  it("puts all of it into force, the volume before Docker", () => {
    expect(document.runcmd).toEqual([
      ["systemctl", "daemon-reload"],
      ["netplan", "apply"],
      ["systemctl", "restart", "ssh"],
      ["systemctl", "enable", "--now", "fail2ban", "unattended-upgrades"],
      ["sh", "-c", 'systemctl start "$(systemd-escape --path --suffix=mount /mnt/example)"'],
      ["systemctl", "enable", "--now", "docker"],
    ]);
  });
});
