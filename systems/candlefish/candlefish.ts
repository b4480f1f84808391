import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../../components/errors.ts";
import { AwsNetwork } from "../../components/network/aws-network.ts";
import { AlarmTopic } from "../../components/observability/alarm-topic.ts";
import { RdsPostgres } from "../../components/postgres/rds-postgres.ts";
import { ElastiCacheValkey } from "../../components/redis/elasticache-valkey.ts";
import { alarmsMayUse, encryptionKey, logGroupsMayUse } from "../../components/secrets/encryption-key.ts";
import { managedSecret } from "../../components/secrets/managed-secret.ts";
import { SecretsAdmin } from "../../components/secrets/secrets-admin.ts";
import { LockedBucket } from "../../components/storage/locked-bucket.ts";
import { VaultCluster } from "../../components/vault/vault-cluster.ts";
import { versions } from "../../components/versions.ts";
import type { CandlefishArgs } from "./args.ts";
import { type CandlefishOutputs, outputsOf } from "./outputs.ts";

/**
 * Candlefish: Vault on AWS in a network of its own, PostgreSQL and Valkey for applications (they are not Vault's storage),
 * locked buckets for snapshots and audit logs, and the secrets of Secrets Manager with the role that administers them.
 * Takes its provider for AWS from `opts.providers`.
 *
 * Two keys beside the one that unseals Vault: one for data that is read back, one for records that are only written.
 * @throws RunError for a combination of arguments that could not work
 */
export class Candlefish extends pulumi.ComponentResource {
  readonly outputs: CandlefishOutputs;

  constructor(name: string, args: CandlefishArgs, opts?: pulumi.ComponentResourceOptions) {
    validate(name, args); // before super: a wrong argument registers nothing
    super("groundplan:systems:Candlefish", name, {}, opts);
    const keys = this.createKeys(name, args);
    const network = this.createNetwork(name, args, keys);
    const buckets = this.createBuckets(name, args, keys);
    const vault = this.createVault(name, args, { keys, network, buckets });
    const postgres = this.createPostgres(name, args, keys, network);
    const redis = this.createRedis(name, args, keys, network);
    const secrets = this.createSecrets(name, args, keys);
    const admin = this.createSecretsAdmin(name, args, keys, [...secrets.values(), vault.tlsSecretArn]);
    const alarms = this.createAlarmTopic(name, args, keys);

    this.outputs = outputsOf(args, { network, buckets, vault, postgres, redis, secrets, admin, alarms });
    this.registerOutputs(this.outputs);
  }

  private createKeys(name: string, { accountId, protect, region }: CandlefishArgs): Keys {
    const options = { parent: this };
    const services = [logGroupsMayUse(region, accountId), alarmsMayUse()];
    const data = { description: `Databases and secrets of ${name}`, accountId, protect };
    const records = { description: `Logs, snapshots and alarms of ${name}`, accountId, services, protect };
    return {
      data: encryptionKey(`${name}-data-key`, data, options).arn,
      records: encryptionKey(`${name}-records-key`, records, options).arn,
    };
  }

  // KMS from inside: a node that restarts while NAT fails is unsealed all the same. Other services can wait for NAT.
  private createNetwork(name: string, args: CandlefishArgs, keys: Keys) {
    const { accountId, natGateways, protect, region, searchableLogDays } = args;
    const { cidr, zones } = args.network;
    const flowLogs = { keyArn: keys.records, retentionDays: searchableLogDays };
    return new AwsNetwork(
      `${name}-network`,
      {
        networkName: name,
        region,
        accountId,
        cidr,
        zones,
        natGateways,
        interfaceEndpoints: ["kms"],
        flowLogs,
        protect,
      },
      { parent: this },
    );
  }

  private createBuckets(name: string, args: CandlefishArgs, keys: Keys): Buckets {
    const { auditRetentionDays, backupRetentionDays, buckets, protect } = args;
    const bucket = (role: string, bucketName: string, retentionDays: number) =>
      new LockedBucket(
        `${name}-${role}`,
        { bucketName, keyArn: keys.records, retentionDays, protect },
        { parent: this },
      );
    return {
      snapshots: bucket("snapshots", buckets.snapshots, backupRetentionDays),
      auditLogs: bucket("audit-logs", buckets.auditLogs, auditRetentionDays),
    };
  }

