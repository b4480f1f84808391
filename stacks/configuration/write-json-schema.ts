// npm run schema: writes the JSON Schema of stack files, for editors.
import { writeFileSync } from "node:fs";
import { stackFileSchema } from "./json-schema.ts";

writeFileSync(
  new URL("generated/stack.schema.json", import.meta.url),
  `${JSON.stringify(stackFileSchema(), undefined, 2)}\n`,
);
