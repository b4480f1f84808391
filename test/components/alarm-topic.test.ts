import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { AlarmTopic, type AlarmTopicArgs } from "../../components/observability/alarm-topic.ts";
import { inventory, named, record } from "../recorder.ts";

const args: AlarmTopicArgs = {
  topicName: "example-alarms",
  emails: ["ada@example.com", "bob@example.com"],
  keyArn: "arn:of:key",
};

describe("AlarmTopic", () => {
  it("makes an encrypted topic, and tells everybody on the list", async () => {
    const world = { outputs: { "aws:sns/topic:Topic": { arn: "arn:of:topic" } } };
    const resources = await record(() => new AlarmTopic("alarms", args), world);
    expect(inventory(resources)).toEqual([
      "aws:sns/topic:Topic alarms-topic",
      "aws:sns/topicSubscription:TopicSubscription alarms-email-ada@example.com",
      "aws:sns/topicSubscription:TopicSubscription alarms-email-bob@example.com",
      "groundplan:observability:AlarmTopic alarms",
    ]);
    expect(named(resources, "alarms-topic").inputs).toEqual({ name: "example-alarms", kmsMasterKeyId: "arn:of:key" });
    expect(named(resources, "alarms-email-ada@example.com").inputs).toEqual({
      topic: "arn:of:topic",
      protocol: "email",
      endpoint: "ada@example.com",
    });
  });

  it.each([
    [{ topicName: "a b" }, 'topicName is "a b"; use 1–256 letters, digits, hyphens and underscores'],
    [{ emails: ["ada"] }, 'emails is "ada"; use an e-mail address, such as oncall@example.com'],
  ])("refuses %j and registers nothing", async (wrong, message) => {
    const registered = await record(() => {
      expect(() => new AlarmTopic("alarms", { ...args, ...wrong })).toThrow(
        new RunError(`AlarmTopic "alarms": ${message}`),
      );
    });
    expect(registered).toEqual([]);
  });
});
