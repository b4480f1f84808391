/** What a Vault server is configured with. Nothing here is secret. */
export interface ServerConfigurationArgs {
  /** Name of the cluster, which is also the tag that nodes find each other by. */
  readonly clusterName: string;
  readonly region: string;
  /** Host name that clients use, and that the certificate of every node is for. */
  readonly hostname: string;
  /** Key that unseals the cluster. */
  readonly unsealKeyId: string;
}

/** Ports of a node: for clients, and for other nodes. */
export const vaultPorts = { api: 8200, cluster: 8201 } as const;

/** Tag of the machines of a cluster; its value is the cluster's name. */
export const clusterTag = "VaultCluster";

/** Where a node's CloudWatch agent takes metrics from Vault. */
export const statsdAddress = "127.0.0.1:8125";

// The few that say whether a cluster is well and fast; each other one would be paid for by node and month.
// https://developer.hashicorp.com/vault/docs/internals/telemetry/key-metrics
const metrics = [
  "+vault.core.active",
  "+vault.core.unsealed",
  "+vault.core.handle_request",
  "+vault.core.handle_login_request",
  "+vault.core.leadership_lost",
  "+vault.audit.log_request_failure",
  "+vault.audit.log_response_failure",
  "+vault.autopilot",
  "+vault.expire.num_leases",
  "+vault.raft.commitTime",
  "+vault.raft.leader.lastContact",
  "+vault.raft-storage.put",
  "+vault.raft-storage.get",
];

/**
 * Renders a Vault server's configuration: https://developer.hashicorp.com/vault/docs/configuration
 * The same for every node: what differs, a node finds out by itself (its address) or is told by systemd (its name).
 */
export function renderServerConfiguration(args: ServerConfigurationArgs): string {
  const { clusterName, region, hostname, unsealKeyId } = args;
  return `# Written by cloud-init. A change comes with a new node.
cluster_name  = ${quoted(clusterName)}
api_addr      = ${quoted(`https://${hostname}`)}
cluster_addr  = "https://{{ GetPrivateIP }}:${vaultPorts.cluster}"
ui            = false

# Raft maps its database into memory, which mlock would pin; the machine has no swap instead.
disable_mlock = true

log_format           = "json"
log_file             = "/var/log/vault/server.log"
log_rotate_bytes     = 104857600
log_rotate_max_files = 7

listener "tcp" {
  address         = "0.0.0.0:${vaultPorts.api}"
  cluster_address = "0.0.0.0:${vaultPorts.cluster}"
  tls_cert_file   = "/etc/vault/tls/certificate.pem"
  tls_key_file    = "/etc/vault/tls/key.pem"
  tls_min_version = "tls12"

  custom_response_headers {
    "default" = {
      "Strict-Transport-Security" = ["max-age=31536000; includeSubDomains"]
    }
  }
}

storage "raft" {
  path = "/var/lib/vault"

  retry_join {
    auto_join             = ${quoted(`provider=aws region=${region} tag_key=${clusterTag} tag_value=${clusterName} addr_type=private_v4`)}
    auto_join_scheme      = "https"
    auto_join_port        = ${vaultPorts.api}
    leader_tls_servername = ${quoted(hostname)}
    leader_ca_cert_file   = "/etc/vault/tls/ca.pem"
  }
}

seal "awskms" {
  region     = ${quoted(region)}
  kms_key_id = ${quoted(unsealKeyId)}
}

telemetry {
  statsd_address   = ${quoted(statsdAddress)}
  disable_hostname = true
  filter_default   = false
  prefix_filter    = ${JSON.stringify(metrics)}
}
`;
}

// HCL writes strings as JSON does, but for templates, and nothing here has a dollar or a percent sign before a brace.
const quoted = (text: string) => JSON.stringify(text);
