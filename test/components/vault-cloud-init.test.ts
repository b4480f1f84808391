import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderCloudInit } from "../../components/vault/cloud-init.ts";
import { renderServerConfiguration } from "../../components/vault/server-configuration.ts";

const args = {
  clusterName: "example-vault",
  region: "us-east-1",
  hostname: "vault.example.com",
  unsealKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
  package: "2.0.4-1",
  tlsSecretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:example-vault/tls-madeUp",
  auditLogGroup: "/vault/example-vault/audit",
  serverLogGroup: "/vault/example-vault/server",
  snapshots: { bucket: "example-snapshots", prefix: "snapshots/" },
  auditArchive: { bucket: "example-audit", prefix: "vault/" },
};
const text = renderCloudInit(args);
const document = parse(text);

function file(path: string): string {
  const files = document.write_files.filter((candidate: { readonly path: string }) => candidate.path === path);
  expect(files, path).toHaveLength(1);
  return files[0].content;
}

describe("renderCloudInit", () => {
  it("is cloud-config, and fits in EC2's 16 KiB", () => {
    expect(text.split("\n")[0]).toBe("#cloud-config");
    expect(Buffer.byteLength(text)).toBeLessThan(16 * 1024);
  });

  it("writes exactly these files", () => {
    expect(document.write_files.map(({ path }: { readonly path: string }) => path)).toEqual([
      "/etc/vault/server.hcl",
      "/etc/vault/node.env",
      "/etc/vault/cloudwatch-agent.json",
      "/etc/systemd/system/vault.service.d/10-hardening.conf",
      "/usr/local/sbin/vault-setup",
      "/usr/local/sbin/vault-certificate",
      "/usr/local/sbin/vault-snapshot",
      "/usr/local/sbin/vault-audit-archive",
      "/etc/systemd/system/vault-certificate.service",
      "/etc/systemd/system/vault-certificate.timer",
      "/etc/systemd/system/vault-snapshot.service",
      "/etc/systemd/system/vault-snapshot.timer",
      "/etc/systemd/system/vault-audit-archive.service",
      "/etc/systemd/system/vault-audit-archive.timer",
      "/etc/apt/apt.conf.d/20auto-upgrades",
    ]);
    expect(document.runcmd).toEqual([["/usr/local/sbin/vault-setup"]]);
  });

  it("has one user, who cannot log in, and whom Vault runs as", () => {
    expect(document.users).toEqual([
      {
        name: "vault",
        system: true,
        primary_group: "vault",
        no_create_home: true,
        homedir: "/var/lib/vault",
        shell: "/usr/sbin/nologin",
        lock_passwd: true,
      },
    ]);
    expect([document.disable_root, document.ssh_pwauth]).toEqual([true, false]);
    expect(file("/usr/local/sbin/vault-setup")).toContain("systemctl disable --now ssh.socket ssh.service");
  });

  it("lets Vault write its data and its logs, and leave no trace of its memory", () => {
    const unit = file("/etc/systemd/system/vault.service.d/10-hardening.conf").trimEnd().split("\n");
    expect(unit).toEqual([
      "[Unit]",
      "StartLimitIntervalSec=0", // it never gives up
      "",
      "[Service]",
      "EnvironmentFile=/etc/vault/instance.env",
      "ExecStart=",
      "ExecStart=/usr/bin/vault server -config=/etc/vault/server.hcl",
      "StateDirectory=vault",
      "StateDirectoryMode=0700",
      "LogsDirectory=vault",
      "LogsDirectoryMode=0750",
      "ProtectSystem=strict",
      "ProtectHome=yes",
      "LimitCORE=0",
      "MemorySwapMax=0",
      "Restart=always",
    ]);
    const setup = file("/usr/local/sbin/vault-setup");
    expect(setup).toContain("swapoff --all\nsystemctl mask swap.target\n");
    expect(setup).toContain("VAULT_RAFT_NODE_ID=$instance");
  });

  it("installs the pinned package, and only what a known key has signed", () => {
    const setup = file("/usr/local/sbin/vault-setup");
    expect(file("/etc/vault/node.env")).toContain("VAULT_PACKAGE=2.0.4-1\n");
    expect(setup).toContain('apt-get install --yes "vault=$VAULT_PACKAGE"\napt-mark hold vault');
    expect(setup).toContain("trust https://apt.releases.hashicorp.com/gpg 798AEC654E5C15428C8E42EEAA16FCBCA621E701 ");
    expect(setup).toMatch(/gpgv --keyring "\$work\/agent\.gpg" .*\ndpkg --install/);
  });

  it("tells a node what it needs, and nothing secret", () => {
    expect(file("/etc/vault/node.env")).toBe(`AWS_REGION=us-east-1
VAULT_PACKAGE=2.0.4-1
VAULT_HOSTNAME=vault.example.com
TLS_SECRET=${args.tlsSecretArn}
SNAPSHOT_BUCKET=example-snapshots
SNAPSHOT_PREFIX=snapshots/
AUDIT_BUCKET=example-audit
AUDIT_PREFIX=vault/
`);
    expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|\bhvs\.|AKIA/);
  });

  it("takes snapshots and puts audit logs away every hour, and looks for a certificate until there is one", () => {
    for (const name of ["snapshot", "audit-archive"]) {
      expect(file(`/etc/systemd/system/vault-${name}.timer`)).toContain("OnCalendar=hourly\n");
    }
    expect(file("/etc/systemd/system/vault-certificate.timer")).toContain("OnBootSec=0\nOnUnitInactiveSec=6h\n");
    const service = file("/etc/systemd/system/vault-certificate.service");
    expect(service).toContain("ExecStart=/usr/local/sbin/vault-certificate\nRestart=on-failure\nRestartSec=60\n");
    expect(file("/usr/local/sbin/vault-setup")).toContain(
      "systemctl enable --now vault-certificate.timer vault-snapshot.timer vault-audit-archive.timer",
    );
  });

  it("sends both logs to their groups, and metrics to the cluster's namespace", () => {
    const { logs, metrics } = JSON.parse(file("/etc/vault/cloudwatch-agent.json"));
    expect(logs.logs_collected.files.collect_list).toEqual([
      {
        file_path: "/var/log/vault/audit.log",
        log_group_name: "/vault/example-vault/audit",
        log_stream_name: "{instance_id}",
        timezone: "UTC",
      },
      {
        file_path: "/var/log/vault/server*.log",
        log_group_name: "/vault/example-vault/server",
        log_stream_name: "{instance_id}",
        timezone: "UTC",
      },
    ]);
    expect(metrics).toMatchObject({
      namespace: "example-vault",
      metrics_collected: { statsd: { service_address: "127.0.0.1:8125" } },
    });
  });

  it.each(["setup", "certificate", "snapshot", "audit-archive"])("has a script %s that a shell can read", (name) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: file(`/usr/local/sbin/vault-${name}`) });
    expect([status, String(stderr)]).toEqual([0, ""]);
  });
});

describe("renderServerConfiguration", () => {
  const configuration = renderServerConfiguration(args);

  it("listens with TLS alone, and is known by its public name", () => {
    expect(configuration).toContain('api_addr      = "https://vault.example.com"\n');
    expect(configuration).toContain('tls_min_version = "tls12"');
    expect(configuration).not.toContain("tls_disable");
    expect(configuration).toContain("disable_mlock = true");
  });

  it("finds the other nodes by their tag, and checks who they are", () => {
    expect(configuration).toContain(
      '"provider=aws region=us-east-1 tag_key=VaultCluster tag_value=example-vault addr_type=private_v4"',
    );
    expect(configuration).toContain('leader_tls_servername = "vault.example.com"');
    expect(configuration).toContain('leader_ca_cert_file   = "/etc/vault/tls/ca.pem"');
  });

  it("is unsealed by its own key", () => {
    expect(configuration).toMatch(/seal "awskms" \{\n {2}region {5}= "us-east-1"\n {2}kms_key_id = "1234abcd-/);
  });

  it("lets nobody make a root token without a sign-in", () => {
    expect(configuration).not.toContain("enable_unauthenticated_access");
  });
});
