// Gets the engine in a process of its own, for tests that end it: the environment comes as JSON.
import { getEngine } from "../../../sandbox/engine/engine.ts";

const engine = await getEngine({ environment: JSON.parse(process.argv[2] ?? "{}") });
console.log(engine.pulumi);
