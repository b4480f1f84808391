import { readFileSync } from "node:fs";
import { parseSync, type TSInterfaceBody, type TSType, type TSTypeName } from "oxc-parser";
import { ANY, type Field, type Shape } from "./shape.ts";

/** Interfaces by their dotted name within one declaration file, parsed when first asked for. */
export class Declarations {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #fields = new Map<string, ReadonlyMap<string, Field>>();
  readonly #nested: (name: string) => Shape;

  /** `nested` answers what `inputs.<name>` stands for. */
  constructor(file: string, nested: (name: string) => Shape) {
    this.#texts = indexInterfaces(readFileSync(file, "utf8"));
    this.#nested = nested;
  }

  has(name: string): boolean {
    return this.#texts.has(name);
  }

  /** The fields of an interface or the public properties of a class; undefined where the file declares no such name. */
  fields(name: string): ReadonlyMap<string, Field> | undefined {
    const known = this.#fields.get(name);
    if (known) return known;
    const text = this.#texts.get(name);
    if (text === undefined) return undefined;
    const fields = parseInterface(text, this.#nested);
    this.#fields.set(name, fields);
    return fields;
  }
}

// The generated declarations hold several megabytes, of which a run needs a few kilobytes: cut out each interface by its
// own indentation, which the generator keeps without exception, and parse only what is asked for.
function indexInterfaces(text: string): ReadonlyMap<string, string> {
  const interfaces = new Map<string, string>();
  const path: string[] = [];
  let open: { readonly name: string; readonly indent: string; readonly start: number } | undefined;
  for (const { line, start, end } of linesOf(text)) {
    if (open) {
      if (line === `${open.indent}}`) {
        interfaces.set(open.name, `interface X ${text.slice(text.indexOf("{", open.start), end)}`);
        open = undefined;
      }
      continue;
    }
    const namespace = /^\s*(?:export )?(?:declare )?namespace (\w+) \{$/.exec(line)?.[1];
    if (namespace) path.push(namespace);
    else if (/^\s*\}$/.test(line)) path.pop();
    const declared = /^(\s*)(?:export )?(?:declare )?(?:interface|class) (\w+)\b/.exec(line);
    if (!declared) continue;
    const [, indent = "", name = ""] = declared;
    open = { name: [...path, name].join("."), indent, start };
  }
  return interfaces;
}

function* linesOf(text: string): Generator<{ line: string; start: number; end: number }> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield { line: text.slice(start, end), start, end };
    start = end + 1;
  }
}

function parseInterface(text: string, nested: (name: string) => Shape): ReadonlyMap<string, Field> {
  // A class body differs from an interface's in nothing that matters here once its methods are passed over.
  const source = text.replace(/^\s*(?:static|constructor|private|protected)\b.*$/gm, "");
  const { program, errors } = parseSync("declarations.d.ts", source);
  const [declaration] = program.body;
  if (errors.length > 0 || declaration?.type !== "TSInterfaceDeclaration") {
    throw new Error(`a declaration of the SDK cannot be read: ${errors[0]?.message ?? source.slice(0, 200)}`);
  }
  return fieldsOf(declaration.body, nested);
}

function fieldsOf(body: TSInterfaceBody, nested: (name: string) => Shape): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const member of body.body) {
    if (member.type !== "TSPropertySignature" || !member.typeAnnotation) continue;
    const name =
      member.key.type === "Identifier"
        ? member.key.name
        : member.key.type === "Literal"
          ? String(member.key.value)
          : "";
    const type = member.typeAnnotation.typeAnnotation;
    const field = { shape: shapeOf(type, nested), required: !member.optional && !allowsUndefined(type) };
    fields.set(name, field);
    // The SDK writes these with underscores; a definition that was read from YAML keeps its hyphens.
    if (name.startsWith("x_kubernetes_")) fields.set(name.replaceAll("_", "-"), field);
  }
  return fields;
}

function shapeOf(type: TSType, nested: (name: string) => Shape): Shape {
  switch (type.type) {
    case "TSStringKeyword":
      return { kind: "string" };
    case "TSNumberKeyword":
      return { kind: "number" };
    case "TSBooleanKeyword":
      return { kind: "boolean" };
    case "TSLiteralType":
      return "value" in type.literal
        ? { kind: "literal", value: type.literal.value as string | number | boolean }
        : ANY;
    case "TSArrayType":
      return { kind: "array", element: shapeOf(type.elementType, nested) };
    case "TSParenthesizedType":
      return shapeOf(type.typeAnnotation, nested);
    case "TSTypeLiteral": {
      const index = type.members.find((member) => member.type === "TSIndexSignature");
      return index ? { kind: "map", value: shapeOf(index.typeAnnotation.typeAnnotation, nested) } : ANY;
    }
    case "TSUnionType":
      return unionOf(
        type.types.filter((option) => option.type !== "TSUndefinedKeyword").map((option) => shapeOf(option, nested)),
      );
    case "TSTypeReference": {
      const name = dotted(type.typeName);
      const [argument] = type.typeArguments?.params ?? [];
      if (["pulumi.Input", "pulumi.Output", "Promise"].includes(name) && argument) return shapeOf(argument, nested);
      if (name.startsWith("inputs.")) return nested(name.slice("inputs.".length));
      if (name.startsWith("outputs.")) return ANY;
      if (name.startsWith("enums.")) return unionOf([{ kind: "string" }, { kind: "number" }, { kind: "boolean" }]);
      return ANY; // an asset, an archive, a reference to another resource
    }
    default:
      return ANY;
  }
}

function unionOf(options: readonly Shape[]): Shape {
  const [first = ANY, ...others] = options;
  return others.length === 0 ? first : { kind: "union", options };
}

function allowsUndefined(type: TSType): boolean {
  if (type.type === "TSUndefinedKeyword") return true;
  if (type.type === "TSUnionType") return type.types.some(allowsUndefined);
  if (type.type === "TSTypeReference") return (type.typeArguments?.params ?? []).some(allowsUndefined);
  return false;
}

function dotted(name: TSTypeName): string {
  if (name.type === "Identifier") return name.name;
  return name.type === "TSQualifiedName" ? `${dotted(name.left)}.${name.right.name}` : "";
}
