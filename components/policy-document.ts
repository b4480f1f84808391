/** A statement of a policy of AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
  /** Letters and digits; says what the statement is for. */
  readonly Sid: string;
  /** @default "Allow" */
  readonly Effect?: "Allow" | "Deny";
  /** Whom it is about, where the policy belongs to a resource. */
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  /** Absent in a role's trust, which is about the role itself. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Writes a policy down as AWS takes it. */
export function policyDocument(...statements: readonly Statement[]): string {
  const Statement = statements.map(({ Sid, Effect = "Allow", ...rest }) => ({ Sid, Effect, ...rest }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** Lets a service of AWS take a role on, for resources of this account alone: no other account can make it a proxy. */
export function trustService(service: string, accountId: string): string {
  return policyDocument({
    Sid: "ServiceOfThisAccount",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  });
}
