import { setTimeout } from "node:timers/promises";
import { Refusal } from "../clouds/cloud.ts";
import { Failure } from "../failure.ts";

/** The calls that can be made to fail. */
const METHODS = ["create", "read", "update", "delete", "invoke"] as const;

/** A kind of call to the clouds. */
export type Method = (typeof METHODS)[number];

/** One call: the first, second … of its kind. */
interface NthCall {
  readonly method: Method;
  /** Counted from 1 for each method. */
  readonly call: number;
}

/** What goes wrong on request: for rehearsing what an operator does then. */
export interface Faults {
  /** Which calls fail. */
  readonly failing: readonly NthCall[];
  /** From which call on its kind gets no answer any more, as from a cloud that hangs. */
  readonly hanging: readonly NthCall[];
  /** Milliseconds that every call takes. */
  readonly latency: number;
}

/** Reads `create:3` as "the third create fails". */
export function parseFault(text: string): NthCall {
  const [method, call] = text.split(":");
  const known = METHODS.find((name) => name === method);
  if (!known || !/^[1-9]\d*$/.test(call ?? "")) {
    throw new Failure(
      `--fault is ${JSON.stringify(text)}; use <call>:<n>, such as create:3 for the third. Calls: ${METHODS.join(", ")}`,
    );
  }
  return { method: known, call: Number(call) };
}

/** Counts calls, slows them down, and lets those fail that were asked for. */
export class FaultInjector {
  readonly #faults: Faults;
  readonly #calls = new Map<Method, number>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** Called before the world changes, so that a failed or abandoned call leaves nothing. */
  async before(method: Method): Promise<void> {
    const call = (this.#calls.get(method) ?? 0) + 1;
    this.#calls.set(method, call);
    if (this.#faults.hanging.some((fault) => fault.method === method && fault.call <= call))
      await answerThatNeverComes();
    if (this.#faults.latency > 0) await setTimeout(this.#faults.latency);
    if (this.#faults.failing.some((fault) => fault.method === method && fault.call === call)) {
      throw new Refusal(`503 Service Unavailable (fault asked for: ${method} number ${call})`);
    }
  }
}

function answerThatNeverComes(): Promise<never> {
  return new Promise(() => {});
}
