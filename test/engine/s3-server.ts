import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { repository, until } from "./lab.ts";

const program = join(repository, ".sandbox/python/bin/moto_server");

/** Whether the S3 server is installed. Says so where it is not: the tests that need it are skipped then. */
export function hasS3Server(): boolean {
  if (existsSync(program)) return true;
  console.warn(
    "SKIPPED: state on S3. Its server is not installed. To install it: python3 -m venv .sandbox/python && " +
      ".sandbox/python/bin/pip install -r test/engine/requirements.txt",
  );
  return false;
}

/** An S3 server of its own, in memory. */
export interface S3Server {
  /** Makes a bucket. Returns it as `pulumi login` takes it. */
  makeBucket(name: string): Promise<string>;
  /** The names of the objects in a bucket. */
  list(bucket: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts moto on a free port of this machine alone. */
export async function startS3Server(): Promise<S3Server> {
  const port = await freePort();
  const child = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const ended = once(child, "close");
  const url = `http://127.0.0.1:${port}`;
  await until("the S3 server answers", async () => {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    return fetch(url).then(
      ({ ok }) => ok,
      () => false, // not yet
    );
  });
  return {
    async makeBucket(name) {
      await request(`${url}/${name}`, "PUT");
      return `s3://${name}?endpoint=127.0.0.1:${port}&disableSSL=true&s3ForcePathStyle=true&region=us-east-1`;
    },
    async list(bucket) {
      const listing = await request(`${url}/${bucket}?list-type=2`, "GET");
      return [...listing.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function request(url: string, method: string): Promise<string> {
  const response = await fetch(url, { method });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status}`);
  return response.text();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
