import { Seed } from "../../world/seed.ts";
import type { Properties } from "../../world/world.ts";
import { type Cloud, type FunctionCall, Refusal } from "../cloud.ts";
import { accountOf, issueCredential } from "../credentials.ts";
import type { Landscape, Vault } from "../landscape.ts";

/** The service account token of an environment, as its GitHub environment holds it. */
export function serviceAccountToken(environment: string): string {
  return issueCredential("onepassword", environment);
}

/** The vaults that a service account token opens. Throws `Refusal` for any other token. */
export function vaultsFor(landscape: Landscape, token: string): readonly Vault[] {
  const environment = accountOf("onepassword", token);
  return landscape.onepassword.filter((vault) => vault.environment === environment);
}

/** 1Password: a service account reads the vaults of its environment and no others. */
export function onepassword(landscape: Landscape): Cloud {
  return {
    packageName: "onepassword",
    npmName: "@1password/pulumi-onepassword",
    signIn({ serviceAccountToken: token }, environment) {
      const given = token ?? environment.OP_SERVICE_ACCOUNT_TOKEN;
      if (typeof given !== "string" || given === "")
        throw new Refusal("onepassword: no service account token (OP_SERVICE_ACCOUNT_TOKEN).");
      return accountOf("onepassword", given);
    },
    resources: {},
    functions: {
      "onepassword:index/getItem:getItem": (call) => getItem(landscape, call),
      "onepassword:index/getVault:getVault": (call) => {
        const { id, name } = findVault(landscape, call);
        return { id, uuid: id, name, description: "" };
      },
    },
  };
}

function getItem(landscape: Landscape, call: FunctionCall): Properties {
  const vault = findVault(landscape, call);
  const { uuid, title } = call.args;
  const item = vault.items.find(
    (candidate) => candidate.id === uuid || (uuid === undefined && candidate.title === title),
  );
  if (!item) {
    throw new Refusal(
      `onepassword: the vault ${vault.name} has no item ${JSON.stringify(uuid ?? title)}. In the sandbox its items stand in sandbox/landscape.yaml.`,
    );
  }
  return {
    id: `vaults/${vault.id}/items/${item.id}`,
    uuid: item.id,
    vault: vault.id,
    title: item.title,
    category: { ApiCredentials: "api_credential", Login: "login", Password: "password" }[item.category],
    tags: item.tags,
    ...fieldsOf(vault, item),
    database: "",
    hostname: "",
    noteValue: "",
    port: "",
    privateKey: "",
    publicKey: "",
    type: "",
    url: "",
  };
}

/** Lengths that the real plugins insist on: an hcloud token has 64 characters, a Cloudflare token 40. */
const LENGTHS = { hcloud: 64, cloudflare: 40, s3: undefined } as const;

function fieldsOf(vault: Vault, item: Vault["items"][number]): Properties {
  if (!item.opens) {
    const value = `sandbox-secret-${item.title}-${new Seed(item.id).hex(24, vault.id)}`;
    return { username: "", password: value, credential: value };
  }
  const { kind, account } = item.opens;
  const credential = issueCredential(kind, account, LENGTHS[kind]);
  if (kind !== "s3") return { username: "", password: "", credential };
  return {
    username: credential,
    password: "",
    credential: `sandbox-secret-key-${account}-${new Seed(item.id).hex(24, vault.id)}`,
  };
}

function findVault(landscape: Landscape, { args, account }: FunctionCall): Vault {
  const wanted = args.vault ?? args.uuid ?? args.name;
  const vault = vaultsFor(landscape, serviceAccountToken(account.name)).find(
    ({ id, name }) => id === wanted || name === wanted,
  );
  if (!vault) {
    throw new Refusal(
      `onepassword: this service account (${account.name}) cannot see the vault ${JSON.stringify(wanted)}. In the sandbox vaults stand in sandbox/landscape.yaml.`,
    );
  }
  return vault;
}
