// Where the engine enters the program. The version of Node is checked first, in JavaScript that any Node can read.
import "./node-version.js";

const { outputs } = await import("./index.ts");

export default outputs;
