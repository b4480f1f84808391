import { type Account, type Cloud, Refusal, type Settings } from "../clouds/cloud.ts";
import { PackageSchema } from "../schema/package-schema.ts";
import type { Field } from "../schema/shape.ts";
import { type Problem, validate } from "../schema/validate.ts";
import type { AccountWorld, Properties, Value, World } from "../world/world.ts";
import { differences } from "./paths.ts";
import { PlannedWorld } from "./planned-world.ts";
import { type Change, SimulatedProvider } from "./simulated-provider.ts";
import { UNKNOWN } from "./values.ts";

/** Everything that the connections of one server share. */
export class SessionOpener {
  readonly #clouds: readonly Cloud[];
  readonly #world: World;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #sessions = new Map<string, Session>();
  readonly #schemas = new Map<string, PackageSchema>();
  readonly #planned = new Map<string, PlannedWorld>();
  /** Types that no model knows, met so far. */
  readonly unjudged = new Set<string>();

  constructor(clouds: readonly Cloud[], world: World, environment: NodeJS.ProcessEnv) {
    this.#clouds = clouds;
    this.#world = world;
    this.#environment = environment;
  }

  /** The session of a connection, named by its remote address. */
  of(peer: string): Session {
    const known = this.#sessions.get(peer);
    if (known) return known;
    const session = new Session(this);
    this.#sessions.set(peer, session);
    return session;
  }

  cloud(packageName: string): Cloud {
    const cloud = this.#clouds.find((candidate) => candidate.packageName === packageName);
    if (!cloud) throw new Refusal(`the sandbox simulates no cloud for the package ${packageName}`);
    return cloud;
  }

  schema(cloud: Cloud): PackageSchema {
    const known = this.#schemas.get(cloud.npmName);
    if (known) return known;
    const schema = new PackageSchema(cloud.npmName);
    this.#schemas.set(cloud.npmName, schema);
    return schema;
  }

  signIn(cloud: Cloud, settings: Settings): Account {
    const name = cloud.signIn(settings, this.#environment);
    return { name, settings, world: this.#world.account(cloud.packageName, name) };
  }

  /** What one run of the engine has planned in one account. */
  planned(engine: string, cloud: Cloud, account: Account): AccountWorld {
    const key = `${engine} ${cloud.packageName} ${account.name}`;
    const known = this.#planned.get(key);
    if (known) return known;
    const planned = new PlannedWorld();
    this.#planned.set(key, planned);
    return planned;
  }
}

/** One connection of the engine: one provider, before and after it is configured. */
export class Session {
  readonly #opener: SessionOpener;
  #engine = "";
  #provider: SimulatedProvider | undefined;

  constructor(opener: SessionOpener) {
    this.#opener = opener;
  }

  /** @param engine Address of the engine that connected: it tells one run from another. */
  attach(engine: string): void {
    this.#engine = engine;
  }

  checkSettings(providerType: string, settings: Properties): readonly Problem[] {
    const cloud = this.#opener.cloud(packageOf(providerType));
    const declared = this.#opener.schema(cloud).provider();
    return validate(declared, decode(settings, declared));
  }

  // Which account the credentials open decides whether the provider is another one; a new token for the same is not.
  diffSettings(before: Properties, after: Properties): Change {
    return { differences: differences(before, after), replaces: [], deleteBeforeReplace: false };
  }

  configure(providerType: string, settings: Properties): void {
    const cloud = this.#opener.cloud(packageOf(providerType));
    const account = this.#opener.signIn(cloud, decode(settings, this.#opener.schema(cloud).provider()));
    const planned = this.#opener.planned(this.#engine, cloud, account);
    this.#provider = new SimulatedProvider(cloud, this.#opener.schema(cloud), account, planned, this.#opener.unjudged);
  }

  provider(): SimulatedProvider {
    if (!this.#provider) throw new Error("the engine called a provider before it configured it");
    return this.#provider;
  }
}

// pulumi:providers:hcloud → hcloud
function packageOf(providerType: string): string {
  return providerType.split(":").at(-1) ?? "";
}

/** Settings as the program wrote them: SDKs send all but strings as JSON, and add what concerns the package itself. */
function decode(settings: Properties, declared: ReadonlyMap<string, Field>): Settings {
  const own = Object.entries(settings).filter(
    ([name]) => !["version", "pluginDownloadURL", "__internal"].includes(name),
  );
  return Object.fromEntries(
    own.map(([name, value]) => {
      const encoded = typeof value === "string" && value !== UNKNOWN && declared.get(name)?.shape.kind !== "string";
      return [name, encoded ? (JSON.parse(value) as Value) : value];
    }),
  );
}
