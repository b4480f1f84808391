import type { Problem } from "../../schema/validate.ts";
import { Refusal } from "../cloud.ts";
import { regionOf } from "./arn.ts";
import { type Check, known } from "./rules.ts";

/** The letters of a region's availability zones: docs.aws.amazon.com/global-infrastructure/latest/regions. */
const ZONES: Readonly<Record<string, string>> = {
  "us-east-1": "abcdef",
  "us-east-2": "abc",
  "us-west-2": "abcd",
  "eu-central-1": "abc",
  "eu-north-1": "abc",
  "eu-west-1": "abc",
};

/** The availability zones of a region. Throws `Refusal` for a region that the table does not hold. */
export function zonesOf(region: string): readonly string[] {
  const letters = ZONES[region];
  if (!letters)
    throw new Refusal(`aws: the sandbox does not know the zones of ${region}; add them in sandbox/clouds/aws/zones.ts`);
  return [...letters].map((letter) => `${region}${letter}`);
}

/** A region as AWS abbreviates it in names: `us-east-1` → `use1`. */
export function shortRegion(region: string): string {
  return region.replace(/north|south|east|west|central/g, (direction) => direction.charAt(0)).replaceAll("-", "");
}

/** An availability zone must belong to the resource's region. */
export function zoneAt(path: string): Check {
  return (inputs, account): readonly Problem[] => {
    const region = regionOf(inputs, account);
    const letters = ZONES[region];
    return known(inputs, path)
      .filter(({ value }) => !new RegExp(`^${region}[${letters ?? "a-f"}]$`).test(String(value)))
      .map(({ path: at, value }) => ({
        path: at,
        reason: `is ${JSON.stringify(value)}; ${region} has ${letters ? zonesOf(region).join(", ") : `${region}a and so on`}`,
      }));
  };
}
