import type { StateLocation } from "../components/storage/state-location.ts";
import type { BoltFoundryOutputs } from "../systems/boltfoundry/boltfoundry.ts";
import type { CandlefishOutputs } from "../systems/candlefish/outputs.ts";

/** What the ci stack tells: where the state of each system lives. */
export interface CiOutputs {
  readonly stateBackends: Readonly<Record<string, StateLocation>>;
}

/** What the production stack tells; a system that is not deployed is absent. */
export interface ProductionOutputs {
  readonly boltfoundry?: BoltFoundryOutputs;
  readonly candlefish?: CandlefishOutputs;
}

/** What a stack tells. Nothing in it is secret. */
export type StackOutputs = CiOutputs | ProductionOutputs;
