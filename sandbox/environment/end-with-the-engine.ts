// Loaded into every Node process of the sandbox (NODE_OPTIONS=--import): a program whose engine was killed ends as well. Left
// alone it cannot print what it has to say about that, which is an error that it has to print, for ever and at full speed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(1);
    throw error;
  });
}
