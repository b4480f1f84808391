/** A range of IPv4 addresses, from the first to the last. */
export interface Range {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`. Undefined where it is none, or where it names an address within the network instead of the network. */
export function parseCidr(text: unknown): Range | undefined {
  const [, address = "", length = ""] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(String(text)) ?? [];
  const parts = address.split(".").map(Number);
  const prefix = Number(length);
  if (parts.length !== 4 || parts.some((part) => part > 255) || prefix > 32) return undefined;
  const first = parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlap(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Whether a text is a network in CIDR form, of IPv4 or IPv6. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== undefined || /^[0-9a-f:]*:[0-9a-f:]*\/(\d|[1-9]\d|1[01]\d|12[0-8])$/i.test(text);
}
