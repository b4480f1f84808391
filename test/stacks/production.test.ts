import { readFileSync } from "node:fs";
import { RunError } from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import type {
  BoltFoundryConfiguration,
  CandlefishConfiguration,
  ProductionConfiguration,
} from "../../stacks/configuration/schema.ts";
import type { ProductionOutputs } from "../../stacks/outputs.ts";
import { production } from "../../stacks/production.ts";
import { named, type Recorded, record } from "../recorder.ts";
import { onePasswordCalls } from "./onepassword.ts";

const list = vi.fn();
vi.mock("@1password/sdk", () => ({ createClient: async () => ({ items: { list } }) }));

const vault = "madeupvaultproductionmadeu";
const stackFile = parse(readFileSync("Pulumi.production.yaml", "utf8")).config;
const boltfoundry: BoltFoundryConfiguration = stackFile["groundplan:systems"].boltfoundry;
const candlefish: CandlefishConfiguration = stackFile["groundplan:systems"].candlefish;
const configuration = (systems: ProductionConfiguration["systems"]): ProductionConfiguration => ({
  environment: "production",
  onepassword: { vault },
  systems,
});
const item = (title: string, tags: readonly string[] = ["BF_PRIVATE_SECRET"]) => ({
  id: `id-of-${title}`,
  title,
  category: "ApiCredentials",
  tags,
});
const world = {
  calls: onePasswordCalls,
  outputs: {
    "hcloud:index/floatingIp:FloatingIp": { ipAddress: "203.0.113.10" },
    "hcloud:index/server:Server": { ipv4Address: "198.51.100.20" },
    "aws:rds/instance:Instance": { masterUserSecrets: [{ secretArn: "arn:of:made-up-secret" }] },
  },
};

async function make(systems: ProductionConfiguration["systems"]) {
  let outputs: ProductionOutputs = {};
  let kamal = { deploy: "", secrets: "" };
  const resources = await record(async () => {
    outputs = await production(configuration(systems));
    outputs.boltfoundry?.kamal.deploy.apply((deploy) => {
      kamal = { ...kamal, deploy };
    });
    outputs.boltfoundry?.kamal.secrets.apply((secrets) => {
      kamal = { ...kamal, secrets };
    });
  }, world);
  return { resources, outputs, kamal };
}

const candlefishTags = {
  Environment: "production",
  Project: "Candlefish-AI",
  Component: "Secrets-Management",
  DeployedBy: "Groundplan",
};

