import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../../stacks/configuration/read.ts";
import { allConfig, type Change, changedText, committedText } from "./committed.ts";
import { wrongInputs } from "./wrong-inputs.ts";

const boltFoundry = ["systems", "boltfoundry"];
const candlefish = ["systems", "candlefish"];

function read(stack: string, text: string) {
  return readConfiguration(stack, allConfig(text), { name: `Pulumi.${stack}.yaml`, text });
}

function failure(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(RunError.isInstance(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("what is committed", () => {
  it("is the configuration of production", () => {
    const configuration = read("production", committedText("production"));
    if (configuration.environment !== "production") throw new Error("another environment");
    expect(configuration.systems.boltfoundry).toMatchObject({
      domain: "boltfoundry.com",
      hetzner: { project: "bft_production" },
      server: { name: "boltfoundry-com", type: "cpx11", location: "ash", sshFrom: ["0.0.0.0/0", "::/0"] },
      volume: { sizeGb: 10, mountPath: "/mnt/boltfoundry" },
      assets: { bucket: "bft-assets", location: "hel1", hostname: "assets.boltfoundry.com" },
      backups: { bucket: "bft-backups" },
      application: { port: 8000, healthPath: "/healthz", database: "/data/boltfoundry.db" },
      secrets: { tag: "BF_PRIVATE_SECRET", infrastructureOnly: ["HETZNER_API_TOKEN", "CLOUDFLARE_API_TOKEN"] },
      hyperdx: { apiKey: "HYPERDX_API_KEY" },
    });
    expect(configuration.systems.candlefish).toMatchObject({
      accountId: "111122223333",
      region: "us-east-1",
      network: {
        cidr: "10.0.0.0/16",
        zones: {
          "us-east-1a": { private: "10.0.1.0/24", public: "10.0.101.0/24" },
          "us-east-1b": { private: "10.0.2.0/24", public: "10.0.102.0/24" },
          "us-east-1c": { private: "10.0.3.0/24", public: "10.0.103.0/24" },
        },
      },
      vault: { nodes: 5, instanceType: "t3.large", recovery: { shares: 5, threshold: 3 } },
      secrets: {
        mongodb: { kind: "database", owner: "platform-team", rotationDays: 90 },
        "smithery-api": { kind: "api-key", owner: "platform-team", rotationDays: 30 },
        "jwt-secret": { kind: "crypto", owner: "security-team", rotationDays: 180 },
        "encryption-key": { kind: "crypto", owner: "security-team", rotationDays: 365 },
      },
    });
  });

  it("is the configuration of ci", () => {
    const configuration = read("ci", committedText("ci"));
    if (configuration.environment !== "ci") throw new Error("another environment");
    const { boltfoundry, candlefish } = configuration.stateBackends;
    expect(boltfoundry).toMatchObject({ cloud: "hetzner", bucket: "bft-terraform-state", location: "hel1" });
    expect(candlefish).toMatchObject({ cloud: "aws", accountId: "111122223333", lockTable: "terraform-state-lock" });
  });
});

describe("defaults", () => {
  it("are those of the schema", () => {
    const without: Change[] = [
      [[...boltFoundry, "server", "image"]],
      [[...boltFoundry, "server", "sshFrom"]],
      [[...boltFoundry, "volume", "sizeGb"]],
      [[...boltFoundry, "secrets", "infrastructureOnly"]],
      [[...candlefish, "vault", "nodes"]],
      [[...candlefish, "vault", "instanceType"]],
      [[...candlefish, "vault", "listener"], {}],
      [[...candlefish, "vault", "recovery"], {}],
      [[...candlefish, "postgres", "readReplicas"]],
      [[...candlefish, "redis", "replicas"]],
    ];
    const configuration = read("production", changedText("production", ...without));
    expect(configuration).toHaveProperty("systems.boltfoundry.server.image", "ubuntu-24.04");
    expect(configuration).toHaveProperty("systems.boltfoundry.server.sshFrom", []);
    expect(configuration).toHaveProperty("systems.boltfoundry.volume.sizeGb", 10);
    expect(configuration).toHaveProperty("systems.boltfoundry.secrets.infrastructureOnly", []);
    expect(configuration).toHaveProperty("systems.candlefish.vault", {
      hostname: "vault.candlefish.example",
      nodes: 5,
      instanceType: "t3.large",
      listener: { public: false, from: [] },
      recovery: { shares: 5, threshold: 3 },
    });
    expect(configuration).toHaveProperty("systems.candlefish.postgres.readReplicas", 0);
    expect(configuration).toHaveProperty("systems.candlefish.redis.replicas", 1);
  });

  it("deploy no system and no state backend that is absent", () => {
    expect(read("production", changedText("production", [boltFoundry], [candlefish]))).toHaveProperty("systems", {});
    expect(read("ci", changedText("ci", [["stateBackends", "candlefish"]]))).not.toHaveProperty(
      "stateBackends.candlefish",
    );
    expect(read("ci", changedText("ci", [["stateBackends", "candlefish", "lockTable"]]))).not.toHaveProperty(
      "stateBackends.candlefish.lockTable",
    );
  });
});

describe("what else is allowed", () => {
  it.each<[string, Change]>([
    ["a later Ubuntu", [[...boltFoundry, "server", "image"], "ubuntu-26.04"]],
    ["an image by its number", [[...boltFoundry, "server", "image"], "161547269"]],
    ["a volume of 10240 GB", [[...boltFoundry, "volume", "sizeGb"], 10_240]],
    ["a server in Singapore", [[...boltFoundry, "server", "location"], "sin"]],
    [
      "a key on NIST's curve",
      [
        [...boltFoundry, "server", "sshKeys", "ada"],
        `ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY${"MadeUp".repeat(12)}==`,
      ],
    ],
    ["three nodes of Vault", [[...candlefish, "vault", "nodes"], 3]],
    ["as many holders as shares", [[...candlefish, "vault", "recovery", "threshold"], 5]],
    ["a key in CloudHSM", [[...candlefish, "vault", "unsealKeyStore"], "cks-0123456789abcdef0"]],
    ["machines with flexible processors", [[...candlefish, "vault", "instanceType"], "m7i-flex.large"]],
    ["a bucket's name of 63 characters", [[...boltFoundry, "assets", "bucket"], "b".repeat(63)]],
  ])("%s", (_, change) => {
    expect(read("production", changedText("production", change))).toHaveProperty([...change[0]], change[1]);
  });

  it("keys of other namespaces, encrypted or not", () => {
    const text = `${committedText("ci")}\n  other:list: [one]\n  other:token: { secure: v1:madeUp }\n`;
    expect(read("ci", text)).toEqual(read("ci", committedText("ci")));
  });
});

describe("one wrong input", () => {
  it.each(wrongInputs)("%s %j", (stack, change, at, message) => {
    const text = changedText(stack, change);
    const withLines = failure(() => read(stack, text));
    expect(withLines.replace(/^( {2}Pulumi\.\w+\.yaml):\d+ /m, "$1 ")).toBe(
      `The configuration of stack ${stack} has 1 problem:\n  Pulumi.${stack}.yaml groundplan:${at}: ${message}`,
    );
  });
});

describe("an unknown stack", () => {
  it.each(["staging", "Production", "", "toString"])("%j ends with the known stacks", (stack) => {
    expect(failure(() => readConfiguration(stack, allConfig(committedText("ci"))))).toBe(
      `Unknown stack "${stack}". Known stacks: ci (Pulumi.ci.yaml), production (Pulumi.production.yaml). ` +
        "Choose one with `pulumi stack select` or `--stack`.",
    );
  });
});

describe("several wrong inputs", () => {
  const text = `# a comment
config:
  groundplan:environment: ci
  groundplan:onepassword: { vault: madeupvaultcimadeupvaultci, valt: x }
  groundplan:stateBackends:
    boltfoundry:
      cloud: hetzner
      project: bft_ci
      bucket: one-bucket
      location: ash
      objectStorageKeys: madeupitembftcistoragekeys
    candlefish:
      cloud: aws
      accountId: 111122223333
      bucket: one-bucket
`;
  const places = [
    ["4", 'onepassword.valt: unknown key; did you mean "vault"? Allowed: vault'],
    [
      "10",
      'stateBackends.boltfoundry.location: is "ash"; use one of fsn1 (Falkenstein), nbg1 (Nuremberg), hel1 (Helsinki)',
    ],
    ["12", "stateBackends.candlefish.region: missing; use an AWS region, such as us-east-1"],
    ["14", "stateBackends.candlefish.accountId: is 111122223333 (a number); use 12 digits in quotes"],
    [
      "15",
      "stateBackends.candlefish.bucket: is the same as groundplan:stateBackends.boltfoundry.bucket; each system's state has a bucket of its own",
    ],
  ] as const;

  it("come out together, in the order of the file", () => {
    expect(failure(() => read("ci", text)).split("\n")).toEqual([
      "The configuration of stack ci has 5 problems:",
      ...places.map(([line, message]) => `  Pulumi.ci.yaml:${line} groundplan:${message}`),
    ]);
  });

  it("come out without lines when the file cannot be read", () => {
    const lines = failure(() => readConfiguration("ci", allConfig(text))).split("\n");
    expect(lines.toSorted()).toEqual(
      [
        "The configuration of stack ci has 5 problems:",
        ...places.map(([, message]) => `  Pulumi.ci.yaml groundplan:${message}`),
      ].toSorted(),
    );
  });

  it("have the line of the item in a list, and the name of the file as given", () => {
    const production = changedText("production", [
      [...boltFoundry, "server", "sshFrom"],
      ["192.0.2.0/24", "everywhere"],
    ]);
    const line = production.split("\n").findIndex((each) => each.includes("everywhere")) + 1;
    expect(line).toBeGreaterThan(1);
    expect(
      failure(() => readConfiguration("production", allConfig(production), { name: "my.yaml", text: production })),
    ).toMatch(`my.yaml:${line} groundplan:systems.boltfoundry.server.sshFrom[1]: is "everywhere"`);
  });

  it("have no line when the text is no stack file", () => {
    const file = { name: "Pulumi.ci.yaml", text: "- [\nconfig: {" };
    expect(failure(() => readConfiguration("ci", allConfig(text), file))).toContain(
      "  Pulumi.ci.yaml groundplan:onepassword.valt:",
    );
  });
});

describe("a secret in clear", () => {
  it("is repeated nowhere in the message, wherever it was", () => {
    const secret = `ops_madeUp${"0123456789".repeat(5)}`;
    const message = failure(() =>
      read(
        "production",
        changedText(
          "production",
          [["onepassword"], secret],
          [["zzz"], secret],
          [[...boltFoundry, "server", "sshFrom", 0], secret],
          [[...boltFoundry, "server", "sshKeys", "kamal"], secret],
        ),
      ),
    );
    expect(message).toMatch(/has 4 problems:/);
    expect(message.match(/looks like a 1Password service account token: ops_… \(60 characters\)/g)).toHaveLength(4);
    expect(message).not.toContain("ops_m");
  });
});
