import { type CloudLab, openCloud } from "../cloud-lab.ts";
import { FOUNDATION } from "./foundation.ts";
import { SERVICES } from "./services.ts";
import { ACCOUNT, IN_VIRGINIA, type Made, type Specimen, type State } from "./specimen.ts";

/** One object of every type that AWS has a model for, in an order in which they can be made. */
export const SPECIMENS: readonly Specimen[] = [...FOUNDATION, ...SERVICES];

export function specimenOf(name: string): Specimen {
  const specimen = SPECIMENS.find((candidate) => candidate.name === name);
  if (!specimen) throw new Error(`there is no specimen ${name}`);
  return specimen;
}

/** An account in which everything up to a specimen has been made; where none is named, all of it and more. */
export function openWorld(
  until?: string,
  more: readonly Specimen[] = [],
): { readonly cloud: CloudLab; readonly made: Made } {
  const cloud = openCloud("aws", ACCOUNT, IN_VIRGINIA);
  const states = new Map<string, State>();
  const made: Made = (name) => {
    const state = states.get(name);
    if (!state) throw new Error(`${name} has not been made yet`);
    return state;
  };
  for (const { type, name, inputs } of [...SPECIMENS, ...more]) {
    if (name === until) break;
    const id = cloud.create(type, name, inputs(made));
    const object = cloud.world.get(type, id);
    states.set(name, { ...object?.outputs, ...object?.inputs, id, arn: String(object?.outputs.arn ?? "") });
  }
  return { cloud, made };
}
