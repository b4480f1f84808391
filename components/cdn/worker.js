// Runs at Cloudflare, not here: answers for a host name of ours with the objects of a public bucket.
// A plain proxied CNAME would send our own host name to the bucket's S3 endpoint, which then looks for a bucket of that
// name; only the Enterprise plan can change that header without a Worker.

const dayInSeconds = 86_400;
const minuteInSeconds = 60;

/** What a visitor may say to the bucket; cookies and credentials stay here. */
const forwarded = ["if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"];

/** What a visitor learns of the answer; the storage's own headers stay here. */
const answered = [
  "accept-ranges",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "expires",
  "last-modified",
];

export default {
  async fetch(request, environment) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return plain(405, "Only GET and HEAD are served here.", { allow: "GET, HEAD" });
    }
    const { pathname } = new URL(request.url);
    if (pathname === "/") return plain(404, "Not found."); // the bucket's own list, which is nobody's business

    const response = await fetch(objectUrl(environment.BUCKET_HOST, pathname), {
      method: request.method,
      headers: only(forwarded, request.headers),
      cf: {
        cacheEverything: true,
        cacheTtlByStatus: { "200-299": dayInSeconds, "403-404": minuteInSeconds, "500-599": 0 },
      },
    });
    // Who may not list a bucket is told 403 for an object that is not there.
    if (response.status === 403 || response.status === 404) return plain(404, "Not found.");
    if (response.status >= 500) return plain(502, "The storage did not answer.");
    return new Response(response.body, { status: response.status, headers: published(response.headers) });
  },
};

// Without the query: it would ask the storage for something else than the object, and fill the cache with copies.
function objectUrl(host, pathname) {
  return `https://${host}${pathname}`;
}

function published(headers) {
  const result = only(answered, headers);
  if (!result.has("cache-control")) result.set("cache-control", `public, max-age=${minuteInSeconds * 60}`);
  result.set("access-control-allow-origin", "*"); // fonts and modules are fetched across origins; all of it is public
  result.set("x-content-type-options", "nosniff");
  return result;
}

function only(names, headers) {
  const kept = names.filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]);
  return new Headers(kept);
}

function plain(status, text, headers = {}) {
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
