import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { toProperties, toStruct } from "../../sandbox/protocol/values.ts";
import type { Properties } from "../../sandbox/world/world.ts";

/** Where the CLI keeps the plugins that it has downloaded. */
const PLUGINS = process.env.GROUNDPLAN_REAL_PLUGINS ?? join(homedir(), ".pulumi", "plugins");

/** A provider's real plugin, asked over the protocol of the engine. Nothing that it is asked here needs an account. */
export interface RealPlugin {
  check(
    type: string,
    inputs: Properties,
  ): Promise<{ readonly inputs: Properties; readonly reasons: readonly string[] }>;
  /** Properties whose change the plugin answers with a replacement. */
  replaces(type: string, before: Properties, after: Properties): Promise<readonly string[]>;
  stop(): void;
}

/** The folder of the plugin that the installed SDK asks for; undefined where it is not installed on this machine. */
export function pluginFolder(packageName: string): string | undefined {
  const { version } = createRequire(import.meta.url)(`@pulumi/${packageName}/package.json`) as { version: string };
  const folder = join(PLUGINS, `resource-${packageName}-v${version}`);
  return existsSync(join(folder, `pulumi-resource-${packageName}`)) ? folder : undefined;
}

/** Starts the real plugin of a package with the settings of a provider. */
export async function startPlugin(packageName: string, folder: string, settings: Properties): Promise<RealPlugin> {
  const child = spawn(join(folder, `pulumi-resource-${packageName}`), ["127.0.0.1:1"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const port = await firstLine(child);
  const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const request = new provider.ConfigureRequest();
  request.setArgs(toStruct(settings));
  for (const [name, value] of Object.entries(settings))
    request.getVariablesMap().set(`${packageName}:config:${name}`, String(value));
  await answer((done) => client.configure(request, done));

  return {
    async check(type, inputs) {
      const check = new provider.CheckRequest();
      check.setUrn(urnOf(type));
      check.setType(type);
      check.setName("conformance");
      check.setOlds(toStruct({}));
      check.setNews(toStruct(inputs));
      check.setRandomseed(Buffer.alloc(32, 1));
      try {
        const response = await answer<provider.CheckResponse>((done) => client.check(check, done));
        const reasons = response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
        return { inputs: toProperties(response.getInputs()), reasons };
      } catch (error) {
        return { inputs, reasons: [(error as Error).message] }; // some refusals are errors of the call itself
      }
    },
    async replaces(type, before, after) {
      const diff = new provider.DiffRequest();
      diff.setId("1");
      diff.setUrn(urnOf(type));
      diff.setType(type);
      diff.setName("conformance");
      diff.setOldInputs(toStruct(before));
      diff.setOlds(toStruct({ ...before, __inputs: before })); // the Kubernetes plugin keeps its inputs there as well
      diff.setNews(toStruct(after));
      return (await answer<provider.DiffResponse>((done) => client.diff(diff, done))).getReplacesList();
    },
    stop() {
      client.close();
      child.kill();
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the plugin has no standard output");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return line.trim();
}

function answer<Response>(
  call: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

function urnOf(type: string): string {
  return `urn:pulumi:production::groundplan::${type}::conformance`;
}
