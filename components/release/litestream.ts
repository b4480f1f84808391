import { stringify } from "yaml";

/** What Litestream backs up, and where to. */
export interface LitestreamArgs {
  /** The database inside Litestream's container. */
  readonly databasePath: string;
  readonly bucket: string;
  /** Region of the bucket; at Hetzner, its location. */
  readonly region: string;
  /** Host of the S3 endpoint, without scheme. */
  readonly endpointHost: string;
  /** Days back to which the database can be restored, to any moment. */
  readonly retentionDays: number;
}

const hoursPerDay = 24;

/**
 * Renders `litestream.yml` of Litestream 0.5. Changes reach the bucket within a second, Litestream's default; its keys
 * come from the environment (LITESTREAM_ACCESS_KEY_ID, LITESTREAM_SECRET_ACCESS_KEY), never from this file.
 * https://litestream.io/reference/config/
 */
export function renderLitestream(args: LitestreamArgs): string {
  const { databasePath, bucket, region, endpointHost, retentionDays } = args;
  return stringify({
    // A snapshot a day, so that a restore replays a day of changes at most; without a retention only one is kept.
    snapshot: { interval: `${hoursPerDay}h`, retention: `${retentionDays * hoursPerDay}h` },
    dbs: [
      {
        path: databasePath,
        replica: {
          type: "s3",
          bucket,
          path: databasePath.slice(databasePath.lastIndexOf("/") + 1),
          region,
          endpoint: `https://${endpointHost}`,
        },
      },
    ],
  });
}
