// Plain JavaScript, loaded before anything else: a Node that cannot read TypeScript can still read this and say so.
const [major] = process.versions.node.split(".").map(Number);

if (major < 24) {
  console.error(
    `Groundplan needs Node 24 or later; this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Fix: put a newer one first on the PATH, such as the version in the file .node-version. On Linux `make sandbox` and " +
      "`npm run` bring it along: node_modules/.bin/node.",
  );
  process.exit(1);
}
