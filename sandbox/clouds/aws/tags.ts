import type { Problem } from "../../schema/validate.ts";
import { isProperties, type Properties } from "../../world/world.ts";
import type { Account } from "../cloud.ts";

/** An object's tags with those that its provider adds to everything. */
export function tagsAll({ inputs, account }: { readonly inputs: Properties; readonly account: Account }): Properties {
  const defaults = (account.settings.defaultTags as Properties | undefined)?.tags as Properties | undefined;
  return { ...defaults, ...(inputs.tags as Properties | undefined) };
}

/** Tag keys and values that AWS refuses: docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html. */
export function checkTags({ tags }: Properties): readonly Problem[] {
  if (!isProperties(tags)) return [];
  const names = Object.keys(tags);
  return [
    ...(names.length > 50 ? [{ path: "tags", reason: `are ${names.length}; AWS takes 50` }] : []),
    ...names.flatMap((name) => problemsOf(name, tags[name])),
  ];
}

function problemsOf(name: string, value: unknown): readonly Problem[] {
  const path = `tags.${name}`;
  if (/^aws:/i.test(name)) return [{ path, reason: "must not start with aws:, which AWS keeps for itself" }];
  if (name.length > 128) return [{ path, reason: `is ${name.length} characters long; AWS takes 128` }];
  if (typeof value !== "string") return [];
  if (value.length > 256) return [{ path, reason: `holds ${value.length} characters; AWS takes 256` }];
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value)
    ? []
    : [{ path, reason: `is ${JSON.stringify(value)}; AWS takes letters, digits, spaces and _.:/=+-@` }];
}
