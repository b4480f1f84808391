import type { AccountWorld, WorldObject } from "../world/world.ts";

/** What a preview has planned so far: gone when it ends. */
export class PlannedWorld implements AccountWorld {
  readonly #objects = new Map<string, WorldObject>();

  get(type: string, id: string): WorldObject | undefined {
    return this.#objects.get(`${type} ${id}`);
  }

  list(type: string): readonly WorldObject[] {
    return [...this.#objects.values()].filter((object) => object.type === type);
  }

  put(object: WorldObject): void {
    this.#objects.set(`${object.type} ${object.id}`, object);
  }

  delete(type: string, id: string): void {
    this.#objects.delete(`${type} ${id}`);
  }
}