  private createVault(name: string, args: CandlefishArgs, parts: VaultParts) {
    const { accountId, deletionProtection, machineTags, protect, region, searchableLogDays } = args;
    const { hostname, instanceType, listener, nodes, unsealKeyStore } = args.vault;
    const { buckets, keys, network } = parts;
    return new VaultCluster(
      `${name}-vault`,
      {
        clusterName: `${name}-vault`,
        region,
        accountId,
        network,
        hostname,
        nodes,
        instanceType,
        package: versions.vault.package,
        listener,
        ...(unsealKeyStore === undefined ? {} : { unsealKeyStoreId: unsealKeyStore }),
        secretsKeyArn: keys.data,
        logs: { keyArn: keys.records, retentionDays: searchableLogDays },
        snapshots: buckets.snapshots,
        auditArchive: buckets.auditLogs,
        machineTags,
        protect,
        deletionProtection,
      },
      { parent: this },
    );
  }

  private createPostgres(name: string, args: CandlefishArgs, keys: Keys, network: AwsNetwork) {
    const { backupRetentionDays, deletionProtection, postgres, protect, region } = args;
    return new RdsPostgres(
      `${name}-postgres`,
      {
        instanceName: name,
        region,
        network,
        ...postgres,
        majorVersion: versions.postgres.major,
        keyArn: keys.data,
        backupRetentionDays,
        protect,
        deletionProtection,
      },
      { parent: this },
    );
  }

  private createRedis(name: string, args: CandlefishArgs, keys: Keys, network: AwsNetwork) {
    const { backupRetentionDays: snapshotRetentionDays, protect, redis } = args;
    const { version } = versions.valkey;
    return new ElastiCacheValkey(
      `${name}-redis`,
      { groupName: name, network, version, ...redis, keyArn: keys.data, snapshotRetentionDays, protect },
      { parent: this },
    );
  }

  private createSecrets(name: string, args: CandlefishArgs, keys: Keys): ReadonlyMap<string, pulumi.Output<string>> {
    const { accountId, protect, secrets } = args;
    return new Map(
      Object.entries(secrets).map(([secretName, { kind, owner, rotationDays }]) => {
        const description = `${kind} of ${name}, due every ${rotationDays} days; ask ${owner}`;
        const secret = managedSecret(
          `${name}-secret-${secretName}`,
          { secretName, description, kind, owner, rotationDays, keyArn: keys.data, accountId, protect },
          { parent: this },
        );
        return [secretName, secret.arn];
      }),
    );
  }

  private createSecretsAdmin(
    name: string,
    { accountId, region, secretsAdmins: admins }: CandlefishArgs,
    keys: Keys,
    secretArns: readonly pulumi.Output<string>[],
  ) {
    return new SecretsAdmin(
      `${name}-secrets-admin`,
      { roleName: `${name}-secrets-admin`, region, accountId, admins, secretArns, keyArn: keys.data },
      { parent: this },
    );
  }

  private createAlarmTopic(name: string, { alarmEmails: emails }: CandlefishArgs, keys: Keys) {
    return new AlarmTopic(
      `${name}-alarms`,
      { topicName: `${name}-alarms`, emails, keyArn: keys.records },
      { parent: this },
    );
  }
}

/** ARNs of the keys: for data that is read back, and for records that are only written. */
interface Keys {
  readonly data: pulumi.Output<string>;
  readonly records: pulumi.Output<string>;
}

interface Buckets {
  readonly snapshots: LockedBucket;
  readonly auditLogs: LockedBucket;
}

interface VaultParts {
  readonly keys: Keys;
  readonly network: AwsNetwork;
  readonly buckets: Buckets;
}

function validate(name: string, { buckets, vault }: CandlefishArgs): void {
  const component = `Candlefish ${JSON.stringify(name)}`;
  const { shares, threshold } = vault.recovery;
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > shares) {
    const allowed = `a whole number from 2 to ${shares}, the shares there are`;
    throw wrongArgument(component, "vault.recovery.threshold", threshold, allowed);
  }
  if (buckets.auditLogs === buckets.snapshots) {
    const allowed = "another bucket than snapshots: each is locked for a time of its own";
    throw wrongArgument(component, "buckets.auditLogs", buckets.auditLogs, allowed);
  }
}
