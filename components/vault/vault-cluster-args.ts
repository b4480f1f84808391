import { isIP } from "node:net";
import type { Input } from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import type { Network } from "../network/network.ts";
import type { WritableBucket } from "../storage/locked-bucket.ts";

/** What a VaultCluster is made of. */
export interface VaultClusterArgs {
  /** Name of the cluster, which its parts are called by: 3–32 lower-case letters, digits and hyphens. */
  readonly clusterName: string;
  /** Region of the provider. */
  readonly region: string;
  /** Account of the provider. */
  readonly accountId: string;
  /** Network whose private subnets hold the nodes. */
  readonly network: Network;
  /** Host name that clients use, and that the certificate is for; whoever owns the zone points it to `loadBalancer`. */
  readonly hostname: string;
  /** Nodes, an odd number, so that every loss leaves a majority. @default 5 */
  readonly nodes?: 3 | 5 | 7;
  /** Type of the machines. @default "t3.large" */
  readonly instanceType?: string;
  /** Version of HashiCorp's package, such as 2.0.4-1. */
  readonly package: string;
  readonly listener: {
    /** Whether the load balancer has public addresses. @default false */
    readonly public?: boolean;
    /** Networks that may connect, in CIDR notation. */
    readonly from: readonly string[];
  };
  /** CloudHSM key store for the key that unseals; absent: the HSMs of KMS. */
  readonly unsealKeyStoreId?: string;
  /** ARN of the KMS key that the certificate is encrypted with in Secrets Manager. */
  readonly secretsKeyArn: Input<string>;
  readonly logs: {
    /** ARN of the KMS key that log groups are encrypted with; CloudWatch Logs must be allowed to use it. */
    readonly keyArn: Input<string>;
    /** Days that CloudWatch keeps them; one of its own numbers. */
    readonly retentionDays: number;
  };
  /** Where snapshots go. */
  readonly snapshots: WritableBucket;
  /** Where finished audit logs go. */
  readonly auditArchive: WritableBucket;
  /** Tags of machines and volumes, which a provider's default tags do not reach. @default {} */
  readonly machineTags?: Readonly<Record<string, string>>;
  /** Refuse deletion in Pulumi, and leave what is stateful in the account when it leaves the program. @default true */
  readonly protect?: boolean;
  /** AWS's own protection against deletion, of the load balancer. @default true */
  readonly deletionProtection?: boolean;
}

/** The arguments with their defaults. */
export type Settings = ReturnType<typeof normalize>;

/** Fills in the defaults, and refuses what AWS or Vault would refuse later. */
export function normalize(name: string, args: VaultClusterArgs) {
  const settings = {
    nodes: 5,
    instanceType: "t3.large",
    machineTags: {},
    protect: true,
    deletionProtection: true,
    ...args,
    listener: { public: false, ...args.listener },
  };
  const refuse = (argument: string, value: unknown, allowed: string) =>
    wrongArgument(`VaultCluster ${JSON.stringify(name)}`, argument, value, allowed);

  // 32: a load balancer's name, https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  if (!/^(?!internal-)[a-z][a-z0-9-]{1,30}[a-z0-9]$/.test(settings.clusterName)) {
    const allowed = "3–32 lower-case letters, digits and inner hyphens, starting with a letter, and not with internal-";
    throw refuse("clusterName", settings.clusterName, allowed);
  }
  // https://developer.hashicorp.com/vault/docs/internals/integrated-storage#quorum-size-and-failure-tolerance
  if (![3, 5, 7].includes(settings.nodes)) {
    throw refuse("nodes", settings.nodes, "3, 5 or 7: an even number bears no more losses than one less");
  }
  const zones = new Set(settings.network.privateSubnets.map(({ zone }) => zone));
  if (zones.size < 3) {
    const allowed =
      "a network with private subnets in at least 3 zones: with fewer, one zone takes the majority with it";
    throw refuse("network", [...zones], allowed);
  }
  if (!/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(settings.hostname)) {
    throw refuse("hostname", settings.hostname, "a host name in lower case, such as vault.example.com");
  }
  // The image is for x86; a g behind the generation means ARM: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
  if (!/^[a-z]+\d+(?![a-z]*g)[a-z0-9-]*\.[a-z0-9]+$/.test(settings.instanceType)) {
    const allowed = "an instance type of EC2 with processors of Intel or AMD, such as t3.large";
    throw refuse("instanceType", settings.instanceType, allowed);
  }
  if (!/^\d+\.\d+\.\d+-\d+$/.test(settings.package)) {
    throw refuse("package", settings.package, "a version of HashiCorp's package, such as 2.0.4-1");
  }
  for (const network of settings.listener.from) {
    const [address = "", length = ""] = network.split("/");
    if (isIP(address) !== 4 || !/^\d{1,2}$/.test(length) || Number(length) > 32) {
      throw refuse("listener.from", network, "a network of IPv4 in CIDR notation, such as 192.0.2.0/24");
    }
  }
  return settings;
}
