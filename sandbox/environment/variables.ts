import { delimiter } from "node:path";
import { issueCredential } from "../clouds/credentials.ts";
import type { Landscape } from "../clouds/landscape.ts";
import { serviceAccountToken } from "../clouds/onepassword/cloud.ts";
import type { Engine } from "../engine/engine.ts";
import type { Directories } from "./directories.ts";

/** Variables by which tools find an account, a login or a state: none of the user's own reaches the sandbox. */
const ACCOUNTS = /^(AWS_|HCLOUD_|CLOUDFLARE_|CF_API|OP_|PULUMI_|KUBE|VAULT_|GOOGLE_|ARM_|GITHUB_TOKEN$|GH_TOKEN$)/;

/** Encrypts the sandbox's state. What it protects is made up, and so is it. */
const PASSPHRASE = "sandbox-passphrase";

/** What the environment of a command in the sandbox is made of. */
export interface Surroundings {
  readonly directories: Directories;
  readonly engine: Engine;
  readonly landscape: Landscape;
  /** Port of the simulated clouds. */
  readonly port: number;
  /** Packages that the simulated clouds stand for. */
  readonly packages: readonly string[];
  /** Where state lives, as `pulumi login` takes it. */
  readonly backendUrl: string;
}

/** The environment of a command: the real engine, simulated clouds, and credentials that open nothing else. */
export function environmentFor(stack: string, surroundings: Surroundings, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { directories, engine, landscape, port, packages, backendUrl } = surroundings;
  const kept = Object.fromEntries(Object.entries(base).filter(([name]) => !ACCOUNTS.test(name)));
  const preloads = ["../clouds/onepassword/preload.ts", "./end-with-the-engine.ts"];
  return {
    ...kept,
    PATH: [directories.bin, engine.bin, base.PATH].join(delimiter),
    PULUMI_HOME: directories.home,
    PULUMI_BACKEND_URL: backendUrl,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_DEBUG_PROVIDERS: packages.map((name) => `${name}:${port}`).join(","),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: directories.compileCache,
    NODE_OPTIONS: preloads.map((file) => `--import=${new URL(file, import.meta.url).href}`).join(" "),
    OP_SERVICE_ACCOUNT_TOKEN: serviceAccountToken(stack),
    ...ambientCredentials(landscape),
  };
}

/** Credentials that a provider finds around it where the program gives it none, as a profile or GitHub's OIDC would leave them. */
export function ambientCredentials({ aws }: Landscape): NodeJS.ProcessEnv {
  return {
    AWS_ACCESS_KEY_ID: issueCredential("aws", aws.account),
    AWS_SECRET_ACCESS_KEY: "sandbox-secret-access-key",
    AWS_REGION: "us-east-1",
  };
}
