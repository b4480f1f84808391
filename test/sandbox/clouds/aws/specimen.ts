import type { Properties } from "../../../../sandbox/world/world.ts";

export const ACCOUNT = "111122223333";
export const IN_VIRGINIA = { region: "us-east-1" };

/** An object that has been made: its id, its outputs and its inputs. */
export interface State extends Properties {
  readonly id: string;
  readonly arn: string;
}

/** What has been made so far, by the specimen's name. */
export type Made = (name: string) => State;

/** One object to be made. */
export interface Specimen {
  readonly type: string;
  readonly name: string;
  readonly inputs: (made: Made) => Properties;
}

export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export const letsAccount = {
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: "kms:*",
  Resource: "*",
};
export const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
export const lets = (...services: readonly string[]) => ({
  Effect: "Allow",
  Principal: { Service: services },
  Action: "s3:PutObject",
  Resource: "*",
});

/** A trust policy for services. */
export function trust(...services: readonly string[]): string {
  return policy({ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" });
}

export const specimen = (type: string, name: string, inputs: Specimen["inputs"] | Properties = {}): Specimen => ({
  type: `aws:${type}`,
  name,
  inputs: typeof inputs === "function" ? inputs : () => inputs,
});
