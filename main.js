// The entry point, and the only JavaScript of the program: a Node that cannot read TypeScript can still read this and say so.
const [major] = process.versions.node.split(".").map(Number);

if (major < 24) {
  console.error(
    `Groundplan needs Node 24 or later, and this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Fix: put a newer Node first on the PATH (the file .node-version names the tested one), or run the program " +
      "through `npm run sandbox`, which brings its own on Linux.",
  );
  process.exit(1);
}

const { outputs } = await import("./index.ts");

export default outputs;
