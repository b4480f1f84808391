import { hasUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import type { Properties } from "../../world/world.ts";

/** Locations and their network zones: docs.hetzner.com/cloud/general/locations. */
export const LOCATIONS: Readonly<Record<string, string>> = {
  fsn1: "eu-central",
  nbg1: "eu-central",
  hel1: "eu-central",
  ash: "us-east",
  hil: "us-west",
  sin: "ap-southeast",
};

/** Problems of a property that must name a location. */
export function checkLocation(inputs: Properties, property: string): readonly Problem[] {
  const value = inputs[property];
  if (value === undefined || hasUnknown(value) || String(value) in LOCATIONS) return [];
  return [{ path: property, reason: `is ${JSON.stringify(value)}; Hetzner has ${Object.keys(LOCATIONS).join(", ")}` }];
}

/** Problems of a property that can no longer be set. */
export function refuseDatacenter(inputs: Properties): readonly Problem[] {
  if (inputs.datacenter === undefined) return [];
  return [{ path: "datacenter", reason: "is gone from Hetzner's API since October 2026; use location" }];
}

/** Why an object with delete protection stays. */
export function protectedFromDeletion({ inputs }: { readonly inputs: Properties }): string | undefined {
  return inputs.deleteProtection === true
    ? "it has delete protection; set deleteProtection to false first, in an up of its own"
    : undefined;
}
