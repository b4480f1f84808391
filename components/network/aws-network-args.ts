import type { Input } from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";
import { type Block, contains, isVpcSize, overlap, parseBlock } from "./cidr.ts";

/** What an AwsNetwork is made of. */
export interface AwsNetworkArgs {
  /** Name of the VPC, which the names of its parts start with. */
  readonly networkName: string;
  /** Region of the provider. */
  readonly region: string;
  /** Account of the provider. */
  readonly accountId: string;
  /** Addresses of the VPC, in CIDR notation. */
  readonly cidr: string;
  /** The two subnets of each availability zone, by zone. */
  readonly zones: Readonly<Record<string, ZoneSubnets>>;
  /** How many ways out private subnets have: their own in each zone, or one for all, which is cheaper. @default "each-zone" */
  readonly natGateways?: NatGateways;
  /** Services of AWS that private subnets reach without leaving the network, such as kms; each costs by zone and hour. @default [] */
  readonly interfaceEndpoints?: readonly string[];
  readonly flowLogs: {
    /** ARN of the KMS key that flow logs are encrypted with; CloudWatch Logs must be allowed to use it. */
    readonly keyArn: Input<string>;
    /** Days that flow logs are kept; one of CloudWatch's own numbers. */
    readonly retentionDays: number;
  };
  /** Refuse deletion of the addresses that the network goes out with, and leave them in the account. @default true */
  readonly protect?: boolean;
}

/** How many NAT gateways a network has. */
export type NatGateways = "each-zone" | "one";

/** The subnets of one zone, in CIDR notation. */
export interface ZoneSubnets {
  readonly private: string;
  readonly public: string;
}

/** The arguments with their defaults. */
export type Settings = Required<AwsNetworkArgs>;

/** Fills in the defaults, and refuses addresses that could not work. */
export function normalize(name: string, args: AwsNetworkArgs): Settings {
  const settings: Settings = { natGateways: "each-zone", interfaceEndpoints: [], protect: true, ...args };
  const refuse = (argument: string, value: unknown, allowed: string) =>
    wrongArgument(`AwsNetwork ${JSON.stringify(name)}`, argument, value, allowed);

  const vpc = parseBlock(settings.cidr);
  if (vpc === undefined || !isVpcSize(vpc)) {
    throw refuse("cidr", settings.cidr, "a network of IPv4 from /16 to /28 in CIDR notation, such as 10.0.0.0/16");
  }
  const zones = Object.entries(settings.zones);
  if (zones.length === 0) throw refuse("zones", settings.zones, "at least one availability zone with its two subnets");
  const taken: { readonly argument: string; readonly block: Block }[] = [];
  for (const [zone, subnets] of zones) {
    if (!zone.startsWith(settings.region) || !/^[a-z]$/.test(zone.slice(settings.region.length))) {
      throw refuse("zones", zone, `a zone of ${settings.region}, such as ${settings.region}a`);
    }
    for (const [kind, cidr] of [
      ["private", subnets.private],
      ["public", subnets.public],
    ] as const) {
      const argument = `zones.${zone}.${kind}`;
      const block = parseBlock(cidr);
      if (block === undefined || !isVpcSize(block) || !contains(vpc, block)) {
        throw refuse(argument, cidr, `a network of IPv4 within ${settings.cidr}, down to /28`);
      }
      const other = taken.find((earlier) => overlap(earlier.block, block));
      if (other !== undefined) throw refuse(argument, cidr, `addresses that ${other.argument} does not have`);
      taken.push({ argument, block });
    }
  }
  return settings;
}
