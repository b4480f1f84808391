import { expect, it } from "vitest";
import { parse } from "yaml";
import { renderLitestream } from "../../components/release/litestream.ts";

it("replicates one database to one bucket, and keeps it for the days asked, without a key", () => {
  const text = renderLitestream({
    databasePath: "/data/example.db",
    bucket: "example-backups",
    region: "hel1",
    endpointHost: "hel1.your-objectstorage.com",
    retentionDays: 30,
  });
  expect(parse(text)).toEqual({
    snapshot: { interval: "24h", retention: "720h" },
    dbs: [
      {
        path: "/data/example.db",
        replica: {
          type: "s3",
          bucket: "example-backups",
          path: "example.db",
          region: "hel1",
          endpoint: "https://hel1.your-objectstorage.com",
        },
      },
    ],
  });
});
