import { RunError } from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { SecretReference } from "../secrets/container-secrets.ts";
import { versions } from "../versions.ts";

/** What Kamal releases, and where: one application on one host, with a SQLite database that Litestream backs up. */
export interface KamalArgs {
  /** Name of the application's containers. */
  readonly service: string;
  /** Image without tag: registry, owner and name, such as ghcr.io/owner/name. Kamal adds the release's own tag. */
  readonly image: string;
  readonly host: {
    /** User that Kamal logs in as; it may start containers. */
    readonly user: string;
    /** Architecture of the host's processor. */
    readonly architecture: "amd64" | "arm64";
    /** Where the host keeps what outlives a container. */
    readonly dataPath: string;
  };
  /** Host name that the application answers to; it points to the host, so that Let's Encrypt can check it. */
  readonly domain: string;
  /** Port that the container listens on. */
  readonly port: number;
  /** Path that answers 200 when the application can serve. */
  readonly healthPath: string;
  readonly environment: {
    /** Settings that anyone may read. */
    readonly clear: Readonly<Record<string, string>>;
    /** Names of the secrets that reach the container. */
    readonly secrets: readonly string[];
  };
}

/** Names of the secrets that Kamal itself and Litestream need; no container of the application gets them. */
export const releaseSecrets = {
  registryUsername: "KAMAL_REGISTRY_USERNAME",
  registryPassword: "KAMAL_REGISTRY_PASSWORD",
  litestreamAccessKey: "LITESTREAM_ACCESS_KEY_ID",
  litestreamSecretKey: "LITESTREAM_SECRET_ACCESS_KEY",
} as const;

/** Where the host's data is inside every container. */
export const containerDataPath = "/data";

/** Where Litestream's configuration lies beside Kamal's, in the application's repository. */
export const litestreamFile = "config/litestream.yml";

/**
 * Prepares `config/deploy.yml` of Kamal 2: names of secrets, never values.
 * https://kamal-deploy.org/docs/configuration/overview/
 * @returns the file, once the address that Kamal connects to is known; everything else is checked now
 * @throws RunError when a name is set twice, or the image is not one that Kamal can tag
 */
export function prepareDeploy(args: KamalArgs): (address: string) => string {
  requireDistinctNames(args);
  const image = splitImage(args.image);
  return (address) => renderDeploy(args, image, address);
}

function renderDeploy(args: KamalArgs, { server, repository }: Image, address: string): string {
  const dataVolume = `${args.host.dataPath}:${containerDataPath}`;
  const document = {
    service: args.service,
    image: repository,
    minimum_version: versions.kamal.minimum,
    servers: { web: { hosts: [address] } },
    ssh: { user: args.host.user },
    proxy: {
      ssl: true,
      host: args.domain,
      app_port: args.port,
      healthcheck: { path: args.healthPath },
    },
    registry: {
      server,
      username: [releaseSecrets.registryUsername],
      password: [releaseSecrets.registryPassword],
    },
    builder: { arch: args.host.architecture },
    env: { clear: args.environment.clear, secret: args.environment.secrets },
    volumes: [dataVolume],
    accessories: {
      litestream: {
        image: versions.litestream.image,
        role: "web",
        cmd: "replicate",
        files: [`${litestreamFile}:/etc/litestream.yml:ro`],
        volumes: [dataVolume],
        env: { secret: [releaseSecrets.litestreamAccessKey, releaseSecrets.litestreamSecretKey] },
      },
    },
  };
  return `${notice}${stringify(document, { version: "1.1", lineWidth: 0 })}`; // 1.1: to Ruby, no is false
}

/**
 * Renders `.kamal/secrets`: for each name, how Kamal reads its value at release.
 *
 * `op read`, not `kamal secrets fetch --adapter 1password`: the adapter insists on an account to sign in to, which a
 * service account's token does not have, and knows a value by its item's title.
 * https://kamal-deploy.org/docs/configuration/environment-variables/
 */
export function renderSecrets(secrets: readonly KamalSecret[]): string {
  const lines = secrets.map(({ name, prefix = "", reference }) => `${name}=${prefix}$(op read ${reference})`);
  return `${notice}${lines.join("\n")}\n`;
}

/** A secret that Kamal reads at release. */
export interface KamalSecret extends SecretReference {
  /** Clear text before the value, such as the name of a header. @default "" */
  readonly prefix?: string;
}

const notice = "# Written by Groundplan (pulumi stack output): a change here is lost. References only, no value.\n";

// Docker takes the last of two values for one name, silently.
function requireDistinctNames({ environment }: KamalArgs) {
  const names = [...Object.keys(environment.clear), ...Object.values(releaseSecrets), ...environment.secrets];
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (repeated.size > 0) {
    throw new RunError(
      `The release sets ${[...repeated].join(", ")} itself; rename the 1Password item, or take the tag off it`,
    );
  }
}

type Image = ReturnType<typeof splitImage>;

function splitImage(image: string) {
  const [server = "", ...repository] = image.split("/");
  if (!server.includes(".") || repository.length === 0 || /[:@]/.test(image)) {
    throw new RunError(
      `Kamal: image is ${JSON.stringify(image)}; use registry/owner/name, such as ghcr.io/owner/name, without a tag`,
    );
  }
  return { server, repository: repository.join("/") };
}
