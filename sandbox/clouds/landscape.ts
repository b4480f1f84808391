import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { Failure } from "../failure.ts";

const vault = z.strictObject({
  id: z.string(),
  name: z.string(),
  environment: z.string(),
  items: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      /** As 1Password's SDK writes it; what the provider reads says the same in snake_case. */
      category: z.enum(["ApiCredentials", "Login", "Password"]).default("ApiCredentials"),
      tags: z.array(z.string()).default([]),
      opens: z.strictObject({ kind: z.enum(["hcloud", "s3", "cloudflare"]), account: z.string() }).optional(),
    }),
  ),
});

const landscape = z.strictObject({
  onepassword: z.array(vault),
  cloudflare: z.array(
    z.strictObject({
      account: z.string(),
      id: z.string(),
      zones: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    }),
  ),
  aws: z.strictObject({ account: z.string() }),
});

/** What the simulated clouds hold before the first run. */
export type Landscape = z.infer<typeof landscape>;

/** A simulated vault of 1Password. */
export type Vault = Landscape["onepassword"][number];

/** Reads `sandbox/landscape.yaml`. Throws `Failure` with every problem where it is wrong. */
export function readLandscape(file: string | URL = new URL("../landscape.yaml", import.meta.url)): Landscape {
  const result = landscape.safeParse(parse(readFileSync(file, "utf8")));
  if (result.success) return result.data;
  throw new Failure(`sandbox/landscape.yaml is wrong:\n${z.prettifyError(result.error)}`);
}
