import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { alarmsMayUse, encryptionKey, logGroupsMayUse } from "../../components/secrets/encryption-key.ts";
import { type ManagedSecretArgs, managedSecret } from "../../components/secrets/managed-secret.ts";
import { SecretsAdmin } from "../../components/secrets/secrets-admin.ts";
import { inventory, named, record } from "../recorder.ts";

const accountId = "111122223333";
const statements = (policy: unknown) => JSON.parse(String(policy)).Statement;

describe("encryptionKey", () => {
  const make = (more = {}) => record(() => encryptionKey("key", { description: "Examples", accountId, ...more }));

  it("makes one key that rotates, and that nobody deletes by mistake", async () => {
    const resources = await make();
    expect(inventory(resources)).toEqual(["aws:kms/key:Key key"]);
    const { inputs, options } = named(resources, "key");
    expect(inputs).toMatchObject({ description: "Examples", enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(inputs).not.toHaveProperty("customKeyStoreId");
    expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    expect(statements(inputs.policy)).toEqual([
      {
        Sid: "PoliciesOfTheAccount",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
    expect(named(await make({ protect: false }), "key").options).toMatchObject({
      protect: false,
      retainOnDelete: false,
    });
  });

  it("leaves rotation out where the key store cannot", async () => {
    expect(named(await make({ keyStoreId: "cks-0123456789abcdef0" }), "key").inputs).toMatchObject({
      customKeyStoreId: "cks-0123456789abcdef0",
      enableKeyRotation: false,
    });
  });

  it("lets services in that it was told of, for this account's log groups alone", async () => {
    const services = [logGroupsMayUse("us-east-1", accountId), alarmsMayUse()];
    const [, logs, alarms] = statements(named(await make({ services }), "key").inputs.policy);
    expect(logs).toMatchObject({
      Principal: { Service: "logs.us-east-1.amazonaws.com" },
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:*" },
      },
    });
    expect(alarms).toMatchObject({
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    });
  });
});

describe("managedSecret", () => {
  const args: ManagedSecretArgs = {
    secretName: "mongodb",
    description: "An example",
    kind: "database",
    owner: "platform-team",
    rotationDays: 90,
    keyArn: "arn:of:key",
    accountId,
  };

  it("makes a secret without a value, whose tags say whose it is and when it is due", async () => {
    const resources = await record(() => managedSecret("secret", args));
    expect(inventory(resources)).toEqual(["aws:secretsmanager/secret:Secret secret"]);
    const { inputs, options } = named(resources, "secret");
    const { policy, ...rest } = inputs;
    expect(rest).toEqual({
      name: "mongodb",
      description: "An example",
      kmsKeyId: "arn:of:key",
      recoveryWindowInDays: 30,
      tags: { Owner: "platform-team", Kind: "database", RotationDays: "90" },
    });
    expect(options).toMatchObject({ protect: true, retainOnDelete: true });
    expect(statements(policy)).toEqual([
      {
        Sid: "ThisAccountAlone",
        Effect: "Deny",
        Principal: "*",
        Action: "secretsmanager:*",
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": accountId },
          Bool: { "aws:PrincipalIsAWSService": "false" },
        },
      },
    ]);
  });

  it.each([
    [{ secretName: "a b" }, 'secretName is "a b"; use 1–512 letters, digits and /_+=.@-'],
    [{ rotationDays: 0 }, "rotationDays is 0; use a whole number of days from 1 to 1000"],
    [{ rotationDays: 1.5 }, "rotationDays is 1.5; use a whole number of days from 1 to 1000"],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => managedSecret("secret", { ...args, ...wrong })).toThrow(
        new RunError(`managedSecret "secret": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});

describe("SecretsAdmin", () => {
  const admins = ["arn:aws:iam::111122223333:role/platform-team"];
  const make = () =>
    record(
      () =>
        new SecretsAdmin("admin", {
          roleName: "example-secrets-admin",
          region: "us-east-1",
          accountId,
          admins,
          secretArns: ["arn:of:one", "arn:of:two"],
          keyArn: "arn:of:key",
        }),
    );

  it("makes a role, and no user and no key to leak", async () => {
    expect(inventory(await make())).toEqual([
      "aws:iam/role:Role admin-role",
      "aws:iam/rolePolicy:RolePolicy admin-policy",
      "groundplan:secrets:SecretsAdmin admin",
    ]);
  });

  it("lets the named take it on, for an hour", async () => {
    const { inputs } = named(await make(), "admin-role");
    expect(inputs).toMatchObject({ name: "example-secrets-admin", maxSessionDuration: 3600 });
    expect(statements(inputs.assumeRolePolicy)).toEqual([
      {
        Sid: "NamedAdmins",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "sts:AssumeRole",
        Condition: { ArnEquals: { "aws:PrincipalArn": admins } },
      },
    ]);
  });

  it("may set and rotate these secrets, and read none", async () => {
    const policy = statements(named(await make(), "admin-policy").inputs.policy);
    const actions = policy.flatMap(({ Action }: { readonly Action: string | string[] }) => Action);
    expect(actions.filter((action: string) => action.includes("*"))).toEqual([]);
    expect(actions).not.toContain("secretsmanager:GetSecretValue");
    expect(actions).not.toContain("secretsmanager:DeleteSecret");
    expect(policy[0]).toMatchObject({ Resource: ["arn:of:one", "arn:of:two"] });
    expect(policy[2]).toMatchObject({
      Resource: "arn:of:key",
      Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
    });
    const everywhere = policy.filter(({ Resource }: { readonly Resource: unknown }) => Resource === "*");
    expect(everywhere.map(({ Action }: { readonly Action: unknown }) => Action)).toEqual([
      "secretsmanager:ListSecrets",
    ]);
  });
});
