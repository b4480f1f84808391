import { simulatedClouds } from "../../sandbox/clouds/index.ts";
import { readLandscape } from "../../sandbox/clouds/landscape.ts";
import { PlannedWorld } from "../../sandbox/protocol/planned-world.ts";
import { SimulatedProvider } from "../../sandbox/protocol/simulated-provider.ts";
import { PackageSchema } from "../../sandbox/schema/package-schema.ts";
import type { Properties } from "../../sandbox/world/world.ts";

/** The sandbox's own provider of a package, on an empty world, for judging single resources. */
export function simulatedProvider(packageName: string, settings: Properties = {}): SimulatedProvider {
  const cloud = simulatedClouds(readLandscape()).find((candidate) => candidate.packageName === packageName);
  if (!cloud) throw new Error(`the sandbox simulates no ${packageName}`);
  const account = { name: "conformance", settings, world: new PlannedWorld() };
  return new SimulatedProvider(cloud, new PackageSchema(cloud.npmName), account, new PlannedWorld(), new Set());
}

/** A resource that is right, and one change of it for each property that matters. */
export interface Specimen {
  readonly type: string;
  readonly valid: Properties;
  readonly changes: readonly Properties[];
  /** Inputs that replace `valid` whole and that no cloud takes. */
  readonly wrong?: readonly Properties[];
}
