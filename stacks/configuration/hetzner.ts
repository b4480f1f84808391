import { z } from "zod";
import { choice, list, mapping, refusal, text, wholeNumber } from "./fields.ts";
import { absolutePath, hostLabel, network, sshPublicKey } from "./names.ts";

/** Name of a Hetzner project. Hetzner has no API for projects: it is told apart by its credentials. */
export const projectName = (description: string) =>
  text(description, "the project's name as the console shows it, without spaces around it", /^\S(?:.*\S)?$/);

/** Where Object Storage is offered: https://docs.hetzner.com/storage/object-storage/overview */
export const bucketLocation = (description: string) =>
  choice(description, { fsn1: "Falkenstein", nbg1: "Nuremberg", hel1: "Helsinki" });

/** Where servers are offered: https://docs.hetzner.com/cloud/general/locations */
const serverLocation = choice("Location of the server, its floating IP and its volume", {
  fsn1: "Falkenstein",
  nbg1: "Nuremberg",
  hel1: "Helsinki",
  ash: "Ashburn, Virginia",
  hil: "Hillsboro, Oregon",
  sin: "Singapore",
});

const serverImage = text(
  "Operating system",
  "ubuntu-24.04 or a later Ubuntu, or the number of an image to pin, in quotes",
  /^(?:ubuntu-(?:2[4-9]|[3-9][0-9])\.(?:04|10)|[0-9]+)$/,
);

const sshKeys = z
  .record(hostLabel("Name of the key in Hetzner"), sshPublicKey("Public key"), {
    error: refusal("mapping", "a mapping from names to public keys"),
  })
  // A server without keys would get a root password by e-mail, and Kamal could not log in.
  .refine((keys) => Object.keys(keys).length > 0, { error: "is empty; use at least one name with its public key" })
  .meta({ description: "Public keys of those who may log in, by name. At least one.", minProperties: 1 });

/** A server of Hetzner Cloud. */
export const server = mapping(
  "The one server",
  {
    name: hostLabel("Name of the server, and its host name"),
    type: text("Server type", "a name of letters and digits, such as cpx11", /^[a-z]+[0-9]+$/),
    location: serverLocation,
    /** @default "ubuntu-24.04" */
    image: serverImage.default("ubuntu-24.04"),
    sshKeys,
    /** Closed unless said otherwise. @default [] */
    sshFrom: list("Networks that may connect to SSH", "a list of networks", network("Network")).default([]),
  },
  {
    // https://docs.hetzner.cloud/changelog#2025-12-16-phasing-out-datacenters
    datacenter:
      "unknown key; Hetzner removed datacenters (October 2026). Use location: the part of the datacenter's name " +
      "before the hyphen, such as ash for ash-dc1",
  },
);

/** A volume of Hetzner Cloud; it can grow and never shrinks. */
export const volume = mapping("The volume that holds the database", {
  /** 10 to 10240 GB are Hetzner's own limits: https://docs.hetzner.com/cloud/volumes/overview. @default 10 */
  sizeGb: wholeNumber("Size", "of GB ", 10, 10_240).default(10),
  mountPath: absolutePath("Where the server mounts the volume"),
});
