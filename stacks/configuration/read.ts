import { RunError } from "@pulumi/pulumi";
import type { z } from "zod";
import type { Clash } from "./clashes.ts";
import { impossibleCombinations } from "./combinations.ts";
import { namespace, type Problem, pathNotation, type Tree } from "./problems.ts";
import { type Environment, environments, type StackConfiguration, schemas } from "./schema.ts";
import { remedy, secretsInClear } from "./secrets.ts";
import { parseStackFile, type StackFile } from "./stack-file.ts";

/** The text of a stack file. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a stack's configuration, or throws one RunError with everything that is wrong with it.
 * @param stack name of the stack
 * @param config every key as `pulumi.runtime.allConfig()` gives it: `groundplan:systems` → JSON
 * @param file the stack file, for line numbers; absent when it cannot be read
 */
export function readConfiguration(
  stack: string,
  config: Readonly<Record<string, string>>,
  file?: NamedText,
): StackConfiguration {
  if (!isEnvironment(stack)) throw unknownStack(stack);
  const source = file && parseStackFile(file.text);
  const tree = treeOf(config);
  const parsed = schemas[stack].safeParse(tree);

  const wrongAlone = [...secretsInClear(tree), ...encryptedSecrets(source), ...problemsOf(parsed.error?.issues ?? [])];
  const problems = [...firstOfEachPath(wrongAlone), ...wrongTogether(impossibleCombinations(tree), wrongAlone)];
  if (problems.length > 0 || !parsed.success) {
    throw wrongConfiguration(stack, file?.name ?? stackFileName(stack), problems, source);
  }
  return parsed.data;
}

/** The name of a stack's file. */
export const stackFileName = (stack: string) => `Pulumi.${stack}.yaml`;

function isEnvironment(stack: string): stack is Environment {
  return environments.some((environment) => environment === stack);
}

function unknownStack(stack: string): RunError {
  const known = environments.map((environment) => `${environment} (${stackFileName(environment)})`).join(", ");
  return new RunError(
    `Unknown stack ${JSON.stringify(stack)}. Known stacks: ${known}. Choose one with \`pulumi stack select\` or \`--stack\`.`,
  );
}

// Pulumi hands every value over as a string: a mapping or a list as JSON, anything else as it stands.
function treeOf(config: Readonly<Record<string, string>>): Tree {
  const ours = Object.entries(config).filter(([key]) => key.startsWith(namespace));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(namespace.length), structured(value)]));
}

function structured(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // the schema says that a string came where a mapping belongs
  }
}

function problemsOf(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
    if (issue.code === "unrecognized_keys") {
      const messages = issue.message.split("\n"); // one line for each key: fields.ts, mapping
      return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? issue.message }));
    }
    const [inner] = issue.code === "invalid_key" ? issue.issues : [];
    return [{ path, message: inner === undefined ? issue.message : `name ${inner.message}` }];
  });
}

function encryptedSecrets(source: StackFile | undefined): Problem[] {
  return (source?.encrypted ?? []).map((path) => ({ path, message: `is encrypted; ${remedy}` }));
}

// What looks like a secret is reported as that alone, not also as malformed.
function firstOfEachPath(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => {
    const notation = pathNotation(path);
    const isFirst = !seen.has(notation);
    seen.add(notation);
    return isFirst;
  });
}

// Two values can only be wrong together when each is right alone.
function wrongTogether(clashes: readonly Clash[], wrongAlone: readonly Problem[]): Problem[] {
  const wrong = new Set(wrongAlone.map(({ path }) => pathNotation(path)));
  return clashes.filter(({ path, other }) => !wrong.has(pathNotation(path)) && !wrong.has(pathNotation(other)));
}

function wrongConfiguration(
  stack: Environment,
  fileName: string,
  problems: readonly Problem[],
  source: StackFile | undefined,
): RunError {
  const placed = problems.map((problem) => ({ ...problem, line: source?.lineOf(problem.path) }));
  const inOrder = placed.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const lines = inOrder.map(({ path, message, line }) => {
    const place = line === undefined ? fileName : `${fileName}:${line}`;
    return `  ${place} ${pathNotation(path)}: ${message}`;
  });
  const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
  return new RunError([`The configuration of stack ${stack} has ${count}:`, ...lines].join("\n"));
}
