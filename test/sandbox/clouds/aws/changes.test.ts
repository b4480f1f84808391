import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/world/world.ts";
import { openWorld, specimenOf } from "./specimens.ts";

const { made } = openWorld();

function change(name: string, changes: Properties) {
  const specimen = specimenOf(name);
  const before = specimen.inputs(made);
  return openWorld(name).cloud.provider.diff(specimen.type, before, { ...before, ...changes });
}

describe("A change on AWS in the sandbox", () => {
  it.each([
    ["a subnet's network", "private-a", { cidrBlock: "10.0.9.0/24" }, ["cidrBlock"]],
    ["a group's description", "group", { description: "other" }, ["description"]],
    ["a database's encryption", "db", { storageEncrypted: false }, ["storageEncrypted"]],
    ["a database's class", "db", { instanceClass: "db.m8g.large" }, []],
    ["a cache's subnets", "cache", { subnetGroupName: "other" }, ["subnetGroupName"]],
    ["a cache's node type", "cache", { nodeType: "cache.m7g.large" }, []],
    ["a load balancer's scheme", "balancer", { internal: true }, ["internal"]],
    ["a target group's protocol", "targets", { protocol: "HTTP" }, ["protocol"]],
    ["a rule's priority", "listener-rule", { priority: 2 }, []],
    ["a record's type", "record", { type: "TXT" }, []],
    ["a secret's value", "version", { secretString: "other" }, ["secretString"]],
    ["a key's store", "key", { customKeyStoreId: "cks-0123456789abcdef0" }, ["customKeyStoreId"]],
    ["a policy's description", "policy", { description: "other" }, ["description"]],
    ["a role's trust", "role", { assumeRolePolicy: "{}" }, []],
    ["a route's target", "route", { natGatewayId: "nat-1" }, []],
    ["a flow log's traffic", "flow-log", { trafficType: "REJECT" }, ["trafficType"]],
    ["any region", "topic", { region: "eu-west-1" }, ["region"]],
  ])("of %s replaces what it must", (_, name, changes, replaces) => {
    const { differences, replaces: replaced } = change(name, changes as Properties);
    expect(differences).not.toEqual([]);
    expect(replaced).toEqual(replaces);
  });

  it("of a launch template makes a version of its own", () => {
    const { cloud, made: own } = openWorld();
    const template = own("template");
    const object = cloud.world.get("aws:ec2/launchTemplate:LaunchTemplate", template.id);
    const changed = { ...object?.inputs, instanceType: "m8g.large" };
    const state = cloud.provider.update("aws:ec2/launchTemplate:LaunchTemplate", template.id, changed, false);
    expect([template.latestVersion, state.latestVersion]).toEqual([1, 2]);
  });
});
