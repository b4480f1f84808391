import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import * as rds from "@pulumi/aws/rds/index.js";
import * as pulumi from "@pulumi/pulumi";
import { subnetCidrs, subnetIds } from "../network/network.ts";
import type { SecretsManagerReference } from "../secrets/managed-secret.ts";
import type { PostgresConnection } from "./connection.ts";
import { normalize, type RdsPostgresArgs, type Settings } from "./rds-postgres-args.ts";

const port = 5432;

// In UTC, one after the other: the backup is over before maintenance begins.
const backupWindow = "06:00-07:00";
const maintenanceWindow = "sun:07:30-sun:08:30";

/**
 * PostgreSQL on RDS: a standby in another zone, storage encrypted with a key of our own, backups to any second, and no
 * connection without TLS. RDS makes the master password, keeps it in Secrets Manager and rotates it: it is in no state.
 * @throws RunError for an argument that RDS would refuse
 */
export class RdsPostgres extends pulumi.ComponentResource implements PostgresConnection {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly database: pulumi.Output<string>;
  readonly credentials: SecretsManagerReference;
  readonly tls: PostgresConnection["tls"];
  /** Hosts that may be read, one for each replica. */
  readonly replicaHosts: readonly pulumi.Output<string>[];

  constructor(name: string, args: RdsPostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:postgres:RdsPostgres", name, {}, opts);
    const place = this.createPlace(name, settings);
    const parameters = this.createParameters(name, settings);
    const instance = this.createInstance(name, settings, place, parameters);
    const replicas = this.createReplicas(name, settings, place, parameters, instance);

    this.host = instance.address;
    this.port = instance.port;
    this.database = instance.dbName;
    this.credentials = { store: "aws-secrets-manager", arn: instance.masterUserSecrets.apply(arnOfMasterSecret) };
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
    const caBundleUrl = `https://truststore.pki.rds.amazonaws.com/${settings.region}/${settings.region}-bundle.pem`;
    this.tls = { mode: "verify-full", caBundleUrl };
    this.replicaHosts = replicas.map(({ address }) => address);
    this.registerOutputs({ host: this.host, port: this.port, database: this.database, secret: this.credentials.arn });
  }

  private createPlace(name: string, { instanceName, network }: Settings): Place {
    const subnets = new rds.SubnetGroup(
      `${name}-subnets`,
      { name: instanceName, description: "Private subnets", subnetIds: subnetIds(network.privateSubnets) },
      { parent: this },
    );
    const firewall = new SecurityGroup(
      `${name}-firewall`,
      {
        name: `${instanceName}-postgres`,
        description: "PostgreSQL",
        vpcId: network.vpcId,
        ingress: [
          {
            description: "PostgreSQL from private subnets",
            protocol: "tcp",
            fromPort: port,
            toPort: port,
            cidrBlocks: subnetCidrs(network.privateSubnets),
          },
        ],
        tags: { Name: `${instanceName}-postgres` },
      },
      { parent: this },
    );
    return { subnets, firewall };
  }

  // Written down although it is RDS's default since PostgreSQL 15: a default can change with the next major version.
  private createParameters(name: string, { instanceName, majorVersion }: Settings) {
    return new rds.ParameterGroup(
      `${name}-parameters`,
      {
        name: `${instanceName}-postgres${majorVersion}`,
        family: `postgres${majorVersion}`,
        description: "No connection without TLS",
        parameters: [{ name: "rds.force_ssl", value: "1" }],
      },
      { parent: this },
    );
  }

  private createInstance(name: string, settings: Settings, place: Place, parameters: rds.ParameterGroup) {
    const { instanceName, protect } = settings;
    return new rds.Instance(
      `${name}-instance`,
      {
        identifier: instanceName,
        engine: "postgres",
        engineVersion: settings.majorVersion,
        autoMinorVersionUpgrade: true,
        instanceClass: settings.instanceClass,
        allocatedStorage: settings.storageGb,
        storageType: "gp3",
        storageEncrypted: true,
        kmsKeyId: settings.keyArn,
        dbName: settings.database,
        username: "postgres",
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: settings.keyArn,
        port,
        multiAz: true,
        publiclyAccessible: false,
        dbSubnetGroupName: place.subnets.name,
        vpcSecurityGroupIds: [place.firewall.id],
        parameterGroupName: parameters.name,
        backupRetentionPeriod: settings.backupRetentionDays, // RDS keeps the log that leads to any second of them
        backupWindow,
        maintenanceWindow,
        copyTagsToSnapshot: true,
        deletionProtection: settings.deletionProtection,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: `${instanceName}-final`,
      },
      { parent: this, protect, retainOnDelete: protect },
    );
  }

  // A replica takes what it does not name from its source: user, key, subnets and storage.
  private createReplicas(
    name: string,
    settings: Settings,
    place: Place,
    parameters: rds.ParameterGroup,
    source: rds.Instance,
  ) {
    const numbers = Array.from({ length: settings.readReplicas }, (_, index) => index + 1);
    return numbers.map(
      (number) =>
        new rds.Instance(
          `${name}-replica-${number}`,
          {
            identifier: `${settings.instanceName}-replica-${number}`,
            replicateSourceDb: source.identifier,
            instanceClass: settings.instanceClass,
            storageEncrypted: true,
            publiclyAccessible: false,
            vpcSecurityGroupIds: [place.firewall.id],
            parameterGroupName: parameters.name,
            autoMinorVersionUpgrade: true,
            maintenanceWindow,
            copyTagsToSnapshot: true,
            skipFinalSnapshot: true, // it holds nothing that its source does not
          },
          { parent: this },
        ),
    );
  }
}

/** Where the database is, and who may reach it. */
interface Place {
  readonly subnets: rds.SubnetGroup;
  readonly firewall: SecurityGroup;
}

function arnOfMasterSecret(secrets: readonly { readonly secretArn: string }[]): string {
  const [secret] = secrets;
  if (secret === undefined)
    throw new pulumi.RunError("RDS made no secret for the master password it was told to manage");
  return secret.secretArn;
}
