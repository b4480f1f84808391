import * as pulumi from "@pulumi/pulumi";
import { BucketCdn } from "../../components/cdn/bucket-cdn.ts";
import { addressRecord } from "../../components/dns/records.ts";
import { wrongArgument } from "../../components/errors.ts";
import { HetznerHost } from "../../components/host/hetzner-host.ts";
import { containerDataPath } from "../../components/release/kamal.ts";
import { ObjectStorageBucket } from "../../components/storage/object-storage-bucket.ts";
import type { BoltFoundryArgs, BucketPlace } from "./args.ts";
import { type BoltFoundryRelease, boltFoundryRelease } from "./release.ts";

/** What others may rely on. Nothing here is secret. */
export interface BoltFoundryOutputs {
  /** Where the application answers. */
  readonly url: pulumi.Output<string>;
  /** Where public files are, without a final slash. */
  readonly assetsUrl: pulumi.Output<string>;
  /** The server's own IPv4 address, which goes with it. */
  readonly serverIp: pulumi.Output<string>;
  /** The IPv4 address that stays, and that the domain points to. */
  readonly floatingIp: pulumi.Output<string>;
  readonly assetsBucket: pulumi.Output<string>;
  readonly backupsBucket: pulumi.Output<string>;
  /** Names of the secrets that reach the application's container. */
  readonly secretNames: pulumi.Output<readonly string[]>;
  /** The files that Kamal releases with; they go into the application's repository. */
  readonly kamal: {
    /** `config/deploy.yml` */
    readonly deploy: pulumi.Output<string>;
    /** `.kamal/secrets`: references of 1Password, never values. */
    readonly secrets: pulumi.Output<string>;
    /** `config/litestream.yml` */
    readonly litestream: pulumi.Output<string>;
  };
}

/**
 * Bolt Foundry: one server at Hetzner with its volume and its address, a public bucket behind the CDN, a private one for
 * the database's backups, and the files that Kamal releases the application with.
 * Takes its providers for Hetzner and Cloudflare from `opts.providers`.
 * @throws RunError for a combination of arguments that could not work
 */
export class BoltFoundry extends pulumi.ComponentResource {
  readonly outputs: BoltFoundryOutputs;

  constructor(name: string, args: BoltFoundryArgs, opts?: pulumi.ComponentResourceOptions) {
    const release = validate(name, args); // before super: a wrong argument registers nothing
    super("groundplan:systems:BoltFoundry", name, {}, opts);
    const host = this.createHost(name, args);
    this.pointDomainTo(name, args, host);
    const assets = this.createBucket(`${name}-assets`, args, args.assets, { publicRead: true });
    const backups = this.createBucket(`${name}-backups`, args, args.backups, { publicRead: false });
    const cdn = this.createCdn(name, args, assets);

    this.outputs = {
      url: pulumi.output(`https://${args.domain}`),
      assetsUrl: cdn.url,
      serverIp: host.serverIp,
      floatingIp: host.floatingIp,
      assetsBucket: assets.bucket,
      backupsBucket: backups.bucket,
      secretNames: pulumi.output(release.secretNames),
      kamal: kamalFiles(release, host),
    };
    this.registerOutputs(this.outputs);
  }

  private createHost(name: string, args: BoltFoundryArgs) {
    const { name: serverName, type: serverType, location, image, sshKeys, sshFrom } = args.server;
    const { volume, protect, deletionProtection } = args;
    return new HetznerHost(
      `${name}-host`,
      { serverName, serverType, location, image, sshKeys, sshFrom, volume, protect, deletionProtection },
      { parent: this },
    );
  }

  // Not proxied: Kamal's proxy gets its own certificate from Let's Encrypt, which must reach it under this name.
  private pointDomainTo(name: string, args: BoltFoundryArgs, host: HetznerHost) {
    addressRecord(
      `${name}-domain`,
      {
        zoneId: args.cloudflare.zoneId,
        hostname: args.domain,
        address: host.floatingIp,
        comment: "The application, on the floating IP",
      },
      { parent: this },
    );
  }

  private createBucket(
    name: string,
    args: BoltFoundryArgs,
    place: BucketPlace,
    { publicRead }: { readonly publicRead: boolean },
  ) {
    const { backupRetentionDays: keepOldVersionsDays, protect } = args;
    return new ObjectStorageBucket(
      name,
      { bucketName: place.bucket, location: place.location, keepOldVersionsDays, publicRead, protect },
      { parent: this, providers: providersAt(args, place) },
    );
  }

  private createCdn(name: string, args: BoltFoundryArgs, assets: ObjectStorageBucket) {
    const { accountId, zoneId } = args.cloudflare;
    return new BucketCdn(
      `${name}-cdn`,
      { accountId, zoneId, hostname: args.assets.hostname, bucketHost: assets.host },
      { parent: this },
    );
  }
}

function kamalFiles(release: BoltFoundryRelease, host: HetznerHost): BoltFoundryOutputs["kamal"] {
  return {
    deploy: host.floatingIp.apply(release.deploy),
    secrets: pulumi.output(release.secrets),
    litestream: pulumi.output(release.litestream),
  };
}

function providersAt({ objectStorage }: BoltFoundryArgs, { location }: BucketPlace): pulumi.ProviderResource[] {
  const provider = objectStorage[location];
  return provider === undefined ? [] : [provider];
}

function validate(name: string, args: BoltFoundryArgs): BoltFoundryRelease {
  const component = `BoltFoundry ${JSON.stringify(name)}`;
  if (args.assets.bucket === args.backups.bucket) {
    throw wrongArgument(
      component,
      "backups.bucket",
      args.backups.bucket,
      "another bucket than assets: that one is public",
    );
  }
  if (!args.application.database.startsWith(`${containerDataPath}/`)) {
    const allowed = `a path under ${containerDataPath}, where the volume is mounted`;
    throw wrongArgument(component, "application.database", args.application.database, allowed);
  }
  for (const { location } of [args.assets, args.backups]) {
    if (args.objectStorage[location] === undefined) {
      throw wrongArgument(
        component,
        "objectStorage",
        Object.keys(args.objectStorage),
        `a provider for ${location} too`,
      );
    }
  }
  return boltFoundryRelease(args);
}
