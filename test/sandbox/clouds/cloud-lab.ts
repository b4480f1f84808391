import type { Settings } from "../../../sandbox/clouds/cloud.ts";
import { simulatedClouds } from "../../../sandbox/clouds/index.ts";
import { readLandscape } from "../../../sandbox/clouds/landscape.ts";
import { PlannedWorld } from "../../../sandbox/protocol/planned-world.ts";
import { SimulatedProvider } from "../../../sandbox/protocol/simulated-provider.ts";
import { PackageSchema } from "../../../sandbox/schema/package-schema.ts";
import type { AccountWorld, Properties } from "../../../sandbox/world/world.ts";

/** One cloud, one account, an empty world in memory. */
export interface CloudLab {
  readonly world: AccountWorld;
  readonly provider: SimulatedProvider;
  /** Checks and creates, as an `up` does; returns the id. Throws what the cloud says. */
  create(type: string, name: string, inputs: Properties): string;
  /** As `create`, in a preview. */
  plan(type: string, name: string, inputs: Properties): void;
  /** What the check alone finds. */
  reasons(type: string, inputs: Properties): readonly string[];
}

const schemas = new Map<string, PackageSchema>();

/** @param account Name of the account; its settings are those that the provider would have. */
export function openCloud(packageName: string, account: string, settings: Settings = {}): CloudLab {
  const cloud = simulatedClouds(readLandscape()).find((candidate) => candidate.packageName === packageName);
  if (!cloud) throw new Error(`the sandbox simulates no ${packageName}`);
  const schema = schemas.get(packageName) ?? new PackageSchema(cloud.npmName);
  schemas.set(packageName, schema);
  const world = new PlannedWorld();
  const provider = new SimulatedProvider(
    cloud,
    schema,
    { name: account, settings, world },
    new PlannedWorld(),
    new Set(),
  );

  const checked = (type: string, name: string, wanted: Properties): { urn: string; inputs: Properties } => {
    const urn = `urn:pulumi:production::groundplan::${type}::${name}`;
    const { inputs, problems } = provider.check(urn, type, {}, wanted);
    if (problems.length > 0) throw new Error(problems.map(({ path, reason }) => `${path} ${reason}`).join("\n"));
    return { urn, inputs };
  };

  return {
    world,
    provider,
    create(type, name, wanted) {
      const { urn, inputs } = checked(type, name, wanted);
      return provider.create(urn, type, inputs, false).id;
    },
    plan(type, name, wanted) {
      const { urn, inputs } = checked(type, name, wanted);
      provider.create(urn, type, inputs, true);
    },
    reasons: (type, inputs) =>
      provider
        .check(`urn:pulumi:production::groundplan::${type}::checked`, type, {}, inputs)
        .problems.map(({ path, reason }) => `${path} ${reason}`),
  };
}
