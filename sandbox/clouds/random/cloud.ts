import type { Problem } from "../../schema/validate.ts";
import type { Properties } from "../../world/world.ts";
import type { Cloud, Draft, ResourceModel } from "../cloud.ts";

// Every input of this provider makes a new value when it changes (RequiresReplace throughout terraform-provider-random).
const REPLACES = [
  "keepers",
  "length",
  "byteLength",
  "min",
  "max",
  "special",
  "upper",
  "lower",
  "numeric",
  "number",
].concat([
  "minLower",
  "minNumeric",
  "minSpecial",
  "minUpper",
  "overrideSpecial",
  "prefix",
  "separator",
  "inputs",
  "resultCount",
  "seed",
]);

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?"; // the provider's own default

/** Random values, drawn from the resource's name so that two runs agree. They look random and protect nothing. */
export const random: Cloud = {
  packageName: "random",
  npmName: "@pulumi/random",
  signIn: () => "local",
  resources: {
    "random:index/randomPassword:RandomPassword": model(
      () => "none",
      (draft) => {
        const result = characters(draft);
        return { result, bcryptHash: `$2a$10$${draft.seed.text(53, `./${LOWER}${DIGITS}`, "bcrypt")}` };
      },
    ),
    "random:index/randomString:RandomString": model(characters, (draft) => ({ result: characters(draft) })),
    "random:index/randomId:RandomId": model(
      (draft) => bytes(draft, "byteLength").toString("base64url"),
      (draft) => {
        const value = bytes(draft, "byteLength");
        const prefix = String(draft.inputs.prefix ?? "");
        return {
          hex: prefix + value.toString("hex"),
          dec: prefix + BigInt(`0x${value.toString("hex")}`).toString(),
          b64Std: prefix + value.toString("base64"),
          b64Url: prefix + value.toString("base64url"),
        };
      },
    ),
    "random:index/randomBytes:RandomBytes": model(
      () => "none",
      (draft) => {
        const value = bytes(draft, "length");
        return { base64: value.toString("base64"), hex: value.toString("hex") };
      },
    ),
    "random:index/randomUuid:RandomUuid": model(
      ({ seed }) => seed.uuid(),
      ({ seed }) => ({ result: seed.uuid() }),
    ),
    "random:index/randomInteger:RandomInteger": model(
      (draft) => String(integer(draft)),
      (draft) => ({ result: integer(draft) }),
    ),
  },
};

function model(identity: (draft: Draft) => string, outputs: (draft: Draft) => Properties): ResourceModel {
  // The provider keeps nothing anywhere, so that several objects may well have one id; here each needs its own file.
  return {
    replaces: REPLACES,
    check: checkLength,
    identity: (draft) => `${identity(draft)}-${draft.seed.hex(8, "file")}`,
    outputs,
  };
}

// What the provider's validators refuse: nothing is shorter than 1, and the minimums must fit in.
function checkLength({
  length,
  byteLength,
  minLower = 0,
  minUpper = 0,
  minNumeric = 0,
  minSpecial = 0,
  min,
  max,
}: Properties): readonly Problem[] {
  const minimum = [minLower, minUpper, minNumeric, minSpecial].reduce<number>((sum, each) => sum + Number(each), 0);
  return [
    ...(typeof length === "number" && length < Math.max(1, minimum)
      ? [{ path: "length", reason: `is ${length}; it must be at least ${Math.max(1, minimum)}` }]
      : []),
    ...(typeof byteLength === "number" && byteLength < 1
      ? [{ path: "byteLength", reason: `is ${byteLength}; it must be at least 1` }]
      : []),
    ...(typeof min === "number" && typeof max === "number" && min > max
      ? [{ path: "max", reason: `is ${max}, less than min, which is ${min}` }]
      : []),
  ];
}

function characters({ inputs, seed }: Draft): string {
  const classes: [string, string][] = [
    ["lower", LOWER],
    ["upper", LOWER.toUpperCase()],
    ["numeric", DIGITS],
    ["special", String(inputs.overrideSpecial ?? SPECIAL)],
  ];
  const alphabet = classes.flatMap(([name, letters]) => (inputs[name] === false ? [] : letters)).join("");
  return seed.text(Number(inputs.length), alphabet, "characters");
}

function bytes({ inputs, seed }: Draft, property: string): Buffer {
  return Buffer.from(seed.hex(Number(inputs[property]) * 2, "bytes"), "hex");
}

function integer({ inputs, seed }: Draft): number {
  return seed.integer(Number(inputs.min), Number(inputs.max), "integer");
}
