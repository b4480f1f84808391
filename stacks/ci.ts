import { OnePasswordVault } from "../components/secrets/onepassword-vault.ts";
import { lockTable } from "../components/storage/lock-table.ts";
import { ObjectStorageBucket } from "../components/storage/object-storage-bucket.ts";
import { StateBucket } from "../components/storage/state-bucket.ts";
import type { StateLocation } from "../components/storage/state-location.ts";
import { profiles } from "./configuration/profiles.ts";
import type { CiConfiguration, StateBackendConfiguration } from "./configuration/schema.ts";
import type { CiOutputs } from "./outputs.ts";
import { aws, objectStorage, onePassword } from "./providers.ts";
import { serviceAccountToken } from "./service-account.ts";

const profile = profiles.ci;

/** Makes the state backends: where the state of every environment lives, and nothing of production. */
export function ci(configuration: CiConfiguration): CiOutputs {
  const { onepassword, stateBackends } = configuration;
  const vault = lazily(() => {
    const token = serviceAccountToken("ci", onepassword.vault);
    return new OnePasswordVault(onepassword.vault, onePassword(token));
  });
  const backends = Object.entries(stateBackends).map(([system, backend]) => {
    const { bucket, url } = stateBackend(system, backend, vault); // not the component itself: its URN is of no use to others
    return [system, { bucket, url }];
  });
  return { stateBackends: Object.fromEntries(backends) };
}

function stateBackend(
  system: string,
  backend: StateBackendConfiguration,
  vault: () => OnePasswordVault,
): StateLocation {
  return backend.cloud === "hetzner" ? onHetzner(system, backend, vault()) : onAws(system, backend);
}

function onHetzner(system: string, backend: On<"hetzner">, vault: OnePasswordVault): StateLocation {
  const { bucket: bucketName, location, objectStorageKeys } = backend;
  const provider = objectStorage(`${system}-object-storage`, location, vault, objectStorageKeys);
  return new ObjectStorageBucket(
    `${system}-state`,
    { bucketName, location, keepOldVersionsDays: profile.keepOldStateVersionsDays, protect: profile.protect },
    { providers: [provider] },
  );
}

function onAws(system: string, backend: On<"aws">): StateLocation {
  const { accountId, bucket: bucketName, lockTable: tableName, region } = backend;
  const { protect, deletionProtection, keepOldStateVersionsDays: keepOldVersionsDays } = profile;
  const provider = aws(`${system}-aws`, { accountId, region, tags: tagsOf(system) });
  if (tableName !== undefined) {
    lockTable(`${system}-lock-table`, { tableName, protect, deletionProtection }, { provider });
  }
  return new StateBucket(
    `${system}-state`,
    { bucketName, region, keepOldVersionsDays, protect },
    { providers: [provider] },
  );
}

// The names that the owners of an account asked for; a system that asked for none goes by its own.
function tagsOf(system: string) {
  const projects: Readonly<Record<string, string>> = { candlefish: "Candlefish-AI" };
  return {
    Environment: "ci",
    Project: projects[system] ?? system,
    Component: "State-Backend",
    DeployedBy: "Groundplan",
  };
}

type On<Cloud extends StateBackendConfiguration["cloud"]> = Extract<StateBackendConfiguration, { cloud: Cloud }>;

// Backends on AWS alone need no vault, and so no token.
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
