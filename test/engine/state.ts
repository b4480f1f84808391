/** A resource in the state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly protect?: boolean;
  /** URNs of what it was made of. */
  readonly dependencies?: readonly string[];
  readonly parent?: string;
}

/** What a state holds. */
export interface State {
  readonly resources: readonly StateResource[];
  /** What a run began and did not end. */
  readonly pending: readonly unknown[];
}

/** The name in a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

type Saved = StateResource & {
  readonly created?: string;
  readonly modified?: string;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
};

/**
 * What an exported state holds, without what differs between any two runs: times, the ids that the engine draws for
 * providers, the order of what happened at the same time.
 */
export function stateIn(exported: string): State {
  type Deployment = { readonly resources?: readonly Saved[]; readonly pending_operations?: readonly unknown[] };
  const { deployment } = jsonIn(exported) as { deployment: Deployment };
  const { resources = [], pending_operations: pending = [] } = deployment;
  const providers = resources.filter(({ type }) => isProvider(type));
  const named = providers.reduce(
    (text, { urn, id = "" }) => text.replaceAll(id, `id of ${nameOf(urn)}`),
    JSON.stringify(resources.map(timeless)),
  );
  const sorted = (JSON.parse(named) as Saved[]).sort((a, b) => (a.urn < b.urn ? -1 : 1));
  return { resources: sorted, pending };
}

function timeless({ created, modified, dependencies = [], propertyDependencies = {}, ...resource }: Saved): Saved {
  const byProperty = Object.entries(propertyDependencies)
    .filter(([, urns]) => urns.length > 0) // a refresh leaves out what depends on nothing
    .map(([name, urns]) => [name, [...urns].sort()] as const);
  return { ...resource, dependencies: [...dependencies].sort(), propertyDependencies: Object.fromEntries(byProperty) };
}

/** The resources that stand for an object in a cloud: no components, no providers. */
export function madeByClouds(resources: readonly StateResource[]): readonly StateResource[] {
  return resources.filter(({ type, id }) => id !== undefined && id !== "" && !isProvider(type));
}

/** What a destroy that leaves out the protected would remove: what is neither protected nor needed by something else. */
export function removable(resources: readonly StateResource[]): readonly StateResource[] {
  const made = madeByClouds(resources);
  const needed = new Set(made.flatMap(({ dependencies = [] }) => dependencies));
  return made.filter(({ protect, urn }) => !protect && !needed.has(urn));
}

function isProvider(type: string): boolean {
  return type.startsWith("pulumi:providers:");
}

/** The JSON in what a command printed; warnings may stand before it. */
export function jsonIn(output: string): unknown {
  return JSON.parse(output.slice(output.indexOf("{")));
}
