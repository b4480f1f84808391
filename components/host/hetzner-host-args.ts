import { isIP } from "node:net";
import { wrongArgument } from "../errors.ts";

/** What a HetznerHost is made of. */
export interface HetznerHostArgs {
  /** Name of the server, unique in the project, and its host name: 1–63 lower-case letters, digits and hyphens. */
  readonly serverName: string;
  /** Server type, such as cpx11; it must be offered at the location. */
  readonly serverType: string;
  /** Location of server, volume and floating IP, such as ash. */
  readonly location: string;
  /** Image that the server is made from. @default "ubuntu-24.04" */
  readonly image?: string;
  /** Public keys of those who may log in, by name. At least one. */
  readonly sshKeys: Readonly<Record<string, string>>;
  /** Networks that may connect to SSH, in CIDR notation. @default [] (nobody) */
  readonly sshFrom?: readonly string[];
  readonly volume: {
    /** Size in GB, 10–10240 by Hetzner's limits (https://docs.hetzner.com/cloud/volumes/overview); it can grow and never shrinks. */
    readonly sizeGb: number;
    /** Where the server mounts the volume. */
    readonly mountPath: string;
  };
  /** Refuse deletion in Pulumi, and leave volume and floating IP in the project when they leave the program. @default true */
  readonly protect?: boolean;
  /** Hetzner's own protection against deletion, of server, volume and floating IP. @default true */
  readonly deletionProtection?: boolean;
}

/** The arguments with their defaults. */
export type Settings = Required<HetznerHostArgs>;

/** Fills in the defaults, and refuses what Hetzner or the server would refuse later. */
export function normalize(name: string, args: HetznerHostArgs): Settings {
  const settings = {
    image: "ubuntu-24.04",
    sshFrom: [],
    protect: true,
    deletionProtection: true,
    ...args,
  };
  const refuse = (argument: string, value: unknown, allowed: string) =>
    wrongArgument(`HetznerHost ${JSON.stringify(name)}`, argument, value, allowed);

  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(settings.serverName)) {
    throw refuse("serverName", settings.serverName, "1–63 lower-case letters, digits and inner hyphens");
  }
  if (Object.keys(settings.sshKeys).length === 0) {
    throw refuse("sshKeys", settings.sshKeys, "at least one public key: nobody could log in");
  }
  for (const [keyName, publicKey] of Object.entries(settings.sshKeys)) {
    if (!/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( [^\n]*)?$/.test(publicKey)) {
      throw refuse(`sshKeys.${keyName}`, publicKey, "the whole line of a .pub file");
    }
  }
  for (const network of settings.sshFrom) {
    if (!isNetwork(network)) throw refuse("sshFrom", network, "a network such as 192.0.2.0/24 or 2001:db8::/32");
  }
  const { sizeGb, mountPath } = settings.volume;
  if (!Number.isInteger(sizeGb) || sizeGb < 10 || sizeGb > 10_240) {
    throw refuse("volume.sizeGb", sizeGb, "a whole number of GB from 10 to 10240");
  }
  // The path goes into a shell command, a unit's file and the file system table, none of which it may bend.
  if (!/^(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/.test(mountPath)) {
    throw refuse("volume.mountPath", mountPath, "an absolute path of letters, digits, dots, hyphens and underscores");
  }
  return settings;
}

function isNetwork(network: string): boolean {
  const [address = "", length = "", ...rest] = network.split("/");
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  return rest.length === 0 && bits !== undefined && /^\d{1,3}$/.test(length) && Number(length) <= bits;
}
