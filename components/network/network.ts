import type { Output } from "@pulumi/pulumi";

/** A network that others put their parts into: what a consumer needs, whoever made the network. */
export interface Network {
  readonly vpcId: Output<string>;
  /** Subnets without a public address, one for each zone. A subnet's identifier is known once it has its way out. */
  readonly privateSubnets: readonly Subnet[];
  /** Subnets that the internet reaches, one for each zone. */
  readonly publicSubnets: readonly Subnet[];
}

/** A part of a network, in one zone. */
export interface Subnet {
  /** Availability zone, such as us-east-1a. */
  readonly zone: string;
  readonly id: Output<string>;
  /** Addresses of the subnet, in CIDR notation. */
  readonly cidr: string;
}

/** Identifiers of subnets. */
export const subnetIds = (subnets: readonly Subnet[]): Output<string>[] => subnets.map(({ id }) => id);

/** Addresses of subnets, in CIDR notation. */
export const subnetCidrs = (subnets: readonly Subnet[]): string[] => subnets.map(({ cidr }) => cidr);
