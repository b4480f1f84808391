import type { Properties } from "../../world/world.ts";
import type { Account, Draft } from "../cloud.ts";

/** An object with its id, as a model's outputs get it. */
export type Made = Draft & { readonly id: string };

/** A moment for everything that AWS stamps: two runs agree, and nobody takes it for a real one. */
export const MADE_AT = "2026-01-01T00:00:00Z";

/** Where a resource lives: every regional resource may name a region other than its provider's. */
export function regionOf(inputs: Properties, account: Account): string {
  return String(inputs.region ?? account.settings.region);
}

export function arn(service: string, { inputs, account }: Draft, resource: string): string {
  return `arn:aws:${service}:${regionOf(inputs, account)}:${account.name}:${resource}`;
}

/** The ARN of what lives in no region, such as a role. */
export function globalArn(service: string, { account }: Draft, resource: string): string {
  return `arn:aws:${service}::${account.name}:${resource}`;
}

/** An id of EC2's long form, such as `vpc-` and 17 hexadecimal digits. */
export function ec2Id(prefix: string, { seed }: Draft): string {
  return `${prefix}-0${seed.hex(16, prefix)}`;
}
