import { loadConfiguration } from "./stacks/configuration/load.ts";
import type { StackConfiguration } from "./stacks/configuration/schema.ts";
import type { StackOutputs } from "./stacks/outputs.ts";

/** What the stack that runs tells others. */
export const outputs: StackOutputs = await deploy(loadConfiguration());

// Imported when it is needed: a stack does not wait for the packages of another.
async function deploy(configuration: StackConfiguration): Promise<StackOutputs> {
  switch (configuration.environment) {
    case "ci": {
      const { ci } = await import("./stacks/ci.ts");
      return ci(configuration);
    }
    case "production": {
      const { production } = await import("./stacks/production.ts");
      return production(configuration);
    }
  }
}
