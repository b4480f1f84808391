import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  setLogVerbosity,
  status,
} from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { Refusal } from "../clouds/cloud.ts";
import { Failure } from "../failure.ts";
import type { Problem } from "../schema/validate.ts";
import type { FaultInjector } from "../world/faults.ts";
import type { Properties } from "../world/world.ts";
import { within } from "./paths.ts";
import type { Session, SessionOpener } from "./sessions.ts";
import type { SimulatedProvider } from "./simulated-provider.ts";
import { toProperties, toStruct } from "./values.ts";

/** A running server of the provider protocol. */
export interface ProviderServer {
  readonly port: number;
  close(): void;
}

/** The engine asks before it says which package it means; this is at least what any package of an SDK expects. */
const ANY_VERSION = "1000.0.0-sandbox";

type Call<Request> = ServerUnaryCall<Request, unknown>;

/**
 * Serves every simulated cloud from one port, which starts faster than a process for each. The engine opens a connection
 * for each configured provider; the connection is what tells them apart.
 *
 * @param port 0 for any free one.
 * @throws Failure where the port is taken.
 */
export async function serve(sessions: SessionOpener, faults: FaultInjector, port: number): Promise<ProviderServer> {
  setLogVerbosity(logVerbosity.NONE); // what matters is thrown; the library's own log would only say it twice
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(services.ResourceProviderService as never, implementation(sessions, faults) as never);
  return { port: await bind(server, port), close: () => server.forceShutdown() };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error)
        reject(
          new Failure(
            `Port ${port} on 127.0.0.1 is in use or not allowed. Fix: leave --port out, and the sandbox takes any free one.`,
          ),
        );
      else resolve(bound);
    });
  });
}

function implementation(sessions: SessionOpener, faults: FaultInjector) {
  const session = (call: Call<unknown>): Session => sessions.of(call.getPeer());
  const configured = (call: Call<unknown>): SimulatedProvider => session(call).provider();

  return {
    attach: unary((call: Call<plugin.PluginAttach>) => {
      session(call).attach(call.request.getAddress());
      return new empty.Empty();
    }),

    getPluginInfo: unary(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(ANY_VERSION);
      return info;
    }),

    checkConfig: unary((call: Call<provider.CheckRequest>) => {
      const settings = toProperties(call.request.getNews());
      return checked(settings, session(call).checkSettings(call.request.getType(), settings));
    }),

    diffConfig: unary((call: Call<provider.DiffRequest>) => {
      const [before, after] = [toProperties(call.request.getOldInputs()), toProperties(call.request.getNews())];
      return changed(session(call).diffSettings(before, after));
    }),

    configure: unary((call: Call<provider.ConfigureRequest>) => {
      session(call).configure(call.request.getType() ?? "", toProperties(call.request.getArgs()));
      const response = new provider.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),

    invoke: unary(async (call: Call<provider.InvokeRequest>) => {
      await faults.before("invoke");
      const response = new provider.InvokeResponse();
      response.setReturn(
        toStruct(configured(call).invoke(call.request.getTok(), toProperties(call.request.getArgs()))),
      );
      return response;
    }),

    check: unary((call: Call<provider.CheckRequest>) => {
      const [olds, news] = [toProperties(call.request.getOlds()), toProperties(call.request.getNews())];
      const { inputs, problems } = configured(call).check(call.request.getUrn(), call.request.getType(), olds, news);
      return checked(inputs, problems);
    }),

    diff: unary((call: Call<provider.DiffRequest>) => {
      const [before, after] = [toProperties(call.request.getOldInputs()), toProperties(call.request.getNews())];
      return changed(configured(call).diff(call.request.getType(), before, after));
    }),

    create: unary(async (call: Call<provider.CreateRequest>) => {
      const preview = call.request.getPreview();
      if (!preview) await faults.before("create");
      refuseAbandoned(call);
      const inputs = toProperties(call.request.getProperties());
      const { id, properties } = configured(call).create(
        call.request.getUrn(),
        call.request.getType(),
        inputs,
        preview,
      );
      const response = new provider.CreateResponse();
      response.setId(id);
      response.setProperties(toStruct(properties));
      return response;
    }),

    read: unary(async (call: Call<provider.ReadRequest>) => {
      await faults.before("read");
      const found = configured(call).read(call.request.getType(), call.request.getId());
      const response = new provider.ReadResponse();
      if (!found) return response; // no id: the engine takes it as gone
      response.setId(call.request.getId());
      response.setInputs(toStruct(found.inputs));
      response.setProperties(toStruct(found.properties));
      return response;
    }),

    update: unary(async (call: Call<provider.UpdateRequest>) => {
      const preview = call.request.getPreview();
      if (!preview) await faults.before("update");
      refuseAbandoned(call);
      const news = toProperties(call.request.getNews());
      const properties = configured(call).update(call.request.getType(), call.request.getId(), news, preview);
      const response = new provider.UpdateResponse();
      response.setProperties(toStruct(properties));
      return response;
    }),

    delete: unary(async (call: Call<provider.DeleteRequest>) => {
      await faults.before("delete");
      refuseAbandoned(call);
      configured(call).delete(call.request.getType(), call.request.getId());
      return new empty.Empty();
    }),

    cancel: unary(() => new empty.Empty()),
  };
}

// An engine that was killed in mid-call takes no answer any more; what it did not hear of must not exist.
function refuseAbandoned(call: Call<unknown>): void {
  if (call.cancelled) throw new Refusal("the engine has gone away");
}

function unary<Request, Response>(handle: (call: Call<Request>) => Response | Promise<Response>) {
  return async (call: Call<Request>, callback: sendUnaryData<Response>): Promise<void> => {
    try {
      callback(null, await handle(call));
    } catch (error) {
      const { message, stack } = error as Error;
      callback({ code: status.UNKNOWN, details: error instanceof Refusal ? message : (stack ?? message) });
    }
  };
}

function checked(inputs: Properties, problems: readonly Problem[]): provider.CheckResponse {
  const response = new provider.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(
    problems.map(({ path, reason }) => {
      const failure = new provider.CheckFailure();
      failure.setProperty(path);
      failure.setReason(path === "" ? reason : `${path} ${reason}`);
      return failure;
    }),
  );
  return response;
}

function changed(change: ReturnType<SimulatedProvider["diff"]>): provider.DiffResponse {
  const { DiffChanges } = provider.DiffResponse;
  const { Kind } = provider.PropertyDiff;
  const response = new provider.DiffResponse();
  response.setChanges(change.differences.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setReplacesList([...change.replaces]);
  response.setDeletebeforereplace(change.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const { path, kind } of change.differences) {
    const difference = new provider.PropertyDiff();
    const replace = change.replaces.some((outer) => within(path, outer));
    const kinds = {
      add: [Kind.ADD, Kind.ADD_REPLACE],
      delete: [Kind.DELETE, Kind.DELETE_REPLACE],
      update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    } as const;
    difference.setKind(kinds[kind][replace ? 1 : 0]);
    difference.setInputdiff(true);
    response.getDetaileddiffMap().set(path, difference);
  }
  response.setDiffsList([...new Set(change.differences.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))]);
  return response;
}
