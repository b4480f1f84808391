import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Many tests start processes. No test measures time; the limit only ends one that hangs, on a busy machine too.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The processes that tests start do the work: two files at a time keep two cores busy, where Vitest would run one.
    maxWorkers: 2,
  },
});
