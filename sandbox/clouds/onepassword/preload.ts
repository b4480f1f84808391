// Loaded into every Node process of the sandbox (NODE_OPTIONS=--import): lets the simulated 1Password answer in place of the
// SDK, whose core talks to 1Password's servers and to nothing else.
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "@1password/sdk"
      ? { url: new URL("./sdk.ts", import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
