import { crc32 } from "node:zlib";
import { isList, type Properties, type Value } from "../../world/world.ts";
import { Refusal } from "../cloud.ts";

/** A statement as IAM's JSON has it. */
type Statement = Readonly<Record<string, unknown>> & { readonly Sid?: string };

interface Document {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

/**
 * Renders a policy as the provider does, to the letter: fields in its order, lists of several sorted backwards, one of a list
 * by itself, `&{` for `${`. After internal/service/iam/policy_document_data_source.go and policy_model.go of
 * terraform-provider-aws.
 */
export function policyDocument(args: Properties): Properties {
  const own = ownDocument(args);
  const sources = documents(args.sourcePolicyDocuments);
  const merged = [...sources, own, ...documents(args.overridePolicyDocuments)].reduce(merge);
  const { Version, Id, Statement } = merged;
  const ordered = { Version, ...(Id ? { Id } : {}), ...(Statement.length > 0 ? { Statement } : {}) };
  const json = goEscapes(JSON.stringify(ordered, undefined, 2));
  return { ...args, id: String(crc32(json)), json, minifiedJson: goEscapes(JSON.stringify(ordered)) };
}

function documents(list: Value | undefined): readonly Document[] {
  return isList(list)
    ? list.map((text) => ({ Version: "", Statement: [], ...(JSON.parse(String(text)) as object) }))
    : [];
}

function ownDocument({ statements, version, policyId }: Properties): Document {
  const list = isList(statements) ? statements.map((each) => statementOf(each as Properties)) : [];
  const sids = list.flatMap(({ Sid }) => Sid ?? []);
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice) throw new Refusal(`aws: writing IAM Policy Document: duplicate Sid (${twice})`);
  return { Version: String(version ?? "2012-10-17"), ...(policyId ? { Id: String(policyId) } : {}), Statement: list };
}

function statementOf(statement: Properties): Statement {
  const entries = {
    Sid: statement.sid === "" ? undefined : statement.sid,
    Effect: statement.effect ?? "Allow",
    Action: backwards(statement.actions),
    NotAction: backwards(statement.notActions),
    Resource: backwards(statement.resources),
    NotResource: backwards(statement.notResources),
    Principal: principalsOf(statement.principals),
    NotPrincipal: principalsOf(statement.notPrincipals),
    Condition: conditionsOf(statement.conditions),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function backwards(list: Value | undefined): string | readonly string[] | undefined {
  if (!isList(list) || list.length === 0) return undefined;
  const texts = [...new Set(list.map((each) => String(each).replaceAll("&{", "${")))].sort().reverse();
  return texts.length === 1 ? texts[0] : texts;
}

function principalsOf(list: Value | undefined): unknown {
  if (!isList(list) || list.length === 0) return undefined;
  const principals = list as readonly Properties[];
  if (principals.length === 1 && principals[0]?.type === "*" && backwards(principals[0].identifiers) === "*")
    return "*";
  const types = [...new Set(principals.map(({ type }) => String(type)))].sort();
  return Object.fromEntries(
    types.map((type) => {
      const named = principals.filter((each) => each.type === type).map(({ identifiers }) => backwards(identifiers));
      return [type, named.length === 1 ? named[0] : named.flat()];
    }),
  );
}

function conditionsOf(list: Value | undefined): unknown {
  if (!isList(list) || list.length === 0) return undefined;
  const tests: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of list as readonly Properties[]) {
    const variables = tests[String(test)] ?? {};
    const texts = (isList(values) ? values : []).map((value) => String(value).replaceAll("&{", "${"));
    const before = variables[String(variable)] ?? [];
    tests[String(test)] = { ...variables, [String(variable)]: [...before, ...texts] };
  }
  return sorted(tests, (variables) => sorted(variables, (values) => (values.length === 1 ? values[0] : values)));
}

function sorted<T>(record: Readonly<Record<string, T>>, render: (value: T) => unknown): unknown {
  const entries = Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, render(value)]));
}

// A later document's statement takes the place of an earlier one of the same Sid.
function merge(earlier: Document, later: Document): Document {
  const Statement = [...earlier.Statement];
  for (const statement of later.Statement) {
    const place = statement.Sid ? Statement.findIndex(({ Sid }) => Sid === statement.Sid) : -1;
    if (place < 0) Statement.push(statement);
    else Statement[place] = statement;
  }
  const Id = later.Id ?? earlier.Id;
  return {
    Version: later.Version > earlier.Version ? later.Version : earlier.Version,
    ...(Id ? { Id } : {}),
    Statement,
  };
}

// Go's encoder escapes what HTML would read.
function goEscapes(json: string): string {
  return json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}
