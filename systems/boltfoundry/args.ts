import type { Provider as ObjectStorageProvider } from "@pulumi/aws/provider.js";
import type { SecretReference } from "../../components/secrets/container-secrets.ts";
import type { ObjectStorageLocation } from "../../components/storage/object-storage.ts";

/** What Bolt Foundry is made of. */
export interface BoltFoundryArgs {
  /** Domain that the application answers to. */
  readonly domain: string;
  readonly cloudflare: {
    /** Zone of the domain. */
    readonly zoneId: string;
    /** Account that runs the CDN's Worker. */
    readonly accountId: string;
  };
  readonly server: {
    /** Name of the server, and of the application's containers. */
    readonly name: string;
    /** Server type; the letters cax mean ARM. */
    readonly type: string;
    /** Location of server, volume and floating IP. */
    readonly location: string;
    readonly image: string;
    /** Public keys of those who may log in, by name. */
    readonly sshKeys: Readonly<Record<string, string>>;
    /** Networks that may connect to SSH. */
    readonly sshFrom: readonly string[];
  };
  /** The volume that holds the database: size in GB, and where the server mounts it. */
  readonly volume: { readonly sizeGb: number; readonly mountPath: string };
  /** Public files, behind the CDN's host name. */
  readonly assets: BucketPlace & { readonly hostname: string };
  /** Where Litestream replicates the database. */
  readonly backups: BucketPlace;
  readonly application: {
    /** Image without tag: registry, owner and name. */
    readonly image: string;
    /** Port that the container listens on. */
    readonly port: number;
    /** Path that answers 200 when the application can serve. */
    readonly healthPath: string;
    /** The database inside the container, under /data, where the volume is mounted. */
    readonly database: string;
  };
  readonly hyperdx: {
    /** Where telemetry goes, over HTTP. */
    readonly endpoint: string;
    /** Name of the container's secret that holds the ingestion key. */
    readonly apiKey: string;
  };
  readonly secrets: BoltFoundrySecrets;
  /** Credentials for the buckets, by location: each location is an endpoint of its own. */
  readonly objectStorage: Readonly<Partial<Record<ObjectStorageLocation, ObjectStorageProvider>>>;
  /** Refuse deletion in Pulumi, and keep what is stateful when it leaves the program. */
  readonly protect: boolean;
  /** The cloud's own protection against deletion. */
  readonly deletionProtection: boolean;
  /** Days back to which the database, and a replaced file, can be restored. */
  readonly backupRetentionDays: number;
}

/** A bucket and where it is. */
export interface BucketPlace {
  readonly bucket: string;
  readonly location: ObjectStorageLocation;
}

/** Where the release reads its secrets: references of 1Password, never values. */
export interface BoltFoundrySecrets {
  /** What reaches the application's container. */
  readonly container: readonly SecretReference[];
  /** User of the image registry. */
  readonly registryUsername: string;
  /** Token of the image registry; it reads packages, and no more. */
  readonly registryPassword: string;
  /** Access key of the backups' bucket. */
  readonly backupsAccessKey: string;
  /** Secret key of the backups' bucket. */
  readonly backupsSecretKey: string;
}
