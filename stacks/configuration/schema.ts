import { z } from "zod";
import { boltFoundry } from "./boltfoundry.ts";
import { candlefish } from "./candlefish.ts";
import { mapping, refusal } from "./fields.ts";
import { onePasswordId } from "./names.ts";
import { stateBackend } from "./state-backends.ts";

/** The environments, which are also the names of the stacks. */
export const environments = ["ci", "production"] as const;
export type Environment = (typeof environments)[number];

const onepassword = mapping("The vault of the environment", {
  vault: onePasswordId("The only vault that this environment's OP_SERVICE_ACCOUNT_TOKEN can read"),
});

/** The ci stack: where the state of every environment lives, and nothing of production. */
const ci = mapping(
  "The ci stack: where the state of every environment lives, and nothing of production",
  {
    environment: named("ci"),
    onepassword,
    stateBackends: mapping("State backends, by the system whose state they hold", {
      boltfoundry: stateBackend.exactOptional(),
      candlefish: stateBackend.exactOptional(),
    }),
  },
  {
    systems:
      "belongs to another stack: move it to Pulumi.production.yaml; state is kept physically apart from production",
  },
);

/** The production stack: the systems. */
const production = mapping(
  "The production stack: the systems",
  {
    environment: named("production"),
    onepassword,
    // Required, though it may be empty: a forgotten key must not read as "delete every system".
    systems: mapping("Systems to deploy; a system that is absent is not deployed", {
      boltfoundry: boltFoundry.exactOptional(),
      candlefish: candlefish.exactOptional(),
    }),
  },
  {
    stateBackends:
      "belongs to another stack: move it to Pulumi.ci.yaml; state is kept physically apart from production",
  },
);

/** The schema of each stack's configuration. */
export const schemas = { ci, production };

function named<const Name extends Environment>(name: Name) {
  const error = refusal("string", `${name}, as the stack is named`);
  return z.literal(name, { error }).meta({ description: `The environment, as the stack is named: ${name}.` });
}

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** The configuration of the ci stack, with its defaults. */
export type CiConfiguration = DeepReadonly<z.infer<typeof ci>>;
/** The configuration of the production stack, with its defaults. */
export type ProductionConfiguration = DeepReadonly<z.infer<typeof production>>;
/** The configuration of a stack; `environment` tells which. */
export type StackConfiguration = CiConfiguration | ProductionConfiguration;
/** The configuration of Bolt Foundry. */
export type BoltFoundryConfiguration = DeepReadonly<z.infer<typeof boltFoundry>>;
/** The configuration of Candlefish. */
export type CandlefishConfiguration = DeepReadonly<z.infer<typeof candlefish>>;
/** Where the state of one system lives; `cloud` tells which kind. */
export type StateBackendConfiguration = DeepReadonly<z.infer<typeof stateBackend>>;
