import { describe, expect, it } from "vitest";
import { simulatedClouds } from "../../../../sandbox/clouds/index.ts";
import { readLandscape } from "../../../../sandbox/clouds/landscape.ts";
import { UNKNOWN } from "../../../../sandbox/protocol/values.ts";
import type { Properties, Value } from "../../../../sandbox/world/world.ts";
import { openWorld, SPECIMENS } from "./specimens.ts";

/** Every text in a value. */
function texts(value: Value | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

const forms: readonly (readonly [specimen: string, form: Readonly<Record<string, RegExp>>])[] = [
  [
    "vpc",
    {
      id: /^vpc-0[0-9a-f]{16}$/,
      arn: /^arn:aws:ec2:us-east-1:111122223333:vpc\/vpc-0/,
      defaultSecurityGroupId: /^sg-0/,
    },
  ],
  ["nat", { publicIp: /^198\.1[89]\./, privateIp: /^10\.0\.1\.\d+$/ }],
  ["endpoint", { dnsEntries: /vpce-0[0-9a-f]{16}-\w{8}\.kms\.us-east-1\.vpce\.amazonaws\.com/ }],
  ["key", { id: /^mrk-[0-9a-f]{32}$/, arn: /^arn:aws:kms:us-east-1:111122223333:key\/mrk-/ }],
  ["replica-key", { arn: /^arn:aws:kms:us-east-2:111122223333:key\/mrk-/, region: /^us-east-2$/ }],
  ["role", { arn: /^arn:aws:iam::111122223333:role\/vault$/, uniqueId: /^AROA[A-Z2-7]{17}$/ }],
  [
    "balancer",
    {
      dnsName: /^vault-\d{10}\.us-east-1\.elb\.amazonaws\.com$/,
      arnSuffix: /^app\/vault\/[0-9a-f]{16}$/,
      vpcId: /^vpc-0/,
    },
  ],
  ["listener", { arn: /:listener\/app\/vault\/[0-9a-f]{16}\/[0-9a-f]{16}$/ }],
  ["certificate", { domainValidationOptions: /_[0-9a-f]{32}\.vault\.example\.com\./, status: /^PENDING_VALIDATION$/ }],
  ["zone", { id: /^Z0[A-Z0-9]{18}$/, primaryNameServer: /^ns-\d+\.awsdns-\d\d\.org$/ }],
  ["record", { fqdn: /^vault\.example\.com$/ }],
  [
    "db",
    {
      id: /^db-[A-Z2-7]{26}$/,
      endpoint: /^candlefish\.c\w{11}\.us-east-1\.rds\.amazonaws\.com:5432$/,
      masterUserSecrets: /:secret:rds!db-/,
    },
  ],
  [
    "cache",
    {
      primaryEndpointAddress: /^master\.candlefish\.\w{6}\.use1\.cache\.amazonaws\.com$/,
      memberClusters: /candlefish-001.*candlefish-002/,
    },
  ],
  ["secret", { id: /^arn:aws:secretsmanager:us-east-1:111122223333:secret:mongodb-\w{6}$/ }],
  [
    "function",
    { invokeArn: /^arn:aws:apigateway:us-east-1:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:.*\/invocations$/ },
  ],
  ["log-group", { arn: /^arn:aws:logs:us-east-1:111122223333:log-group:\/vault\/audit$/ }],
  ["topic", { arn: /^arn:aws:sns:us-east-1:111122223333:vault-alarms$/ }],
  ["subscription", { arn: /^arn:aws:sns:us-east-1:111122223333:vault-alarms:[0-9a-f-]{36}$/ }],
  ["parameter", { arn: /:parameter\/vault\/address$/ }],
  ["trail", { homeRegion: /^us-east-1$/, snsTopicArn: /^arn:aws:sns:us-east-1:111122223333:vault-alarms$/ }],
];

describe("A whole stack on AWS in the sandbox", () => {
  it("has a specimen of every type that it judges", () => {
    const cloud = simulatedClouds(readLandscape()).find(({ packageName }) => packageName === "aws");
    expect([...new Set(SPECIMENS.map(({ type }) => type))].sort()).toEqual(Object.keys(cloud?.resources ?? {}).sort());
  });

  it("is accepted from the first to the last, and makes up no output that has a real form", () => {
    const { made } = openWorld();
    const madeUp = SPECIMENS.flatMap(({ type, name }) =>
      texts(made(name))
        .filter((text) => text.startsWith("sandbox-") || text.includes("undefined"))
        .map((text) => `${type}: ${text}`),
    );
    expect(madeUp).toEqual([]);
  });

  it.each(forms)("gives %s outputs that look like the real thing", (name, form) => {
    const state = openWorld().made(name);
    for (const [output, pattern] of Object.entries(form))
      expect(texts(state[output]).join(" "), output).toMatch(pattern);
  });

  it("goes away in the opposite order", () => {
    const { cloud, made } = openWorld();
    for (const { type, name } of SPECIMENS.toReversed()) cloud.provider.delete(type, String(made(name).id));
    expect(SPECIMENS.flatMap(({ type }) => cloud.world.list(type))).toEqual([]);
  });

  it("can be previewed with any one input still unknown", () => {
    for (const { type, name, inputs } of SPECIMENS) {
      const { cloud, made } = openWorld(name);
      const whole = inputs(made);
      for (const input of Object.keys(whole)) {
        const partly: Properties = { ...whole, [input]: UNKNOWN };
        expect(() => cloud.plan(type, name, partly), `${type}, ${input} unknown`).not.toThrow();
      }
    }
  });

  it("changes nothing when it is asked for again", () => {
    const { cloud, made } = openWorld();
    for (const { type, name, inputs } of SPECIMENS) {
      const id = String(made(name).id);
      const before = cloud.world.get(type, id);
      cloud.provider.update(type, id, before?.inputs ?? inputs(made), false);
      expect(cloud.world.get(type, id), name).toEqual(before);
    }
  });
});
