import { releaseSecrets } from "../components/release/kamal.ts";
import {
  containerSecrets,
  fieldReference,
  itemWithTitle,
  secretReference,
} from "../components/secrets/container-secrets.ts";
import { OnePasswordVault } from "../components/secrets/onepassword-vault.ts";
import { listVaultItems } from "../components/secrets/vault-items.ts";
import type { BoltFoundrySecrets } from "../systems/boltfoundry/args.ts";
import { BoltFoundry, type BoltFoundryOutputs } from "../systems/boltfoundry/boltfoundry.ts";
import { candlefish } from "./candlefish.ts";
import { profiles } from "./configuration/profiles.ts";
import type { BoltFoundryConfiguration, ProductionConfiguration } from "./configuration/schema.ts";
import type { ProductionOutputs } from "./outputs.ts";
import { cloudflare, hetzner, objectStorage, onePassword } from "./providers.ts";
import { serviceAccountToken } from "./service-account.ts";

const profile = profiles.production;

/** Makes the systems that the configuration names. */
export async function production({ onepassword, systems }: ProductionConfiguration): Promise<ProductionOutputs> {
  return {
    // First, because it asks 1Password before its first resource, and that can fail.
    ...(systems.boltfoundry && { boltfoundry: await boltFoundryOutputs(onepassword.vault, systems.boltfoundry) }),
    ...(systems.candlefish && { candlefish: candlefish(systems.candlefish) }),
  };
}

async function boltFoundryOutputs(vault: string, configuration: BoltFoundryConfiguration): Promise<BoltFoundryOutputs> {
  const token = serviceAccountToken("production", vault);
  const secrets = await boltFoundrySecrets(token, vault, configuration); // before the first resource
  return boltFoundry(configuration, secrets, new OnePasswordVault(vault, onePassword(token))).outputs;
}

function boltFoundry(
  configuration: BoltFoundryConfiguration,
  secrets: BoltFoundrySecrets,
  vault: OnePasswordVault,
): BoltFoundry {
  const { application, assets, backups, domain, hyperdx, server, volume } = configuration;
  const { zoneId, accountId } = configuration.cloudflare;
  const { protect, deletionProtection, backupRetentionDays } = profile;
  return new BoltFoundry(
    "boltfoundry",
    {
      domain,
      cloudflare: { zoneId, accountId },
      server,
      volume,
      assets,
      backups,
      application,
      hyperdx,
      secrets,
      objectStorage: objectStorageOf(configuration, vault),
      protect,
      deletionProtection,
      backupRetentionDays,
    },
    {
      providers: [
        hetzner("boltfoundry-hetzner", vault.read(configuration.hetzner.apiToken, "credential")),
        cloudflare("boltfoundry-cloudflare", vault.read(configuration.cloudflare.apiToken, "credential")),
      ],
    },
  );
}

// One provider for each location that holds a bucket: an endpoint serves its own location alone.
function objectStorageOf(
  { assets, backups, hetzner: { objectStorageKeys } }: BoltFoundryConfiguration,
  vault: OnePasswordVault,
) {
  const locations = [...new Set([assets.location, backups.location])];
  return Object.fromEntries(
    locations.map((location) => [
      location,
      objectStorage(`boltfoundry-object-storage-${location}`, location, vault, objectStorageKeys),
    ]),
  );
}

async function boltFoundrySecrets(
  token: string,
  vault: string,
  { backups, secrets }: BoltFoundryConfiguration,
): Promise<BoltFoundrySecrets> {
  const items = await listVaultItems(token, vault);
  const title = releaseSecrets.registryPassword;
  const purpose = "username = user of the image registry, credential = a token that may read packages";
  const registry = itemWithTitle(items, title, vault, purpose);
  return {
    container: containerSecrets(items, {
      vault,
      tag: secrets.tag,
      infrastructureOnly: [...secrets.infrastructureOnly, title], // Kamal's own, whatever its tags
    }),
    registryUsername: fieldReference(vault, registry.id, "username"),
    registryPassword: secretReference(vault, registry),
    backupsAccessKey: fieldReference(vault, backups.objectStorageKeys, "username"),
    backupsSecretKey: fieldReference(vault, backups.objectStorageKeys, "credential"),
  };
}
