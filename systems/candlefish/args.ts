import type { NatGateways, ZoneSubnets } from "../../components/network/aws-network-args.ts";

/** What Candlefish is made of. */
export interface CandlefishArgs {
  /** Account of the provider. */
  readonly accountId: string;
  /** Region of the provider. */
  readonly region: string;
  readonly network: {
    /** Addresses of the VPC. */
    readonly cidr: string;
    /** The two subnets of each availability zone, by zone. */
    readonly zones: Readonly<Record<string, ZoneSubnets>>;
  };
  readonly vault: {
    /** Host name that clients use. */
    readonly hostname: string;
    readonly nodes: 3 | 5 | 7;
    /** Type of the machines. */
    readonly instanceType: string;
    /** Whether the load balancer has public addresses, and the networks that may connect. */
    readonly listener: { readonly public: boolean; readonly from: readonly string[] };
    /** Recovery shares that the ceremony makes, and how many of them together prove who asks. */
    readonly recovery: { readonly shares: number; readonly threshold: number };
    /** CloudHSM key store for the key that unseals; absent: the HSMs of KMS. */
    readonly unsealKeyStore?: string;
  };
  readonly buckets: {
    /** Where snapshots of Vault go. */
    readonly snapshots: string;
    /** Where finished audit logs of Vault go. */
    readonly auditLogs: string;
  };
  readonly postgres: {
    /** Database that is made with the instance. */
    readonly database: string;
    readonly instanceClass: string;
    readonly storageGb: number;
    readonly readReplicas: number;
  };
  readonly redis: { readonly nodeType: string; readonly replicas: number };
  /** What Secrets Manager holds, by name. */
  readonly secrets: Readonly<Record<string, CandlefishSecret>>;
  /** ARNs of the roles and users that may take on the role which administers secrets, and ask the holders for a root token. */
  readonly secretsAdmins: readonly string[];
  /** Who hears alarms by e-mail. */
  readonly alarmEmails: readonly string[];
  /** How many ways out private subnets have. */
  readonly natGateways: NatGateways;
  /** Tags of machines and volumes, which the provider's default tags do not reach. */
  readonly machineTags: Readonly<Record<string, string>>;
  /** Refuse deletion in Pulumi, and keep what is stateful when it leaves the program. */
  readonly protect: boolean;
  /** The cloud's own protection against deletion. */
  readonly deletionProtection: boolean;
  /** Days back to which databases and Vault can be restored. */
  readonly backupRetentionDays: number;
  /** Days that nobody can delete an audit log. */
  readonly auditRetentionDays: number;
  /** Days that logs can be searched in CloudWatch. */
  readonly searchableLogDays: number;
}

/** A secret whose value its owner puts into Secrets Manager. */
export interface CandlefishSecret {
  readonly kind: "database" | "api-key" | "crypto";
  /** Team that answers for it. */
  readonly owner: string;
  /** Days after which it is due for rotation. */
  readonly rotationDays: number;
}
