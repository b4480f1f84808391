import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../world/world.ts";

/**
 * Settles what an interrupted run had asked of the clouds without noting the answer, in the sandbox's own state. The engine
 * writes down each call before it makes it, and again what came back. An object that was made in between is in the world
 * alone: nobody would ever change or delete it, and its name would be taken when the next run makes it. It is removed here,
 * and the notes with it, which the engine would repeat in a warning on every run. An update or a deletion that was carried
 * out needs no more than that: the next run repeats it.
 *
 * In this the sandbox is kinder than a cloud, where somebody has to delete or import the object; it says so. Only for a
 * stack that nobody is at work on.
 */
export function settleInterruptedCalls(state: string, project: string, stack: string, world: World): void {
  const file = join(state, ".pulumi", "stacks", project, `${stack}.json`);
  if (!existsSync(file)) return; // state that lies elsewhere, or none yet
  const saved = JSON.parse(readFileSync(file, "utf8")) as SavedState;
  const { pending_operations: interrupted = [], resources = [] } = saved.checkpoint.latest ?? {};
  if (interrupted.length === 0) return;
  for (const { resource, type: call } of interrupted) {
    if (call === "creating") removeUnnoted(resource, resources, world);
  }
  const latest = { ...saved.checkpoint.latest, pending_operations: undefined };
  writeFileSync(`${file}.tmp`, JSON.stringify({ ...saved, checkpoint: { ...saved.checkpoint, latest } }), {
    mode: 0o600,
  });
  renameSync(`${file}.tmp`, file);
}

function removeUnnoted({ urn, type }: Noted, resources: readonly Noted[], world: World): void {
  const noted = new Set(resources.filter((other) => other.urn === urn).map(({ id }) => id));
  const [packageName = ""] = type.split(":");
  for (const account of world.accounts(packageName)) {
    for (const { id } of account.list(type).filter((object) => object.urn === urn && !noted.has(object.id))) {
      account.delete(type, id);
      console.error(
        `${urn.split("::").at(-1)}: the interrupted run had made ${type} ${id} and could not note it; removed. ` +
          "A real cloud would keep it: delete it there, or pulumi import it.",
      );
    }
  }
}

/** The part of a state file that counts here. */
interface SavedState {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly Noted[];
      readonly pending_operations?: readonly { readonly resource: Noted; readonly type: string }[];
    };
  };
}

interface Noted {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}
