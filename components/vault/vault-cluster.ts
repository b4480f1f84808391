import * as autoscaling from "@pulumi/aws/autoscaling/index.js";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import * as ec2 from "@pulumi/aws/ec2/index.js";
import * as iam from "@pulumi/aws/iam/index.js";
import type { Key } from "@pulumi/aws/kms/key.js";
import type { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { subnetIds } from "../network/network.ts";
import { policyDocument } from "../policy-document.ts";
import { encryptionKey } from "../secrets/encryption-key.ts";
import { managedSecret } from "../secrets/managed-secret.ts";
import { renderCloudInit } from "./cloud-init.ts";
import { createEntrance, type Entrance } from "./entrance.ts";
import { nodeAccess } from "./node-access.ts";
import { clusterTag } from "./server-configuration.ts";
import { normalize, type Settings, type VaultClusterArgs } from "./vault-cluster-args.ts";

// The newest image of Canonical's when a machine starts; nodes that run are patched by unattended upgrades.
// https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
const image = "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";

// What HashiCorp's sizing asks of a small cluster's disk is 100 GB, 3000 IOPS and 75 MB/s; gp3 has 3000 IOPS and 125 MB/s
// without asking: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
const diskGb = 100;

const auditLogPrefix = "vault/";
const snapshotPrefix = "snapshots/";

/**
 * A Vault cluster on machines of its own: integrated storage, unsealed by KMS, TLS from the client to the node, snapshots
 * every hour, every audit entry in CloudWatch and in a locked bucket.
 *
 * Five t3.large over three zones is HashiCorp's reference architecture with its small size, 2–4 cores and 8–16 GB
 * (https://developer.hashicorp.com/vault/tutorials/day-one-raft/raft-reference-architecture): it bears the loss of a zone
 * or of two nodes. HashiCorp publishes no latency and no throughput for it. Whether p99 and secrets per second are
 * reached, a load test against the real cluster must say; t3 may burst without limit here, so that credits are no answer.
 *
 * Nodes are replaced when a machine fails and never because Vault does not answer: were the key out of reach, every node
 * would be sealed, and a group that replaced sealed nodes would throw all data away. For the same reason a new launch
 * template replaces nothing by itself: docs/runbooks/vault-init.md says how nodes are exchanged.
 * @throws RunError for an argument that AWS or Vault would refuse
 */
export class VaultCluster extends pulumi.ComponentResource {
  /** Where clients reach Vault. */
  readonly url: pulumi.Output<string>;
  /** What the host name must point to. */
  readonly loadBalancer: pulumi.Output<string>;
  /** Key that unseals the cluster; without it, nothing in Vault can be read again, by anybody. */
  readonly unsealKeyArn: pulumi.Output<string>;
  /** Secret that takes the certificate; nodes wait for it. */
  readonly tlsSecretArn: pulumi.Output<string>;
  /** Role that nodes sign in with, to AWS and to Vault. */
  readonly nodeRoleArn: pulumi.Output<string>;
  readonly autoscalingGroup: pulumi.Output<string>;
  readonly auditLogGroup: pulumi.Output<string>;
  readonly serverLogGroup: pulumi.Output<string>;

  constructor(name: string, args: VaultClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:vault:VaultCluster", name, {}, opts);
    const guarded = { parent: this, protect: settings.protect, retainOnDelete: settings.protect };
    const unsealKey = this.createUnsealKey(name, settings);
    const tls = this.createTlsSecret(name, settings);
    const logs = {
      audit: this.createLogGroup(name, settings, "audit", guarded),
      server: this.createLogGroup(name, settings, "server", { parent: this }),
    };
    const parts = { unsealKey, tls, logs };
    const entrance = createEntrance(name, settings, { parent: this });
    const role = this.createRole(name, settings);
    const access = this.createAccess(name, settings, role, parts);
    const template = this.createTemplate(name, settings, role, entrance, parts);
    const group = this.createNodes(name, settings, template, entrance, access);

    this.url = pulumi.output(`https://${settings.hostname}`);
    this.loadBalancer = entrance.loadBalancer.dnsName;
    this.unsealKeyArn = unsealKey.arn;
    this.tlsSecretArn = tls.arn;
    this.nodeRoleArn = role.arn;
    this.autoscalingGroup = group.name;
    this.auditLogGroup = logs.audit.name;
    this.serverLogGroup = logs.server.name;
    this.registerOutputs({ url: this.url, loadBalancer: this.loadBalancer, unsealKeyArn: this.unsealKeyArn });
  }

  private createUnsealKey(name: string, { accountId, clusterName, protect, unsealKeyStoreId }: Settings) {
    const keyStore = unsealKeyStoreId === undefined ? {} : { keyStoreId: unsealKeyStoreId };
    return encryptionKey(
      `${name}-unseal-key`,
      { description: `Unseals ${clusterName}`, accountId, ...keyStore, protect },
      { parent: this },
    );
  }

  private createTlsSecret(name: string, { accountId, clusterName, protect, secretsKeyArn }: Settings) {
    return managedSecret(
      `${name}-tls`,
      {
        secretName: `${clusterName}/tls`,
        description: "Certificate of the nodes: JSON with certificate (and its chain), key and ca, each in PEM",
        kind: "crypto",
        owner: "platform-team",
        // Public authorities issue none for more than 100 days from 2027-03-15 on: CA/Browser Forum, ballot SC-081v3.
        rotationDays: 90,
        keyArn: secretsKeyArn,
        accountId,
        protect,
      },
      { parent: this },
    );
  }

  private createLogGroup(name: string, settings: Settings, kind: string, options: pulumi.CustomResourceOptions) {
    const { clusterName, logs } = settings;
    return new LogGroup(
      `${name}-${kind}-log`,
      { name: `/vault/${clusterName}/${kind}`, retentionInDays: logs.retentionDays, kmsKeyId: logs.keyArn },
      options,
    );
  }

  private createRole(name: string, { clusterName }: Settings) {
    return new iam.Role(
      `${name}-node-role`,
      {
        name: `${clusterName}-node`,
        assumeRolePolicy: policyDocument({
          Sid: "MachinesOfThisAccount",
          Principal: { Service: "ec2.amazonaws.com" },
          Action: "sts:AssumeRole",
        }),
      },
      { parent: this },
    );
  }

  private createAccess(name: string, settings: Settings, role: iam.Role, { logs, tls, unsealKey }: Parts) {
    const { accountId, auditArchive, clusterName, region, secretsKeyArn, snapshots } = settings;
    const policy = pulumi
      .output({
        roleName: role.name,
        unsealKeyArn: unsealKey.arn,
        tlsSecretArn: tls.arn,
        tlsKeyArn: secretsKeyArn,
        logGroupArns: [logs.audit.arn, logs.server.arn],
        snapshots: { bucket: snapshots.bucket, prefix: snapshotPrefix, keyArn: snapshots.keyArn },
        auditArchive: { bucket: auditArchive.bucket, prefix: auditLogPrefix, keyArn: auditArchive.keyArn },
      })
      .apply((arns) => nodeAccess({ accountId, clusterName, region, ...arns }));
    return new iam.RolePolicy(`${name}-node-access`, { name: "vault-node", role: role.name, policy }, { parent: this });
  }

  private createTemplate(name: string, settings: Settings, role: iam.Role, entrance: Entrance, parts: Parts) {
    const { clusterName, machineTags } = settings;
    const profile = new iam.InstanceProfile(
      `${name}-node-profile`,
      { name: `${clusterName}-node`, role: role.name },
      { parent: this },
    );
    const tags = { ...machineTags, Name: clusterName };
    return new ec2.LaunchTemplate(
      `${name}-template`,
      {
        name: clusterName,
        imageId: image,
        instanceType: settings.instanceType,
        creditSpecification: { cpuCredits: "unlimited" },
        iamInstanceProfile: { arn: profile.arn },
        vpcSecurityGroupIds: [entrance.nodesFirewall.id],
        // A hop limit of 1: no container and no forwarded request gets the role's credentials.
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: "/dev/sda1",
            // The account's own key of EBS: what Vault stores is encrypted before it comes here.
            ebs: { volumeType: "gp3", volumeSize: diskGb, encrypted: "true", deleteOnTermination: "true" },
          },
        ],
        tagSpecifications: [
          { resourceType: "instance", tags },
          { resourceType: "volume", tags },
        ],
        userData: this.userData(settings, parts),
        updateDefaultVersion: true,
      },
      { parent: this },
    );
  }

  private userData(settings: Settings, { logs, tls, unsealKey }: Parts) {
    const { auditArchive, clusterName, hostname, package: vaultPackage, region, snapshots } = settings;
    return pulumi
      .output({
        unsealKeyId: unsealKey.keyId,
        tlsSecretArn: tls.arn,
        auditLogGroup: logs.audit.name,
        serverLogGroup: logs.server.name,
        snapshots: { bucket: snapshots.bucket, prefix: snapshotPrefix },
        auditArchive: { bucket: auditArchive.bucket, prefix: auditLogPrefix },
      })
      .apply((parts) => renderCloudInit({ clusterName, hostname, package: vaultPackage, region, ...parts }))
      .apply((text) => Buffer.from(text).toString("base64"));
  }

  private createNodes(
    name: string,
    settings: Settings,
    template: ec2.LaunchTemplate,
    entrance: Entrance,
    access: iam.RolePolicy,
  ) {
    const { clusterName, network, nodes, protect } = settings;
    return new autoscaling.Group(
      `${name}-nodes`,
      {
        name: clusterName,
        minSize: nodes,
        maxSize: nodes,
        desiredCapacity: nodes,
        vpcZoneIdentifiers: subnetIds(network.privateSubnets),
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        targetGroupArns: [entrance.targets.arn],
        healthCheckType: "EC2", // the machine, not Vault: see above
        tags: [{ key: clusterTag, value: clusterName, propagateAtLaunch: true }],
      },
      { parent: this, protect, retainOnDelete: protect, dependsOn: access },
    );
  }
}

/** What nodes are told about, and may reach. */
interface Parts {
  readonly unsealKey: Key;
  readonly tls: Secret;
  readonly logs: { readonly audit: LogGroup; readonly server: LogGroup };
}
