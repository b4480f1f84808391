import { all, type Output, output } from "@pulumi/pulumi";
import type { AwsNetwork } from "../../components/network/aws-network.ts";
import { subnetIds } from "../../components/network/network.ts";
import type { AlarmTopic } from "../../components/observability/alarm-topic.ts";
import type { RdsPostgres } from "../../components/postgres/rds-postgres.ts";
import type { ElastiCacheValkey } from "../../components/redis/elasticache-valkey.ts";
import type { SecretsAdmin } from "../../components/secrets/secrets-admin.ts";
import type { LockedBucket } from "../../components/storage/locked-bucket.ts";
import type { VaultCluster } from "../../components/vault/vault-cluster.ts";
import type { CandlefishArgs } from "./args.ts";

/** What others may rely on. Nothing here is secret, and the root token of Vault least of all: it is nowhere. */
export interface CandlefishOutputs {
  readonly network: {
    readonly vpcId: Output<string>;
    readonly privateSubnetIds: Output<string[]>;
    readonly publicSubnetIds: Output<string[]>;
    /** Addresses that private subnets go out with. */
    readonly natAddresses: Output<string[]>;
  };
  readonly vault: {
    /** Where clients reach Vault. */
    readonly url: Output<string>;
    /** What the host name must point to. */
    readonly loadBalancer: Output<string>;
    /** Secret that takes the certificate of the nodes. */
    readonly tlsSecretArn: Output<string>;
    /** Role that nodes sign in with, to AWS and to Vault. */
    readonly nodeRoleArn: Output<string>;
    readonly unsealKeyArn: Output<string>;
    readonly autoscalingGroup: Output<string>;
    readonly auditLogGroup: Output<string>;
    readonly serverLogGroup: Output<string>;
    /** What tools/vault-init.sh makes: shares, how many together prove who asks, and who may ask (ARNs of AWS). */
    readonly recovery: {
      readonly shares: number;
      readonly threshold: number;
      readonly askers: readonly string[];
    };
  };
  readonly postgres: {
    readonly host: Output<string>;
    readonly port: Output<number>;
    readonly database: Output<string>;
    /** Secret with the name and the password of the master user. */
    readonly secretArn: Output<string>;
    readonly caBundleUrl: string;
    readonly replicaHosts: Output<string[]>;
  };
  readonly redis: {
    readonly host: Output<string>;
    /** Host that reads, from any copy. */
    readonly readerHost: Output<string>;
    readonly port: Output<number>;
    /** User that IAM signs in. */
    readonly user: Output<string>;
    /** ARNs that a client's policy allows `elasticache:Connect` on. */
    readonly connectTo: Output<string[]>;
  };
  readonly buckets: { readonly snapshots: Output<string>; readonly auditLogs: Output<string> };
  /** ARNs of the secrets, by name. */
  readonly secrets: Output<Readonly<Record<string, string>>>;
  /** Role that sets and rotates them. */
  readonly secretsAdminRoleArn: Output<string>;
  /** Topic that alarms publish to. */
  readonly alarmTopicArn: Output<string>;
}

/** The parts of Candlefish. */
export interface CandlefishParts {
  readonly network: AwsNetwork;
  readonly vault: VaultCluster;
  readonly postgres: RdsPostgres;
  readonly redis: ElastiCacheValkey;
  readonly buckets: { readonly snapshots: LockedBucket; readonly auditLogs: LockedBucket };
  /** ARNs of the secrets, by name. */
  readonly secrets: ReadonlyMap<string, Output<string>>;
  readonly admin: SecretsAdmin;
  readonly alarms: AlarmTopic;
}

/** What others need of the parts: scalars, and never the components themselves. */
export function outputsOf(
  { secretsAdmins, vault: { recovery } }: CandlefishArgs,
  parts: CandlefishParts,
): CandlefishOutputs {
  const { alarms, admin, buckets, network, postgres, redis, secrets, vault } = parts;
  return {
    network: {
      vpcId: network.vpcId,
      privateSubnetIds: all(subnetIds(network.privateSubnets)),
      publicSubnetIds: all(subnetIds(network.publicSubnets)),
      natAddresses: all([...network.natAddresses]),
    },
    vault: {
      url: vault.url,
      loadBalancer: vault.loadBalancer,
      tlsSecretArn: vault.tlsSecretArn,
      nodeRoleArn: vault.nodeRoleArn,
      unsealKeyArn: vault.unsealKeyArn,
      autoscalingGroup: vault.autoscalingGroup,
      auditLogGroup: vault.auditLogGroup,
      serverLogGroup: vault.serverLogGroup,
      recovery: { ...recovery, askers: secretsAdmins },
    },
    postgres: {
      host: postgres.host,
      port: postgres.port,
      database: postgres.database,
      secretArn: postgres.credentials.arn,
      caBundleUrl: postgres.tls.caBundleUrl,
      replicaHosts: all([...postgres.replicaHosts]),
    },
    redis: {
      host: redis.host,
      readerHost: redis.readerHost,
      port: redis.port,
      user: redis.authentication.user,
      connectTo: all([...redis.authentication.connectTo]),
    },
    buckets: { snapshots: buckets.snapshots.bucket, auditLogs: buckets.auditLogs.bucket },
    secrets: output(Object.fromEntries(secrets)),
    secretsAdminRoleArn: admin.roleArn,
    alarmTopicArn: alarms.arn,
  };
}
