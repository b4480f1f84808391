import { z } from "zod";
import { parseBlock } from "../../components/network/cidr.ts";
import { documentation, refusal, text } from "./fields.ts";

// The kinds of value that several parts of the configuration share.

/** Identifier of a vault or an item of 1Password: https://developer.1password.com/docs/cli/reference/#unique-identifiers-ids */
export const onePasswordId = (description: string) =>
  text(description, "the identifier that 1Password shows: 26 lower-case letters and digits", /^[a-z0-9]{26}$/);

/**
 * Name of a bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, which Hetzner follows.
 * Without dots: a bucket with a dot in its name has no valid TLS certificate at its own host name.
 */
export const bucketName = (description: string) =>
  text(
    description,
    "3–63 lower-case letters, digits and inner hyphens, not starting with xn-- nor ending with -s3alias",
    /^(?!xn--)(?!.*-s3alias$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  );

// RFC 1123: labels of 1–63 letters, digits and inner hyphens.
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** One label of a host name, such as a server's name. */
export const hostLabel = (description: string) =>
  text(description, "1–63 lower-case letters, digits and inner hyphens", new RegExp(`^${label}$`));

/** A full host name, without scheme, port and final dot. */
export const hostName = (description: string) =>
  text(
    description,
    "a host name in lower case, such as www.example.com, without scheme, port and final dot",
    new RegExp(`^(?=.{4,253}$)(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`),
  );

/** Identifier of a zone or an account: https://developers.cloudflare.com/fundamentals/account/find-account-and-zone-ids/ */
export const cloudflareId = (description: string) =>
  text(description, "the identifier that Cloudflare shows: 32 hexadecimal digits in lower case", /^[0-9a-f]{32}$/);

/** An absolute path of Linux, without `.`, `..` and a final slash. */
export const absolutePath = (description: string) =>
  text(
    description,
    "an absolute path of letters, digits, dots, hyphens and underscores, without . or .. and a final slash",
    /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)+$/,
  );

/** Name of an environment variable, and so the title of the 1Password item that holds its value. */
export const variableName = (description: string) =>
  text(description, "upper-case letters, digits and underscores, starting with a letter", /^[A-Z][A-Z0-9_]*$/);

/** A network of IPv4 or IPv6. */
export const network = (description: string) => {
  const allowed = "a network in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32";
  const error = refusal("string", allowed);
  return z.union([z.cidrv4(), z.cidrv6()], { error }).meta(documentation(description, allowed));
};

/** A network of IPv4, as a VPC or a subnet of AWS can have it: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const vpcNetwork = (description: string) => {
  const allowed =
    "a network of IPv4 from /16 to /28 in CIDR notation, such as 10.0.0.0/16, without bits after its length";
  const error = refusal("string", allowed);
  return z
    .string({ error })
    .regex(/^(?:[0-9]{1,3}\.){3}[0-9]{1,3}\/(?:1[6-9]|2[0-8])$/, { error })
    .refine((cidr) => parseBlock(cidr) !== undefined, { error })
    .meta(documentation(description, allowed));
};

/** Identifier of an account of AWS. */
export const awsAccountId = (description: string) => text(description, "12 digits in quotes", /^[0-9]{12}$/);

/** Name of a region of AWS. */
export const awsRegion = (description: string) =>
  text(description, "an AWS region, such as us-east-1", /^[a-z]{2,4}(?:-[a-z]+)+-[0-9]+$/);

// An OpenSSH public key repeats its type inside the Base64 (RFC 4253, section 6.6): the two must agree.
const publicKeyKinds = [
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY",
  "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQ",
  "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjE",
  "ssh-rsa AAAAB3NzaC1yc2E",
];

/** A public key as OpenSSH writes it, on one line. */
export const sshPublicKey = (description: string) =>
  text(
    description,
    "the whole line of a .pub file: ssh-ed25519, ecdsa-sha2-nistp256/384/521 or ssh-rsa, the key, a comment",
    new RegExp(`^(?:${publicKeyKinds.join("|")})[A-Za-z0-9+/]{40,}={0,2}(?: [^\\n]*)?$`),
  );
