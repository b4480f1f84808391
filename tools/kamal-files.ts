import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";

const HELP = `Writes the files that Kamal releases with into the application's repository.

Usage: pulumi stack output --json --stack production | npm run --silent kamal -- <folder>

Written are config/deploy.yml, config/litestream.yml and .kamal/secrets: names and references, never a value.
Exit codes: 0 written, 1 refused.`;

const stackOutputs = z.object({
  boltfoundry: z.object({ kamal: z.object({ deploy: z.string(), litestream: z.string(), secrets: z.string() }) }),
});

async function main([folder, ...surplus]: readonly string[]): Promise<void> {
  if (folder === "--help" || folder === "-h") {
    console.log(HELP);
    return;
  }
  if (folder === undefined || surplus.length > 0) throw new Error(HELP);
  if (process.stdin.isTTY) throw new Error(`There is nothing on standard input.\n\n${HELP}`);
  const { deploy, litestream, secrets } = readOutputs(await text(process.stdin));
  for (const [file, content] of Object.entries({
    "config/deploy.yml": deploy,
    "config/litestream.yml": litestream,
    ".kamal/secrets": secrets,
  })) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    console.log(path);
  }
}

function readOutputs(json: string) {
  const outputs = stackOutputs.safeParse(parse(json));
  if (outputs.success) return outputs.data.boltfoundry.kamal;
  throw new Error(
    "Standard input is not the outputs of a stack with boltfoundry in it. Fix: pipe `pulumi stack output --json --stack production` here.\n" +
      z.prettifyError(outputs.error),
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // the schema says what is missing
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
