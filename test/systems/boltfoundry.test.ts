import { Provider as ObjectStorageProvider } from "@pulumi/aws/provider.js";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider.js";
import { Provider as HetznerProvider } from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { BoltFoundryArgs } from "../../systems/boltfoundry/args.ts";
import { BoltFoundry } from "../../systems/boltfoundry/boltfoundry.ts";
import { inventory, named, type Recorded, record } from "../recorder.ts";

const given: Omit<BoltFoundryArgs, "objectStorage"> = {
  domain: "example.com",
  cloudflare: { zoneId: "0123456789abcdef0123456789abcdef", accountId: "fedcba9876543210fedcba9876543210" },
  server: {
    name: "example-com",
    type: "cpx11",
    location: "ash",
    image: "ubuntu-24.04",
    sshKeys: { kamal: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeUp kamal@example" },
    sshFrom: ["192.0.2.0/24"],
  },
  volume: { sizeGb: 10, mountPath: "/mnt/example" },
  assets: { bucket: "example-assets", location: "hel1", hostname: "assets.example.com" },
  backups: { bucket: "example-backups", location: "nbg1" },
  application: {
    image: "ghcr.io/example/example-com",
    port: 8000,
    healthPath: "/healthz",
    database: "/data/example.db",
  },
  hyperdx: { endpoint: "https://in-otel.hyperdx.io", apiKey: "HYPERDX_API_KEY" },
  secrets: {
    container: [
      { name: "HYPERDX_API_KEY", reference: "op://madeupvault/hyperdx/credential" },
      { name: "SESSION_SECRET", reference: "op://madeupvault/session/password" },
    ],
    registryUsername: "op://madeupvault/registry/username",
    registryPassword: "op://madeupvault/registry/credential",
    backupsAccessKey: "op://madeupvault/backups/username",
    backupsSecretKey: "op://madeupvault/backups/credential",
  },
  protect: true,
  deletionProtection: true,
  backupRetentionDays: 30,
};

function make(changes: Partial<BoltFoundryArgs> = {}): BoltFoundry {
  const objectStorage = { hel1: new ObjectStorageProvider("s3-hel1"), nbg1: new ObjectStorageProvider("s3-nbg1") };
  const providers = [new HetznerProvider("hetzner"), new CloudflareProvider("cloudflare")];
  return new BoltFoundry("bolt", { ...given, objectStorage, ...changes }, { providers });
}

const world = {
  outputs: {
    "hcloud:index/floatingIp:FloatingIp": { ipAddress: "203.0.113.10" },
    "hcloud:index/server:Server": { ipv4Address: "198.51.100.20" },
  },
};

describe("BoltFoundry", () => {
  let resources: readonly Recorded[];
  let outputs: pulumi.Unwrap<BoltFoundry["outputs"]>;
  beforeAll(async () => {
    resources = await record(() => {
      pulumi.output(make().outputs).apply((values) => {
        outputs = values;
      });
    }, world);
  });

  it("makes exactly a host, its record, two buckets and the CDN", () => {
    expect(inventory(resources)).toEqual([
      "aws:s3/bucket:Bucket bolt-assets-bucket",
      "aws:s3/bucket:Bucket bolt-backups-bucket",
      "aws:s3/bucketPolicy:BucketPolicy bolt-assets-public-read",
      "aws:s3/bucketVersioning:BucketVersioning bolt-assets-versioning",
      "aws:s3/bucketVersioning:BucketVersioning bolt-backups-versioning",
      "cloudflare:index/dnsRecord:DnsRecord bolt-cdn-record",
      "cloudflare:index/dnsRecord:DnsRecord bolt-domain",
      "cloudflare:index/workersRoute:WorkersRoute bolt-cdn-route",
      "cloudflare:index/workersScript:WorkersScript bolt-cdn-worker",
      "groundplan:cdn:BucketCdn bolt-cdn",
      "groundplan:host:HetznerHost bolt-host",
      "groundplan:storage:ObjectStorageBucket bolt-assets",
      "groundplan:storage:ObjectStorageBucket bolt-backups",
      "groundplan:systems:BoltFoundry bolt",
      "hcloud:index/firewall:Firewall bolt-host-firewall",
      "hcloud:index/floatingIp:FloatingIp bolt-host-floating-ip",
      "hcloud:index/floatingIpAssignment:FloatingIpAssignment bolt-host-floating-ip-assignment",
      "hcloud:index/server:Server bolt-host-server",
      "hcloud:index/sshKey:SshKey bolt-host-ssh-key-kamal",
      "hcloud:index/volume:Volume bolt-host-volume",
      "hcloud:index/volumeAttachment:VolumeAttachment bolt-host-volume-attachment",
      "pulumi:providers:aws s3-hel1",
      "pulumi:providers:aws s3-nbg1",
      "pulumi:providers:cloudflare cloudflare",
      "pulumi:providers:hcloud hetzner",
    ]);
    const parts = resources.filter(({ parent }) => parent === "bolt").map(({ name }) => name);
    expect(parts.sort()).toEqual(["bolt-assets", "bolt-backups", "bolt-cdn", "bolt-domain", "bolt-host"]);
  });

  it("gives every resource the provider of its own cloud and location", () => {
    const used = resources
      .filter(({ provider }) => provider !== "")
      .map(({ name, provider, type }) => [provider, type.startsWith("aws:") ? name : type.split(":")[0]].join(" "));
    expect([...new Set(used)].sort()).toEqual([
      "cloudflare cloudflare",
      "hetzner hcloud",
      "s3-hel1 bolt-assets-bucket",
      "s3-hel1 bolt-assets-public-read",
      "s3-hel1 bolt-assets-versioning",
      "s3-nbg1 bolt-backups-bucket",
      "s3-nbg1 bolt-backups-versioning",
    ]);
    const without = resources.filter(({ provider, type }) => provider === "" && !/^(groundplan|pulumi):/.test(type));
    expect(without).toEqual([]);
  });

  it("points the domain straight at the floating IP", () => {
    expect(named(resources, "bolt-domain").inputs).toMatchObject({
      name: "example.com",
      type: "A",
      content: "203.0.113.10",
      proxied: false,
    });
    expect(named(resources, "bolt-cdn-record").inputs).toMatchObject({
      name: "assets.example.com",
      content: "example-assets.hel1.your-objectstorage.com",
    });
  });

  it("hands its arguments to its parts", () => {
    expect(named(resources, "bolt-host-server").inputs).toMatchObject({
      name: "example-com",
      serverType: "cpx11",
      image: "ubuntu-24.04",
      location: "ash",
      deleteProtection: true,
    });
    expect(named(resources, "bolt-host-volume").inputs).toMatchObject({ size: 10 });
    for (const name of ["bolt-assets-bucket", "bolt-backups-bucket"]) {
      expect(named(resources, name).options).toMatchObject({ protect: true, retainOnDelete: true });
      expect(named(resources, name).inputs).toMatchObject({
        lifecycleRules: [{ noncurrentVersionExpiration: { days: 30 } }],
      });
    }
  });

  it("is as loose as it is told to be", async () => {
    const loose = await record(() => make({ protect: false, deletionProtection: false }), world);
    expect(loose.filter(({ options }) => options.protect || options.retainOnDelete)).toEqual([]);
    expect(loose.filter(({ inputs }) => inputs.deleteProtection === true)).toEqual([]);
  });

  it("tells what others need, and nothing secret", async () => {
    const { kamal, ...told } = outputs;
    expect(told).toEqual({
      url: "https://example.com",
      assetsUrl: "https://assets.example.com",
      serverIp: "198.51.100.20",
      floatingIp: "203.0.113.10",
      assetsBucket: "example-assets",
      backupsBucket: "example-backups",
      secretNames: ["HYPERDX_API_KEY", "SESSION_SECRET", "OTEL_EXPORTER_OTLP_HEADERS"],
    });
    expect(Object.keys(kamal)).toEqual(["deploy", "secrets", "litestream"]);
    expect(resources.flatMap(({ name, secrets }) => secrets.map((input) => `${name} ${input}`))).toEqual([]);
    await record(async () => {
      expect(await pulumi.isSecret(pulumi.output(make().outputs))).toBe(false);
    }, world);
  });

  it("releases to the floating IP, with names of secrets alone", () => {
    const deploy = parse(outputs.kamal.deploy);
    expect(deploy.servers).toEqual({ web: { hosts: ["203.0.113.10"] } });
    expect(deploy.ssh).toEqual({ user: "deploy" }); // as cloud-init makes it
    expect(deploy.builder).toEqual({ arch: "amd64" });
    expect(deploy.proxy).toMatchObject({ host: "example.com", app_port: 8000, healthcheck: { path: "/healthz" } });
    expect(deploy.volumes).toEqual(["/mnt/example:/data"]);
    expect(deploy.env).toEqual({
      clear: {
        PORT: "8000",
        DATABASE_PATH: "/data/example.db",
        OTEL_EXPORTER_OTLP_ENDPOINT: "https://in-otel.hyperdx.io",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
        OTEL_SERVICE_NAME: "example-com",
      },
      secret: ["HYPERDX_API_KEY", "SESSION_SECRET", "OTEL_EXPORTER_OTLP_HEADERS"],
    });
    expect(outputs.kamal.secrets.trimEnd().split("\n").slice(1)).toEqual([
      "KAMAL_REGISTRY_USERNAME=$(op read op://madeupvault/registry/username)",
      "KAMAL_REGISTRY_PASSWORD=$(op read op://madeupvault/registry/credential)",
      "LITESTREAM_ACCESS_KEY_ID=$(op read op://madeupvault/backups/username)",
      "LITESTREAM_SECRET_ACCESS_KEY=$(op read op://madeupvault/backups/credential)",
      "HYPERDX_API_KEY=$(op read op://madeupvault/hyperdx/credential)",
      "SESSION_SECRET=$(op read op://madeupvault/session/password)",
      "OTEL_EXPORTER_OTLP_HEADERS=authorization=$(op read op://madeupvault/hyperdx/credential)",
    ]);
  });

  it("has every secret that the release names, and no other", () => {
    const { registry, env, accessories } = parse(outputs.kamal.deploy);
    const used = [...registry.username, ...registry.password, ...env.secret, ...accessories.litestream.env.secret];
    const declared = [...outputs.kamal.secrets.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(used.sort()).toEqual(declared.sort());
  });

  it("backs the database up into the private bucket", () => {
    const litestream = parse(outputs.kamal.litestream);
    expect(litestream.snapshot.retention).toBe("720h");
    expect(litestream.dbs).toEqual([
      {
        path: "/data/example.db",
        replica: {
          type: "s3",
          bucket: "example-backups",
          path: "example.db",
          region: "nbg1",
          endpoint: "https://nbg1.your-objectstorage.com",
        },
      },
    ]);
    expect(inventory(resources).filter((line) => line.includes("backups-public"))).toEqual([]);
  });

  it("builds for ARM where the server is ARM", async () => {
    let deploy = "";
    await record(() => {
      const { outputs: told } = make({ server: { ...given.server, type: "cax11", location: "hel1" } });
      told.kamal.deploy.apply((text) => {
        deploy = text;
      });
    }, world);
    expect(parse(deploy).builder).toEqual({ arch: "arm64" });
  });

  const hel1 = { bucket: "example-assets", location: "hel1" } as const;
  it.each<[Partial<BoltFoundryArgs>, string]>([
    [
      { backups: hel1 },
      'BoltFoundry "bolt": backups.bucket is "example-assets"; use another bucket than assets: that one is public',
    ],
    [
      { application: { ...given.application, database: "/var/example.db" } },
      'BoltFoundry "bolt": application.database is "/var/example.db"; use a path under /data, where the volume is mounted',
    ],
    [
      { backups: { bucket: "example-backups", location: "fsn1" } },
      'BoltFoundry "bolt": objectStorage is ["hel1","nbg1"]; use a provider for fsn1 too',
    ],
    [
      { hyperdx: { ...given.hyperdx, apiKey: "MISSING" } },
      'BoltFoundry: hyperdx.apiKey is "MISSING", which no tagged item has as its title; ' +
        "tag that item, or use one of the container's secrets: HYPERDX_API_KEY, SESSION_SECRET",
    ],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => make(wrong)).toThrow(new pulumi.RunError(message));
    });
    expect(inventory(registered).filter((line) => !line.startsWith("pulumi:providers:"))).toEqual([]);
  });
});
