import { describe, expect, it } from "vitest";
import { hyperDxHeaders, hyperDxSettings } from "../../components/release/hyperdx.ts";

const args = {
  endpoint: "https://in-otel.hyperdx.io",
  serviceName: "example-com",
  apiKey: { name: "HYPERDX_API_KEY", reference: "op://madeupvault/madeupitem/credential" },
};

describe("HyperDX", () => {
  it("is told in clear where to report and as whom, and no key", () => {
    expect(hyperDxSettings(args)).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://in-otel.hyperdx.io",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_SERVICE_NAME: "example-com",
    });
  });

  it("is given the key as a header", () => {
    expect(hyperDxHeaders(args)).toEqual({
      name: "OTEL_EXPORTER_OTLP_HEADERS",
      prefix: "authorization=",
      reference: "op://madeupvault/madeupitem/credential",
    });
  });
});
