import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type KamalArgs, prepareDeploy, renderSecrets } from "../../components/release/kamal.ts";

const args: KamalArgs = {
  service: "example-com",
  image: "ghcr.io/example/example-com",
  host: { user: "deploy", architecture: "amd64", dataPath: "/mnt/example" },
  domain: "example.com",
  port: 8000,
  healthPath: "/healthz",
  environment: { clear: { PORT: "8000" }, secrets: ["API_KEY", "SESSION_KEY"] },
};

describe("prepareDeploy", () => {
  it("writes everything that Kamal needs, and nothing else", () => {
    expect(parse(prepareDeploy(args)("203.0.113.10"))).toEqual({
      service: "example-com",
      image: "example/example-com",
      minimum_version: "2.12.0",
      servers: { web: { hosts: ["203.0.113.10"] } },
      ssh: { user: "deploy" },
      proxy: { ssl: true, host: "example.com", app_port: 8000, healthcheck: { path: "/healthz" } },
      registry: {
        server: "ghcr.io",
        username: ["KAMAL_REGISTRY_USERNAME"],
        password: ["KAMAL_REGISTRY_PASSWORD"],
      },
      builder: { arch: "amd64" },
      env: { clear: { PORT: "8000" }, secret: ["API_KEY", "SESSION_KEY"] },
      volumes: ["/mnt/example:/data"],
      accessories: {
        litestream: {
          image: expect.stringMatching(/^litestream\/litestream:0\.5\.\d+@sha256:[0-9a-f]{64}$/),
          role: "web",
          cmd: "replicate",
          files: ["config/litestream.yml:/etc/litestream.yml:ro"],
          volumes: ["/mnt/example:/data"],
          env: { secret: ["LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY"] },
        },
      },
    });
  });

  it("keeps text that looks like a number or a boolean as text", () => {
    const clear = { VERSION: "1.10", DEBUG: "no", EMPTY: "" };
    const deploy = prepareDeploy({ ...args, environment: { clear, secrets: [] } })("203.0.113.10");
    expect(parse(deploy, { version: "1.1" }).env.clear).toEqual(clear); // 1.1, as Ruby reads it
  });

  it.each([
    ["a setting", ["PORT"], "PORT"],
    ["Kamal's own", ["API_KEY", "KAMAL_REGISTRY_PASSWORD"], "KAMAL_REGISTRY_PASSWORD"],
    ["Litestream's", ["LITESTREAM_ACCESS_KEY_ID"], "LITESTREAM_ACCESS_KEY_ID"],
    ["another secret", ["TWICE", "TWICE"], "TWICE"],
  ])("refuses a secret that is also %s, before the address is known", (_, secrets, name) => {
    expect(() => prepareDeploy({ ...args, environment: { clear: { PORT: "8000" }, secrets } })).toThrow(
      new RunError(`The release sets ${name} itself; rename the 1Password item, or take the tag off it`),
    );
  });

  it.each([
    "example/example-com",
    "ghcr.io",
    "ghcr.io/example/example-com:latest",
    `ghcr.io/e/e@sha256:${"0".repeat(64)}`,
  ])("refuses the image %s", (image) => {
    expect(() => prepareDeploy({ ...args, image })).toThrow(
      new RunError(`Kamal: image is "${image}"; use registry/owner/name, such as ghcr.io/owner/name, without a tag`),
    );
  });
});

describe("renderSecrets", () => {
  it("writes how each value is read, and no value", () => {
    const text = renderSecrets([
      { name: "API_KEY", reference: "op://madeupvault/madeupitem/credential" },
      { name: "HEADERS", prefix: "authorization=", reference: "op://madeupvault/another/password" },
    ]);
    const [notice, ...lines] = text.trimEnd().split("\n");
    expect(notice).toMatch(/^# /);
    expect(lines).toEqual([
      "API_KEY=$(op read op://madeupvault/madeupitem/credential)",
      "HEADERS=authorization=$(op read op://madeupvault/another/password)",
    ]);
  });
});
