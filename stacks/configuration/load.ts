import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type NamedText, readConfiguration, stackFileName } from "./read.ts";
import type { StackConfiguration } from "./schema.ts";

/** Reads the configuration of the stack that runs; call it before the first resource. */
export function loadConfiguration(): StackConfiguration {
  const stack = pulumi.getStack();
  return readConfiguration(stack, pulumi.runtime.allConfig(), stackFile(stackFileName(stack)));
}

// The file is read for line numbers alone: the engine has already read the configuration from it, and it may also lie
// elsewhere (`--config-file`). Not every language host says where the project's root is; the program starts there.
function stackFile(name: string): NamedText | undefined {
  for (const directory of [pulumi.runtime.getRootDirectory(), process.cwd()]) {
    try {
      return { name, text: readFileSync(join(directory, name), "utf8") };
    } catch {} // not there, or not readable: messages go without lines
  }
  return undefined;
}
