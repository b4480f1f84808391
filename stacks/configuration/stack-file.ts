import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import { namespace, type Path } from "./problems.ts";

/** A stack file as its author sees it. */
export interface StackFile {
  /** Line of a value's key, or of the nearest mapping around it that is there; undefined when there is none. */
  lineOf(path: Path): number | undefined;
  /** Paths of the values that `pulumi config set --secret` encrypted. */
  readonly encrypted: readonly Path[];
}

/** Reads the text of a Pulumi.<stack>.yaml. */
export function parseStackFile(text: string): StackFile {
  const lines = new LineCounter();
  const config = parseDocument(text, { lineCounter: lines }).get("config");
  return {
    lineOf(path) {
      const offset = offsetOf(config, inFile(path));
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
    encrypted: isMap(config) ? encryptedIn(config) : [],
  };
}

// Only the first key carries the namespace, in the file and nowhere else.
function inFile([first, ...rest]: Path): Path {
  return [`${namespace}${first}`, ...rest];
}

function offsetOf(node: unknown, [key, ...rest]: Path): number | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => keyOf(item) === key);
    if (pair === undefined) return undefined;
    return offsetOf(pair.value, rest) ?? (isScalar(pair.key) ? pair.key.range?.[0] : undefined);
  }
  if (isSeq(node) && typeof key === "number") {
    const item = node.items[key];
    return isNode(item) ? item.range?.[0] : undefined;
  }
  return undefined;
}

function encryptedIn(map: YAMLMap, path: Path = []): Path[] {
  return map.items.flatMap((pair) => {
    const key = keyOf(pair);
    if (path.length === 0 && !key.startsWith(namespace)) return [];
    const here = [...path, path.length === 0 ? key.slice(namespace.length) : key];
    if (!isMap(pair.value)) return [];
    return pair.value.has("secure") ? [here] : encryptedIn(pair.value, here);
  });
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}
