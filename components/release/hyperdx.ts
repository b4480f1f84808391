import type { SecretReference } from "../secrets/container-secrets.ts";
import type { KamalSecret } from "./kamal.ts";

/** How an application reports to HyperDX. */
export interface HyperDxArgs {
  /** Where telemetry goes, over HTTP. */
  readonly endpoint: string;
  /** Name under which HyperDX shows the application. */
  readonly serviceName: string;
  /** The ingestion key. */
  readonly apiKey: SecretReference;
}

/** What HyperDX's SDK and any other of OpenTelemetry need, in clear: https://www.npmjs.com/package/@hyperdx/node-opentelemetry */
export function hyperDxSettings({ endpoint, serviceName }: HyperDxArgs): Readonly<Record<string, string>> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_SERVICE_NAME: serviceName,
  };
}

/**
 * The key for an SDK that is not HyperDX's own: as the header `authorization`
 * (https://github.com/hyperdxio/hyperdx/issues/397). HyperDX's SDK reads the item HYPERDX_API_KEY itself.
 */
export function hyperDxHeaders({ apiKey }: HyperDxArgs): KamalSecret {
  return { name: "OTEL_EXPORTER_OTLP_HEADERS", prefix: "authorization=", reference: apiKey.reference };
}
