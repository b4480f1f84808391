import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { renderServerConfiguration, type ServerConfigurationArgs, statsdAddress } from "./server-configuration.ts";

/** What the user data of a Vault node says. Nothing here is secret: whoever may describe an instance can read it. */
export interface CloudInitArgs extends ServerConfigurationArgs {
  /** Version of HashiCorp's package, such as 2.0.4-1. */
  readonly package: string;
  /** ARN of the secret that holds the certificate: JSON with `certificate`, `key` and `ca`, each in PEM. */
  readonly tlsSecretArn: string;
  /** Log group that audit entries go to. */
  readonly auditLogGroup: string;
  /** Log group that the server's own messages go to. */
  readonly serverLogGroup: string;
  /** Bucket that snapshots of the cluster go to, and what their names start with. */
  readonly snapshots: ObjectPlace;
  /** Bucket that finished audit logs go to, and what their names start with. */
  readonly auditArchive: ObjectPlace;
}

/** A bucket, and what names in it start with. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly prefix: string;
}

const script = (name: string) => readFileSync(new URL(`./node/${name}.sh`, import.meta.url), "utf8");
const scripts = {
  setup: script("setup"),
  certificate: script("certificate"),
  snapshot: script("snapshot"),
  "audit-archive": script("audit-archive"),
};

/**
 * Renders the user data of an Ubuntu machine that is a node of a Vault cluster and nothing else, after HashiCorp's
 * guide (https://developer.hashicorp.com/vault/docs/concepts/production-hardening): Vault runs without privileges, writes
 * only its data and its logs, leaves no core dump and is never swapped out; nobody logs in; security updates come by
 * themselves. The certificate comes from Secrets Manager, by the machine's own role.
 */
export function renderCloudInit(args: CloudInitArgs): string {
  const document = {
    package_update: true,
    package_upgrade: true,
    packages: ["gnupg", "jq", "unattended-upgrades"],
    groups: ["vault"],
    // No other: a user that can log in would be one more way to the keys.
    users: [
      {
        name: "vault",
        system: true,
        primary_group: "vault",
        no_create_home: true,
        homedir: "/var/lib/vault",
        shell: "/usr/sbin/nologin",
        lock_passwd: true,
      },
    ],
    disable_root: true,
    ssh_pwauth: false,
    write_files: [
      file("/etc/vault/server.hcl", renderServerConfiguration(args)),
      file("/etc/vault/node.env", nodeEnvironment(args)),
      file("/etc/vault/cloudwatch-agent.json", cloudWatchAgent(args)),
      file("/etc/systemd/system/vault.service.d/10-hardening.conf", hardening),
      ...Object.entries(scripts).map(([name, content]) => ({
        ...file(`/usr/local/sbin/vault-${name}`, content),
        permissions: "0755",
      })),
      ...schedule("certificate", "The certificate of this Vault node", "OnBootSec=0\nOnUnitInactiveSec=6h"),
      ...schedule("snapshot", "A snapshot of the Vault cluster", "OnCalendar=hourly"),
      ...schedule("audit-archive", "Finished audit logs of Vault", "OnCalendar=hourly"),
      file(
        "/etc/apt/apt.conf.d/20auto-upgrades",
        'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
      ),
    ],
    runcmd: [["/usr/local/sbin/vault-setup"]],
  };
  return `#cloud-config\n${stringify(document, { version: "1.1", lineWidth: 0 })}`; // 1.1: to Python, no is false
}

function file(path: string, content: string) {
  return { path, content };
}

// Read by systemd and by the shell: no value here has a space or a quote in it.
function nodeEnvironment(args: CloudInitArgs): string {
  const variables = {
    AWS_REGION: args.region,
    VAULT_PACKAGE: args.package,
    VAULT_HOSTNAME: args.hostname,
    TLS_SECRET: args.tlsSecretArn,
    SNAPSHOT_BUCKET: args.snapshots.bucket,
    SNAPSHOT_PREFIX: args.snapshots.prefix,
    AUDIT_BUCKET: args.auditArchive.bucket,
    AUDIT_PREFIX: args.auditArchive.prefix,
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
function cloudWatchAgent({ auditLogGroup, clusterName, serverLogGroup }: CloudInitArgs): string {
  const stream = { log_stream_name: "{instance_id}", timezone: "UTC" };
  const configuration = {
    logs: {
      logs_collected: {
        files: {
          collect_list: [
            { file_path: "/var/log/vault/audit.log", log_group_name: auditLogGroup, ...stream },
            { file_path: "/var/log/vault/server*.log", log_group_name: serverLogGroup, ...stream },
          ],
        },
      },
    },
    metrics: {
      namespace: clusterName,
      append_dimensions: { InstanceId: `\${aws:InstanceId}` },
      metrics_collected: {
        statsd: { service_address: statsdAddress },
        disk: { resources: ["/"], measurement: ["used_percent"] },
        mem: { measurement: ["used_percent"] },
      },
    },
  };
  return `${JSON.stringify(configuration, undefined, 1)}\n`;
}

// On top of the unit of HashiCorp's package, which already runs as the user vault and gains no privileges. It is started
// again without end: while KMS is out of reach, Vault cannot start, and the package's unit would give up after three times.
const hardening = `[Unit]
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/etc/vault/instance.env
ExecStart=
ExecStart=/usr/bin/vault server -config=/etc/vault/server.hcl
StateDirectory=vault
StateDirectoryMode=0700
LogsDirectory=vault
LogsDirectoryMode=0750
ProtectSystem=strict
ProtectHome=yes
LimitCORE=0
MemorySwapMax=0
Restart=always
`;

// A timer with the service that it starts. A service that failed is tried again in a minute, and so before its next turn.
function schedule(name: string, description: string, when: string) {
  const service = `[Unit]
Description=${description}
StartLimitIntervalSec=0

[Service]
Type=oneshot
EnvironmentFile=/etc/vault/node.env
Environment=HOME=/root PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
ExecStart=/usr/local/sbin/vault-${name}
Restart=on-failure
RestartSec=60
`;
  const timer = `[Unit]
Description=${description}

[Timer]
${when}
RandomizedDelaySec=30

[Install]
WantedBy=timers.target
`;
  return [
    file(`/etc/systemd/system/vault-${name}.service`, service),
    file(`/etc/systemd/system/vault-${name}.timer`, timer),
  ];
}
