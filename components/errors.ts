import { RunError } from "@pulumi/pulumi";

/**
 * A wrong argument of a component, to be thrown before `super`: nothing is registered yet.
 * A RunError, because the engine prints its message alone; a ResourceError drags the whole resource tree into the log.
 * @param component the component's type and name, as in `StateBucket "state"`
 * @param allowed what to use instead
 */
export function wrongArgument(component: string, argument: string, value: unknown, allowed: string): RunError {
  return new RunError(`${component}: ${argument} is ${JSON.stringify(value)}; use ${allowed}`);
}
