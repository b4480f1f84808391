import type { Problem } from "../schema/validate.ts";
import type { Seed } from "../world/seed.ts";
import type { AccountWorld, Properties, WorldObject } from "../world/world.ts";

/** What a provider was configured with, nested values decoded. */
export type Settings = Properties;

/** The account, project or cluster that a set of credentials opens. */
export interface Account {
  /** As the cloud calls it: an AWS account number, a Hetzner project, a cluster. */
  readonly name: string;
  readonly settings: Settings;
  readonly world: AccountWorld;
}

/** One simulated cloud: all that its SDK does not say. */
export interface Cloud {
  /** Pulumi's name of the package, such as `hcloud`. */
  readonly packageName: string;
  readonly npmName: string;
  /** Which account the settings open. Throws `Refusal` where the cloud would not let them in. */
  signIn(settings: Settings, environment: NodeJS.ProcessEnv): string;
  /** The types that it can judge. */
  readonly resources: Readonly<Record<string, ResourceModel>>;
  /** A model for types that `resources` does not name, where the cloud has a rule for all of them. */
  readonly otherResources?: (type: string) => ResourceModel | undefined;
  /** What it answers to reads. */
  readonly functions?: Readonly<Record<string, (call: FunctionCall) => Properties>>;
}

/** A read, such as `onepassword:index/getItem:getItem`. */
export interface FunctionCall {
  readonly args: Properties;
  readonly account: Account;
}

/** What an SDK does not say of one type: what a change replaces, what must exist first, what the cloud fills in. */
export interface ResourceModel {
  /** Path of the property that gets a name made of the resource's own where the program sets none. */
  readonly autoname?: string;
  /** Inputs whose change makes a new object, as paths; nested ones count with the path that they start with. */
  readonly replaces?: readonly string[];
  /** Whether the old object must go before the new one can come, beyond what a kept name already demands. @default false */
  readonly deleteBeforeReplace?: boolean;
  /** Inputs that no second object of the account may share. */
  readonly unique?: readonly string[];
  /** Inputs that name other objects. */
  readonly references?: readonly Reference[];
  /**
   * What must exist and does not, or is taken already, where `references` and `unique` cannot say it. In a preview
   * `worlds` also holds what is planned. `ownId` names the object itself when it changes, and nothing when it is new.
   */
  readonly requires?: (
    inputs: Properties,
    account: Account,
    worlds: readonly AccountWorld[],
    ownId?: string,
  ) => readonly string[];
  /** Rules beyond types. Values may be unknown. */
  readonly check?: (inputs: Properties, account: Account) => readonly Problem[];
  /** What the cloud calls the object. In a preview it may be made of what is not known yet. @default a number of 8 digits */
  readonly identity?: (object: Draft) => string;
  /** What the cloud adds. */
  readonly outputs?: (object: Draft & { readonly id: string }) => Properties;
  /** Why the cloud would refuse to delete the object now. */
  readonly keeps?: (object: WorldObject, account: Account) => string | undefined;
}

/** An object that is about to be made or changed. */
export interface Draft {
  readonly type: string;
  readonly inputs: Properties;
  readonly seed: Seed;
  readonly account: Account;
}

/** An input that names another object. */
export interface Reference {
  /** Path of the input; `[*]` stands for each element of a list. */
  readonly from: string;
  /** The type of what it names. */
  readonly to: string;
  /** The property of the other that it names. @default "id" */
  readonly by?: string;
  /** The cloud will not delete the other while this reference stands. @default false */
  readonly holds?: boolean;
}

/** What a cloud says when it will not do something. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