beforeEach(() => {
  vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", "ops_MadeUp");
  list
    .mockReset()
    .mockResolvedValue([
      item("HETZNER_API_TOKEN"),
      item("CLOUDFLARE_API_TOKEN", []),
      item("SESSION_SECRET"),
      item("HYPERDX_API_KEY"),
      item("KAMAL_REGISTRY_PASSWORD"),
      item("Wifi at the office", []),
    ]);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const secretsOf = ({ kamal }: { readonly kamal: { readonly deploy: string } }) => parse(kamal.deploy).env.secret;
const byName = (resources: readonly Recorded[], type: string) =>
  resources.filter((resource) => resource.type === type).map(({ name }) => name);

describe("production", () => {
  it("makes nothing, and asks nobody, where no system is configured", async () => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", undefined);
    const { resources, outputs } = await make({});
    expect(resources).toEqual([]);
    expect(outputs).toEqual({});
    expect(list).not.toHaveBeenCalled();
  });

  it("makes each provider from the item that the configuration names, in this vault alone, and keeps it secret", async () => {
    const { resources } = await make({ boltfoundry });
    const of = (id: string) => `made-up credential of ${id} in ${vault}`;

    expect(named(resources, "boltfoundry-hetzner")).toMatchObject({
      inputs: { token: of("madeupitemhetznerapitokenx") },
      secrets: ["token"],
    });
    expect(named(resources, "boltfoundry-cloudflare")).toMatchObject({
      inputs: { apiToken: of("madeupitemcloudflaretokenx") },
      secrets: ["apiToken"],
    });
    expect(named(resources, "boltfoundry-object-storage-hel1")).toMatchObject({
      inputs: { secretKey: of("madeupitemprodstoragekeysx"), region: "hel1" },
      secrets: ["accessKey", "secretKey"],
    });
    expect(byName(resources, "pulumi:providers:aws")).toEqual(["boltfoundry-object-storage-hel1"]);
  });

  it("puts no credential anywhere but into providers", async () => {
    const { resources, kamal } = await make({ boltfoundry });
    const others = resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
    expect(others.filter(({ secrets }) => secrets.length > 0)).toEqual([]);
    expect(JSON.stringify([others, kamal])).not.toContain("made-up credential");
    expect(JSON.stringify([others, kamal])).not.toContain("ops_MadeUp");
  });

  it("lists the vault once", async () => {
    await make({ boltfoundry });
    expect(list).toHaveBeenCalledOnce();
    expect(list.mock.calls[0]?.[0]).toBe(vault);
  });

  it("brings every tagged item to the container, and none of the infrastructure's", async () => {
    expect(secretsOf(await make({ boltfoundry }))).toEqual([
      "HYPERDX_API_KEY",
      "SESSION_SECRET",
      "OTEL_EXPORTER_OTLP_HEADERS",
    ]);
  });

  it("brings a new item there without a change to code", async () => {
    list.mockResolvedValue([...(await list()), item("NEW_SECRET")]);
    const made = await make({ boltfoundry });
    expect(secretsOf(made)).toContain("NEW_SECRET");
    expect(made.kamal.secrets).toContain(`NEW_SECRET=$(op read op://${vault}/id-of-NEW_SECRET/credential)\n`);
  });

  it("reads the release's own secrets where they are", async () => {
    const { kamal } = await make({ boltfoundry });
    expect(kamal.secrets.split("\n").slice(1, 5)).toEqual([
      `KAMAL_REGISTRY_USERNAME=$(op read op://${vault}/id-of-KAMAL_REGISTRY_PASSWORD/username)`,
      `KAMAL_REGISTRY_PASSWORD=$(op read op://${vault}/id-of-KAMAL_REGISTRY_PASSWORD/credential)`,
      `LITESTREAM_ACCESS_KEY_ID=$(op read op://${vault}/madeupitembackupkeysmadeup/username)`,
      `LITESTREAM_SECRET_ACCESS_KEY=$(op read op://${vault}/madeupitembackupkeysmadeup/credential)`,
    ]);
  });

  it("guards what it makes, as its profile says", async () => {
    const { resources } = await make({ boltfoundry });
    const guarded = resources.filter(({ options }) => options.protect).map(({ name }) => name);
    expect(guarded.sort()).toEqual([
      "boltfoundry-assets-bucket",
      "boltfoundry-assets-versioning",
      "boltfoundry-backups-bucket",
      "boltfoundry-backups-versioning",
      "boltfoundry-host-floating-ip",
      "boltfoundry-host-server",
      "boltfoundry-host-volume",
    ]);
  });

  it("protects in Pulumi whatever its cloud refuses to delete: a destroy that leaves out what is protected gets by", async () => {
    const { resources } = await make({ boltfoundry, candlefish });
    const switches = [
      "deleteProtection",
      "deletionProtection",
      "deletionProtectionEnabled",
      "enableDeletionProtection",
    ];
    const undeletable = resources.filter(({ inputs }) => switches.some((name) => inputs[name] === true));
    expect(undeletable.length).toBeGreaterThan(4);
    expect(undeletable.filter(({ options }) => !options.protect).map(({ name }) => name)).toEqual([]);
  });

  it("makes Candlefish with the shell's credentials, in its account alone, tagged, and asks 1Password nothing", async () => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", undefined);
    const { resources, outputs } = await make({ candlefish });
    expect(list).not.toHaveBeenCalled();
    expect(Object.keys(outputs)).toEqual(["candlefish"]);
    expect(resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ name }) => name)).toEqual([
      "candlefish-aws",
    ]);
    expect(named(resources, "candlefish-aws").inputs).toMatchObject({
      region: "us-east-1",
      allowedAccountIds: JSON.stringify(["111122223333"]),
      defaultTags: JSON.stringify({ tags: candlefishTags }),
    });
    const own = resources.filter(({ type }) => type.startsWith("aws:"));
    expect(new Set(own.map(({ provider }) => provider))).toEqual(new Set(["candlefish-aws"]));
    expect(named(resources, "candlefish-vault-template").inputs.tagSpecifications).toMatchObject([
      { resourceType: "instance", tags: candlefishTags },
      { resourceType: "volume", tags: candlefishTags },
    ]);
  });

  it("takes from its profile how Candlefish is guarded", async () => {
    const { resources } = await make({ candlefish });
    expect(byName(resources, "aws:ec2/natGateway:NatGateway")).toHaveLength(3);
    expect(named(resources, "candlefish-audit-logs-lock").inputs).toMatchObject({
      rule: { defaultRetention: { days: 365 } },
    });
    expect(named(resources, "candlefish-snapshots-lock").inputs).toMatchObject({
      rule: { defaultRetention: { days: 30 } },
    });
    expect(named(resources, "candlefish-vault-audit-log").inputs).toMatchObject({ retentionInDays: 90 });
    expect(named(resources, "candlefish-postgres-instance").inputs).toMatchObject({
      backupRetentionPeriod: 30,
      deletionProtection: true,
    });
  });

  it("makes both systems beside each other", async () => {
    expect(Object.keys((await make({ boltfoundry, candlefish })).outputs)).toEqual(["boltfoundry", "candlefish"]);
  });

  it("stops before the first resource when the registry's token is missing", async () => {
    list.mockResolvedValue([item("HYPERDX_API_KEY")]);
    const resources = await record(async () => {
      await expect(production(configuration({ boltfoundry }))).rejects.toThrow(
        new RunError(
          `1Password vault ${vault} has no item titled KAMAL_REGISTRY_PASSWORD; add one: username = user of the image ` +
            "registry, credential = a token that may read packages",
        ),
      );
    }, world);
    expect(resources).toEqual([]);
  });

  it("stops before the first resource when there is no token", async () => {
    vi.stubEnv("OP_SERVICE_ACCOUNT_TOKEN", undefined);
    const resources = await record(async () => {
      await expect(production(configuration({ boltfoundry, candlefish }))).rejects.toThrow(
        /^OP_SERVICE_ACCOUNT_TOKEN is not set\. The production stack/,
      );
    }, world);
    expect(resources).toEqual([]);
  });
});
