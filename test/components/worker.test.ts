import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import worker from "../../components/cdn/worker.js";

const bucket = { BUCKET_HOST: "example-files.hel1.your-objectstorage.com" };
const storage = vi.fn<(url: string, init: { method: string; headers: Headers; cf: unknown }) => Promise<Response>>();
const ask = (path: string, init?: RequestInit) =>
  worker.fetch(new Request(`https://assets.example.com${path}`, init), bucket);

beforeEach(() => {
  storage.mockResolvedValue(new Response("body { }", { headers: { "content-type": "text/css", etag: '"1"' } }));
  vi.stubGlobal("fetch", storage);
});
afterEach(() => {
  vi.unstubAllGlobals();
  storage.mockReset();
});

describe("worker", () => {
  it("fetches the object from the bucket's own host, and caches it by status", async () => {
    const response = await ask("/css/a%20b.css?list-type=2");

    expect(storage).toHaveBeenCalledOnce();
    const [url, init] = storage.mock.calls[0] ?? [];
    expect(url).toBe("https://example-files.hel1.your-objectstorage.com/css/a%20b.css");
    expect(init?.method).toBe("GET");
    expect(init?.cf).toEqual({
      cacheEverything: true,
      cacheTtlByStatus: { "200-299": 86_400, "403-404": 60, "500-599": 0 },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("body { }");
  });

  it("tells the bucket about ranges and conditions, and nothing about the visitor", async () => {
    await ask("/a.css", {
      method: "HEAD",
      headers: { range: "bytes=0-9", "if-none-match": '"1"', cookie: "session=made-up", authorization: "made-up" },
    });
    const [, init] = storage.mock.calls[0] ?? [];
    expect(init?.method).toBe("HEAD");
    expect(Object.fromEntries(init?.headers ?? [])).toEqual({ range: "bytes=0-9", "if-none-match": '"1"' });
  });

  it("tells the visitor about the object, and nothing about the storage", async () => {
    storage.mockResolvedValue(
      new Response("x", {
        status: 206,
        headers: { "content-type": "text/css", "content-range": "bytes 0-0/8", "x-amz-request-id": "made-up" },
      }),
    );
    const response = await ask("/a.css");
    expect(response.status).toBe(206);
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=3600",
      "content-range": "bytes 0-0/8",
      "content-type": "text/css",
      "x-content-type-options": "nosniff",
    });
  });

  it("leaves an object's own cache-control alone", async () => {
    storage.mockResolvedValue(
      new Response("x", { headers: { "cache-control": "public, max-age=31536000, immutable" } }),
    );
    const response = await ask("/a.css");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  it("passes on that nothing has changed", async () => {
    storage.mockResolvedValue(new Response(null, { status: 304, headers: { etag: '"1"' } }));
    const response = await ask("/a.css");
    expect([response.status, await response.text()]).toEqual([304, ""]);
  });

  it.each([
    [403, 404, "Not found.\n"],
    [404, 404, "Not found.\n"],
    [500, 502, "The storage did not answer.\n"],
    [503, 502, "The storage did not answer.\n"],
  ])("answers the storage's %i with %i", async (status, answer, text) => {
    storage.mockResolvedValue(new Response("<Error><Key>secret/name</Key></Error>", { status }));
    const response = await ask("/missing.css");
    expect([response.status, await response.text()]).toEqual([answer, text]);
  });

  it.each(["/", "/?list-type=2"])("does not list the bucket: %s", async (path) => {
    expect((await ask(path)).status).toBe(404);
    expect(storage).not.toHaveBeenCalled();
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses %s", async (method) => {
    const response = await ask("/a.css", { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(storage).not.toHaveBeenCalled();
  });
});
