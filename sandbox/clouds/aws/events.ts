import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn } from "./arn.ts";
import { allOf, keptBy, names } from "./existing.ts";
import { atLeastOne, atMost, every, isArn, json, matching, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { EVENT_TARGET, FUNCTION, LOG_GROUP, ROLE, TOPIC } from "./types.ts";

const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";

// On the default bus a rule goes by its name, on another by both.
const onBus = ({ eventBusName }: Properties, name: string) =>
  eventBusName === undefined || eventBusName === "default" ? name : `${String(eventBusName)}/${name}`;

const SCHEDULE = /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\((\S+ ){5}\S+\))$/;

const eventRule: ResourceModel = {
  autoname: "name",
  // ForceNew in terraform-provider-aws, internal/service/events/rule.go.
  replaces: ["eventBusName", "name", "namePrefix"],
  requires: names("roleArn", { type: ROLE, by: "arn" }),
  check: every(
    matching("name", /^[\w.-]{1,64}$/, "1 to 64 letters, digits and .-_"),
    atLeastOne("eventPattern", "scheduleExpression"),
    matching("scheduleExpression", SCHEDULE, "rate(5 minutes) or cron(0 12 * * ? *)"),
    json("eventPattern", (pattern) =>
      typeof pattern === "object" && pattern !== null && !Array.isArray(pattern) ? undefined : "is no object",
    ),
    atMost("eventPattern", 4_096),
    oneOf("state", ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]),
    together("isEnabled", "state"),
    atMost("description", 512),
  ),
  identity: ({ inputs }) => onBus(inputs, String(inputs.name)),
  outputs: (made) => ({
    arn: arn("events", made, `rule/${made.id}`),
    eventBusName: "default",
    state: "ENABLED",
    tagsAll: tagsAll(made),
  }),
  keeps: keptBy([EVENT_TARGET, "rule"]),
};

const eventTarget: ResourceModel = {
  autoname: "targetId",
  // ForceNew in terraform-provider-aws, internal/service/events/target.go.
  replaces: ["eventBusName", "rule", "targetId"],
  requires: allOf(
    names("rule", { type: EVENT_RULE, by: "name" }),
    names("roleArn", { type: ROLE, by: "arn" }),
    (inputs, ...asked) =>
      // Other kinds of targets have no models yet.
      /^arn:aws:(lambda|sns|logs):/.test(String(inputs.arn))
        ? names("arn", { type: FUNCTION, by: "arn" }, { type: TOPIC }, { type: LOG_GROUP, by: "arn" })(inputs, ...asked)
        : [],
  ),
  check: every(
    isArn("arn"),
    matching("targetId", /^[\w.-]{1,64}$/, "1 to 64 letters, digits and .-_"),
    json("input"),
    atMost("input", 8_192),
    together("input", "inputPath", "inputTransformer"),
  ),
  identity: ({ inputs }) => onBus(inputs, `${String(inputs.rule)}-${String(inputs.targetId)}`),
};

/** EventBridge. */
export const events: Readonly<Record<string, ResourceModel>> = { [EVENT_RULE]: eventRule, [EVENT_TARGET]: eventTarget };
