import { describe, expect, it } from "vitest";
import { type Block, contains, isVpcSize, overlap, parseBlock } from "../../components/network/cidr.ts";

function block(cidr: string): Block {
  const parsed = parseBlock(cidr);
  if (parsed === undefined) throw new Error(`${cidr} is no network`);
  return parsed;
}

describe("parseBlock", () => {
  it.each([
    ["0.0.0.0/0", 0, 2 ** 32],
    ["10.0.0.0/16", 10 * 2 ** 24, 65_536],
    ["10.0.101.0/24", 10 * 2 ** 24 + 101 * 256, 256],
    ["255.255.255.255/32", 2 ** 32 - 1, 1],
  ])("reads %s", (cidr, first, size) => {
    expect(parseBlock(cidr)).toEqual({ first, size });
  });

  it.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.256/32",
    "10.0.0.1/24",
    "10.0.0/24",
    "10.0.0.0/-1",
    "::/0",
    "10.0.0.0/24 ",
  ])("refuses %j", (cidr) => {
    expect(parseBlock(cidr)).toBeUndefined();
  });
});

it.each([
  ["10.0.0.0/16", "10.0.255.0/24", true],
  ["10.0.0.0/16", "10.0.0.0/16", true],
  ["10.0.0.0/16", "10.1.0.0/24", false],
  ["10.0.1.0/24", "10.0.0.0/16", false],
])("%s contains %s: %s", (outer, inner, expected) => {
  expect(contains(block(outer), block(inner))).toBe(expected);
});

it.each([
  ["10.0.1.0/24", "10.0.2.0/24", false],
  ["10.0.0.0/23", "10.0.1.0/24", true],
  ["10.0.1.0/24", "10.0.0.0/23", true],
  ["10.0.1.0/24", "10.0.1.0/24", true],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect(overlap(block(one), block(other))).toBe(expected);
});

it.each([
  ["10.0.0.0/15", false],
  ["10.0.0.0/16", true],
  ["10.0.0.0/28", true],
  ["10.0.0.0/29", false],
])("%s has a size that AWS makes: %s", (cidr, expected) => {
  expect(isVpcSize(block(cidr))).toBe(expected);
});
