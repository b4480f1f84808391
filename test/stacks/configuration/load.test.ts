import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfiguration } from "../../../stacks/configuration/load.ts";
import { readConfiguration } from "../../../stacks/configuration/read.ts";
import { allConfig, changedText, committedText } from "./committed.ts";

describe("loadConfiguration", () => {
  beforeEach(async () => {
    const refuse = () => {
      throw new Error("reading the configuration registers nothing and calls nothing");
    };
    await pulumi.runtime.setMocks({ newResource: refuse, call: refuse }, "groundplan", "production");
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("takes the stack's name and its configuration from Pulumi", () => {
    const config = allConfig(committedText("production"));
    pulumi.runtime.setAllConfig(config);
    expect(loadConfiguration()).toEqual(readConfiguration("production", config));
  });

  const wrong = allConfig(changedText("production", [["systems", "boltfoundry", "server", "location"], "moon"]));
  const line =
    1 +
    committedText("production")
      .split("\n")
      .findIndex((each) => each.includes("location: ash"));
  const root = fileURLToPath(new URL("../../..", import.meta.url));

  const unnamed = "rootDirectory"; // what Pulumi says when its language host did not name the root

  it.each([
    ["in the project's root", root, "/nowhere", `:${line}`],
    ["where the program starts, when the language host names no root", unnamed, root, `:${line}`],
    ["nowhere: without a line", unnamed, "/nowhere", ""],
  ])("finds the stack's file %s", (_, rootDirectory, start, place) => {
    vi.spyOn(pulumi.runtime, "getRootDirectory").mockReturnValue(rootDirectory);
    vi.spyOn(process, "cwd").mockReturnValue(start);
    pulumi.runtime.setAllConfig(wrong);
    expect(loadConfiguration).toThrow(
      `\n  Pulumi.production.yaml${place} groundplan:systems.boltfoundry.server.location: is "moon"; use one of`,
    );
  });
});
