/** A network of IPv4: its first address as a number, and how many addresses it has. */
export interface Block {
  readonly first: number;
  readonly size: number;
}

/** Reads CIDR notation; undefined where it is none, or where the address has bits after the network's length. */
export function parseBlock(cidr: string): Block | undefined {
  const [, a, b, c, d, length] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const bytes = [a, b, c, d].map(Number);
  const bits = Number(length);
  if (length === undefined || bits > 32 || bytes.some((byte) => byte > 255)) return undefined;
  const first = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, size } : undefined;
}

/** Whether all of a network lies within another. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

/** Whether two networks share an address. */
export function overlap(one: Block, other: Block): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** Whether AWS makes a VPC or a subnet of that size: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export function isVpcSize({ size }: Block): boolean {
  return size >= 2 ** (32 - 28) && size <= 2 ** (32 - 16);
}
