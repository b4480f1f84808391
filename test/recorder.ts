import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  /** Identifier that the mock gave it: digits, as Hetzner's are. */
  readonly id: string;
  /** Inputs, with what is secret laid open. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that are secret, in order. */
  readonly secrets: readonly string[];
  /** Name of the parent; empty at the top. */
  readonly parent: string;
  /** Name of the explicit provider; empty without one. */
  readonly provider: string;
  readonly options: {
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    /** Names of the resources that it waits for by request. */
    readonly dependsOn: readonly string[];
  };
}

/** What a test prepares besides the program. */
export interface World {
  /** Outputs that a resource of a type has besides its inputs. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Answers to calls of providers, by token. */
  readonly calls?: Readonly<
    Record<string, (inputs: Record<string, unknown>, provider: string) => Record<string, unknown>>
  >;
}

/** Runs a program and records every resource that it registers; a call that no test prepared is an error. */
export async function record(program: () => unknown, world: World = {}): Promise<readonly Recorded[]> {
  const recorded: Recorded[] = [];
  const answers: { readonly id: string; readonly state: Record<string, unknown> }[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, inputs }) => {
      const answer = { id: String(1001 + answers.length), state: { ...inputs, ...world.outputs?.[type] } };
      answers.push(answer);
      return answer;
    },
    call: ({ token, inputs, provider }) => {
      const answer = world.calls?.[token];
      if (answer === undefined) throw new Error(`unexpected call of ${token}`);
      return answer(inputs, nameOf(provider?.split("::").slice(0, 4).join("::")));
    },
  });
  listen((request) => recorded.push(read(request, String(1001 + answers.length))));
  await program();
  await pulumi.runtime.disconnect(); // waits until every registration has been answered
  return recorded;
}

/** Types and names, in order: the inventory of what a program makes. */
export function inventory(resources: readonly Recorded[]): readonly string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}

/** The one resource of a name. */
export function named(resources: readonly Recorded[], name: string): Recorded {
  const found = resources.filter((resource) => resource.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources are named ${name}`);
  return found[0];
}

interface Request {
  getType(): string;
  getName(): string;
  getObject(): Parameters<typeof pulumi.runtime.deserializeProperties>[0];
  getParent(): string;
  getProvider(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(visit: (dependencies: { getUrnsList(): string[] }) => void): void };
}

// The mocks of Pulumi see inputs alone; options and parents are in the request that they answer.
function listen(hear: (request: Request) => void) {
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<"registerResource", (...args: unknown[]) => unknown>;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (...args) => {
    hear(args[0] as Request);
    return register(...args);
  };
}

function read(request: Request, id: string): Recorded {
  const inputs = Object.entries(pulumi.runtime.deserializeProperties(request.getObject()) as Record<string, unknown>);
  const implied: string[] = [];
  request.getPropertydependenciesMap().forEach((dependencies) => {
    implied.push(...dependencies.getUrnsList());
  });
  return {
    type: request.getType(),
    name: request.getName(),
    id,
    inputs: Object.fromEntries(inputs.map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value)])),
    secrets: inputs
      .filter(([, value]) => pulumi.runtime.isRpcSecret(value))
      .map(([key]) => key)
      .sort(),
    parent: nameOf(request.getParent()),
    provider: nameOf(request.getProvider().split("::").slice(0, 4).join("::")),
    options: {
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      dependsOn: request
        .getDependenciesList()
        .filter((urn) => !implied.includes(urn))
        .map(nameOf),
    },
  };
}

function nameOf(urn = ""): string {
  return urn.split("::").at(-1) ?? "";
}
