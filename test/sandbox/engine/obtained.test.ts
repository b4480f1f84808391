import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { download } from "../../../sandbox/engine/download.ts";
import { getEngine } from "../../../sandbox/engine/engine.ts";
import { GO, makeMachine } from "./machine.ts";

// They start processes and wait for them: a busy machine needs more than the default 5 s.
vi.setConfig({ testTimeout: 30_000 });

const stderr = vi.spyOn(process.stderr, "write");
beforeEach(() => {
  stderr.mockReset().mockReturnValue(true);
});

/** What `fetch` answers for the install script: one that puts an engine where it is told to, three arguments in. */
const INSTALL = `
  const script = [
    "#!/bin/sh",
    'echo "install $* tmp=$TMPDIR" >> "$RECORD"',
    '/bin/mkdir -p "$3/bin"',
    'for name in pulumi pulumi-language-nodejs; do printf "#!/bin/sh\\\\necho v3.259.0\\\\n" > "$3/bin/$name"; /bin/chmod +x "$3/bin/$name"; done',
  ].join("\\n");
  return { ok: true, text: async () => script };`;

describe("the official download", () => {
  it("goes into the cache and is found there by the next run, without network", async () => {
    const machine = await makeMachine();
    await machine.answerFetch(INSTALL);
    const engine = await getEngine(machine);
    await machine.answerFetch(`throw new TypeError("fetch failed")`);

    expect(engine).toEqual({
      version: "3.259.0",
      pulumi: join(machine.entry, "bin/pulumi"),
      bin: join(machine.entry, "bin"),
      origin: "downloaded",
    });
    expect(await getEngine(machine)).toEqual(engine);
    const calls = await machine.record();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain("--version 3.259.0");
    expect(calls[0]).toMatch(/ tmp=.*\.work-/);
    expect(await machine.cacheNames()).toEqual([machine.entry.split("/").at(-1)]);
  });

  it("is given up when nothing arrives for a while, and what it started ends with it", async () => {
    const machine = await makeMachine();
    await machine.answerFetch(`
      require("node:fs").writeFileSync(process.env.RECORD, String(process.pid));
      await new Promise((resolve) => setTimeout(resolve, 60_000));`);

    const outcome = await download(join(machine.root, "tmp"), machine.environment, new AbortController().signal, 2);
    expect(outcome).toEqual({ reason: "nothing arrived for 2 s" });
    const [pid] = await machine.record();
    expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
  });

  it("is not given up as long as something arrives", async () => {
    const machine = await makeMachine();
    await machine.answerFetch(`
      for (let size = 1; size <= 6; size++) {
        require("node:fs").writeFileSync(process.env.TMPDIR + "/part", "x".repeat(size));
        await new Promise((resolve) => setTimeout(resolve, 450));
      }
      throw new Error("the end");`);

    const folder = join(machine.root, "work");
    await machine.script("work/tmp/placeholder", "");
    const outcome = await download(folder, machine.environment, new AbortController().signal, 2);
    expect(outcome).toMatchObject({ reason: expect.stringContaining("pulumi: the end (after ") });
  });
});

describe("the build from pinned source", () => {
  it("follows a failed download, with the modules' checksums in force and nothing of another target", async () => {
    const machine = await makeMachine();
    await machine.script("path/go", `${GO}\necho "$PWD $CGO_ENABLED $GOWORK $GOARCH" >> "$RECORD"`);
    machine.environment.GOARCH = "riscv64";

    expect(await getEngine(machine)).toMatchObject({ origin: "built", bin: join(machine.entry, "bin") });
    const arch = process.arch === "x64" ? "amd64" : process.arch;
    const calls = await machine.record();
    expect(calls).toEqual([
      "go version",
      expect.stringMatching(/^go build -mod=readonly -trimpath .*=v3\.68\.0 .*nodejs-language-host github\.com/),
      expect.stringMatching(`/sandbox/engine/go/language-host 0 off ${arch}$`),
      expect.stringMatching(/^go build -mod=readonly -trimpath .*=v3\.259\.0 .*bin\/pulumi github\.com/),
      expect.stringMatching(`/sandbox/engine/go/cli 0 off ${arch}$`),
    ]);
    const said = stderr.mock.calls.join("\n");
    expect(said).toMatch(/Not downloaded: pulumi: fetch failed/);
    expect(said).toMatch(/about \d+ min on \d+ cores, once; later runs take it from \//);
  });

  it("starts the language host by a script that hands on its arguments and is replaced by it, so that signals arrive", async () => {
    const machine = await makeMachine();
    await machine.script("path/go", GO);
    const { bin } = await getEngine(machine);
    await writeFile(join(bin, "nodejs-language-host"), '#!/bin/sh\necho $$; for each; do echo "[$each]"; done\n');

    const host = spawn(join(bin, "pulumi-language-nodejs"), ["-root=a b", "127.0.0.1:1"], { cwd: "/" });
    expect((await text(host.stdout)).split("\n")).toEqual([
      String(host.pid),
      "[-typescript=false]",
      "[-root=a b]",
      "[127.0.0.1:1]",
      "",
    ]);
  });

  it("is told apart from a download: each counts under its own origin", async () => {
    const machine = await makeMachine();
    await machine.script("path/go", GO);
    await getEngine(machine);

    machine.environment.GROUNDPLAN_ENGINE = "downloaded";
    await expect(getEngine(machine)).rejects.toThrow(`cached: the engine in ${machine.entry} was built`);
    machine.environment.GROUNDPLAN_ENGINE = "built";
    expect(await getEngine(machine)).toMatchObject({ origin: "built" });
    expect((await machine.record()).filter((call) => call.includes("/pulumi "))).toHaveLength(1);
  });

  it("happens again when the entry in the cache is damaged", async () => {
    const machine = await makeMachine();
    await machine.script("path/go", GO);
    const { bin } = await getEngine(machine);

    for (const name of ["pulumi", "nodejs-language-host"]) {
      await writeFile(join(bin, name), "\x7fELF half a file");
      expect(await getEngine(machine)).toMatchObject({ origin: "built", version: "3.259.0" });
    }
    await rm(join(machine.entry, "engine.json"));
    expect(await getEngine(machine)).toMatchObject({ origin: "built" });
    expect((await machine.record()).filter((call) => call === "go version")).toHaveLength(4);
    expect(await machine.cacheNames()).toHaveLength(1);
  });

  it("happens once when two runs want it at the same time", async () => {
    const machine = await makeMachine();
    await machine.script("path/go", `${GO}\n/bin/sleep 0.3`);

    const [one, two] = await Promise.all([getEngine(machine), getEngine(machine)]);
    expect(one).toEqual(two);
    expect((await machine.record()).filter((call) => call === "go version")).toHaveLength(1);
    expect(stderr.mock.calls.join("\n")).toContain("Waiting for another run");
    expect(await machine.cacheNames()).toHaveLength(1);
  });
});
