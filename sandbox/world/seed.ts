import { createHash } from "node:crypto";

/**
 * Values that a cloud would draw at random, drawn from a resource's URN (project, stack and name) instead: two runs from
 * an empty world agree to the last digit. The generation counts the objects that one URN has had, so that a replacement
 * gets new ones.
 */
export class Seed {
  readonly #key: string;

  constructor(urn: string, generation = 0) {
    this.#key = `${urn}#${generation}`;
  }

  /** Lower-case hexadecimal digits. `purpose` tells two values of one resource apart. */
  hex(length: number, purpose = ""): string {
    return this.#digest(purpose, Math.ceil(length / 2))
      .toString("hex")
      .slice(0, length);
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number, purpose = ""): number {
    return min + (this.#digest(purpose, 6).readUIntBE(0, 6) % (max - min + 1));
  }

  /** `length` characters, each out of `alphabet`. */
  text(length: number, alphabet: string, purpose = ""): string {
    return [...this.#digest(purpose, length)].map((byte) => alphabet[byte % alphabet.length]).join("");
  }

  /** A UUID of version 4. */
  uuid(purpose = "uuid"): string {
    const digits = this.hex(32, purpose);
    const variant = "89ab"[Number.parseInt(digits.charAt(16), 16) % 4];
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `${variant}${digits.slice(17, 20)}`,
      digits.slice(20),
    ].join("-");
  }

  /** An address out of 198.18.0.0/15, which RFC 2544 keeps for benchmarks: it can belong to nobody. */
  ipv4(purpose = "ipv4"): string {
    return `198.${this.integer(18, 19, `${purpose}2`)}.${this.integer(0, 255, `${purpose}3`)}.${this.integer(1, 254, `${purpose}4`)}`;
  }

  /** A /64 network out of 2001:db8::/32, which RFC 3849 keeps for documentation. Without its `::/64`. */
  ipv6Prefix(purpose = "ipv6"): string {
    return `2001:db8:${this.hex(4, `${purpose}3`)}:${this.hex(4, `${purpose}4`)}`;
  }

  #digest(purpose: string, bytes: number): Buffer {
    const blocks: Buffer[] = [];
    for (let block = 0; block * 32 < bytes; block++) {
      blocks.push(createHash("sha256").update(`${this.#key}/${purpose}/${block}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, bytes);
  }
}
