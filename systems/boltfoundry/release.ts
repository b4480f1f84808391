import { RunError } from "@pulumi/pulumi";
import { hostUser } from "../../components/host/hetzner-host.ts";
import { type HyperDxArgs, hyperDxHeaders, hyperDxSettings } from "../../components/release/hyperdx.ts";
import { prepareDeploy, releaseSecrets, renderSecrets } from "../../components/release/kamal.ts";
import { renderLitestream } from "../../components/release/litestream.ts";
import { objectStorageHost } from "../../components/storage/object-storage.ts";
import type { BoltFoundryArgs } from "./args.ts";

/** The files that Kamal releases with, for the application's repository. */
export interface BoltFoundryRelease {
  /** `config/deploy.yml`, once the server's address is known. */
  readonly deploy: (address: string) => string;
  /** `.kamal/secrets`: references, never values. */
  readonly secrets: string;
  /** `config/litestream.yml`. */
  readonly litestream: string;
  /** Names of the secrets that reach the application's container. */
  readonly secretNames: readonly string[];
}

/**
 * Writes down how the application is released.
 * @throws RunError for a release that could not work
 */
export function boltFoundryRelease(args: BoltFoundryArgs): BoltFoundryRelease {
  const { application, server, secrets, volume } = args;
  const hyperdx = hyperDxOf(args);
  const container = [...secrets.container, hyperDxHeaders(hyperdx)];
  const secretNames = container.map(({ name }) => name);
  return {
    deploy: prepareDeploy({
      service: server.name,
      image: application.image,
      host: {
        user: hostUser,
        architecture: server.type.startsWith("cax") ? "arm64" : "amd64",
        dataPath: volume.mountPath,
      },
      domain: args.domain,
      port: application.port,
      healthPath: application.healthPath,
      environment: {
        clear: {
          PORT: String(application.port),
          DATABASE_PATH: application.database,
          ...hyperDxSettings(hyperdx),
        },
        secrets: secretNames,
      },
    }),
    secrets: renderSecrets([
      { name: releaseSecrets.registryUsername, reference: secrets.registryUsername },
      { name: releaseSecrets.registryPassword, reference: secrets.registryPassword },
      { name: releaseSecrets.litestreamAccessKey, reference: secrets.backupsAccessKey },
      { name: releaseSecrets.litestreamSecretKey, reference: secrets.backupsSecretKey },
      ...container,
    ]),
    litestream: renderLitestream({
      databasePath: application.database,
      bucket: args.backups.bucket,
      region: args.backups.location,
      endpointHost: objectStorageHost(args.backups.location),
      retentionDays: args.backupRetentionDays,
    }),
    secretNames,
  };
}

function hyperDxOf({ hyperdx, secrets, server }: BoltFoundryArgs): HyperDxArgs {
  const apiKey = secrets.container.find(({ name }) => name === hyperdx.apiKey);
  if (apiKey === undefined) {
    const names = secrets.container.map(({ name }) => name).join(", ") || "none";
    throw new RunError(
      `BoltFoundry: hyperdx.apiKey is ${JSON.stringify(hyperdx.apiKey)}, which no tagged item has as its title; ` +
        `tag that item, or use one of the container's secrets: ${names}`,
    );
  }
  return { endpoint: hyperdx.endpoint, serviceName: server.name, apiKey };
}
