/** What a property may hold, as an SDK's own type declarations say it. */
export type Shape =
  | { readonly kind: "any" | "string" | "number" | "boolean" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly element: Shape }
  | { readonly kind: "map"; readonly value: Shape }
  | { readonly kind: "union"; readonly options: readonly Shape[] }
  | { readonly kind: "object"; readonly name: string; readonly fields: () => ReadonlyMap<string, Field> };

/** One property of an object. */
export interface Field {
  readonly shape: Shape;
  readonly required: boolean;
}

export const ANY: Shape = { kind: "any" };
