import { isUnknown } from "../../protocol/values.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, type Made } from "./arn.ts";
import { allOf, names } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { policyAt, principalsExist } from "./policies.ts";
import { atMost, type Check, every, isArn, json, matching, oneOf } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { FUNCTION, ROLE, TOPIC, TOPIC_POLICY } from "./types.ts";

const topic: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  // ForceNew in terraform-provider-aws, internal/service/sns/topic.go.
  replaces: ["fifoTopic", "name", "namePrefix"],
  requires: allOf(names("kmsMasterKeyId", ...KEYS), principalsExist("policy")),
  check: every(
    matching("name", /^[\w-]{1,256}(\.fifo)?$/, "1 to 256 letters, digits, hyphens and underscores"),
    ({ name, fifoTopic }) =>
      typeof name === "string" &&
      !isUnknown(name) &&
      !isUnknown(fifoTopic) &&
      name.endsWith(".fifo") !== (fifoTopic === true)
        ? [{ path: "name", reason: "ends with .fifo for a FIFO topic, and for no other" }]
        : [],
    atMost("displayName", 100),
    policyAt("policy", "resource", 30_720),
    json("deliveryPolicy"),
    oneOf("tracingConfig", ["Active", "PassThrough"]),
  ),
  identity: (draft) => arn("sns", draft, String(draft.inputs.name)),
  outputs: (made) => ({
    arn: made.id,
    beginningArchiveTime: "",
    owner: made.account.name,
    policy: defaultPolicy(made),
    tagsAll: tagsAll(made),
  }),
};

// Whoever belongs to the account may use a new topic: docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html.
function defaultPolicy(made: Made): string {
  const Statement = [
    {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes"],
      Resource: made.id,
      Condition: { StringEquals: { "AWS:SourceOwner": made.account.name } },
    },
  ];
  return JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement });
}

const topicPolicy: ResourceModel = {
  replaces: ["arn"], // ForceNew in terraform-provider-aws, internal/service/sns/topic_policy.go
  references: [{ from: "arn", to: TOPIC }],
  requires: principalsExist("policy"),
  check: policyAt("policy", "resource", 30_720),
  identity: ({ inputs }) => String(inputs.arn),
  outputs: ({ account }) => ({ owner: account.name }),
};

/** What each protocol takes for an endpoint: API_Subscribe. */
const ENDPOINTS: Readonly<Record<string, readonly [RegExp, string]>> = {
  application: [/^arn:aws:sns:/, "the ARN of a platform endpoint"],
  email: [/^[^@\s]+@[^@\s]+$/, "an e-mail address"],
  "email-json": [/^[^@\s]+@[^@\s]+$/, "an e-mail address"],
  firehose: [/^arn:aws:firehose:/, "the ARN of a delivery stream"],
  http: [/^http:\/\/\S+$/, "a URL that starts with http://"],
  https: [/^https:\/\/\S+$/, "a URL that starts with https://"],
  lambda: [/^arn:aws:lambda:/, "the ARN of a function"],
  sms: [/^\+?[\d-]+$/, "a telephone number"],
  sqs: [/^arn:aws:sqs:/, "the ARN of a queue"],
};

const checkEndpoint: Check = ({ protocol, endpoint }) => {
  const [pattern, what] = ENDPOINTS[String(protocol)] ?? [];
  return pattern && !isUnknown(endpoint) && !pattern.test(String(endpoint))
    ? [{ path: "endpoint", reason: `must be ${what}` }] // not what it is: a URL of a webhook is a secret
    : [];
};

const NEEDS_CONFIRMATION = ["email", "email-json", "http", "https"];

const topicSubscription: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/sns/topic_subscription.go.
  replaces: ["endpoint", "protocol", "topic"],
  references: [{ from: "topic", to: TOPIC }],
  requires: allOf(names("subscriptionRoleArn", { type: ROLE, by: "arn" }), (inputs, ...asked) =>
    inputs.protocol === "lambda" ? names("endpoint", { type: FUNCTION, by: "arn" })(inputs, ...asked) : [],
  ),
  check: every(
    oneOf("protocol", Object.keys(ENDPOINTS)),
    checkEndpoint,
    isArn("topic"),
    json("filterPolicy"),
    oneOf("filterPolicyScope", ["MessageAttributes", "MessageBody"]),
    ({ protocol, rawMessageDelivery }) =>
      rawMessageDelivery === true &&
      !["firehose", "http", "https", "sqs"].includes(String(protocol)) &&
      !isUnknown(protocol)
        ? [{ path: "rawMessageDelivery", reason: `is not for the protocol ${String(protocol)}` }]
        : [],
  ),
  identity: ({ inputs, seed }) => `${String(inputs.topic)}:${seed.uuid()}`,
  outputs: ({ id, inputs, account }) => {
    const pending = NEEDS_CONFIRMATION.includes(String(inputs.protocol)) && inputs.endpointAutoConfirms !== true;
    return { arn: id, confirmationWasAuthenticated: !pending, ownerId: account.name, pendingConfirmation: pending };
  },
};

/** Notifications. */
export const sns: Readonly<Record<string, ResourceModel>> = {
  [TOPIC]: topic,
  [TOPIC_POLICY]: topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};
