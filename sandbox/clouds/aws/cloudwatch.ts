import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, globalArn } from "./arn.ts";
import { allOf, names } from "./existing.ts";
import {
  atLeastOne,
  atMost,
  type Check,
  every,
  exactlyOne,
  isArn,
  isSet,
  json,
  matching,
  oneOf,
  rule,
  together,
  when,
} from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { FUNCTION, TOPIC } from "./types.ts";

const ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"];
const OPERATORS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];

const isPeriod = (path: string, short: readonly number[]) =>
  rule(path, (seconds) =>
    short.includes(Number(seconds)) || Number(seconds) % 60 === 0
      ? undefined
      : `is ${String(seconds)}; CloudWatch takes ${short.join(", ")} or a multiple of 60`,
  );

// API_PutMetricAlarm: what an alarm looks at must fit into a day, of periods of an hour or longer into seven.
const checkSpan: Check = ({ period, evaluationPeriods, datapointsToAlarm }) => {
  const span = Number(period) * Number(evaluationPeriods);
  const limit = Number(period) >= 3_600 ? 604_800 : 86_400;
  return [
    ...(typeof period === "number" && typeof evaluationPeriods === "number" && span > limit
      ? [{ path: "evaluationPeriods", reason: `times period is ${span} seconds; CloudWatch takes ${limit}` }]
      : []),
    ...(typeof datapointsToAlarm === "number" &&
    typeof evaluationPeriods === "number" &&
    datapointsToAlarm > evaluationPeriods
      ? [{ path: "datapointsToAlarm", reason: `is ${datapointsToAlarm}, above evaluationPeriods ${evaluationPeriods}` }]
      : []),
  ];
};

const checkQueries: Check = (inputs, account) => {
  const { metricQueries } = inputs;
  if (!Array.isArray(metricQueries)) return [];
  const queries = metricQueries as readonly Properties[];
  const shown = queries.filter(({ returnData }) => returnData === true).length;
  return [
    ...(shown === 1 ? [] : [{ path: "metricQueries", reason: `must have one with returnData, not ${shown}` }]),
    ...(queries.some((query) => isSet(query, "metric")) ||
    queries.some((query) => String(query.expression).startsWith("SELECT"))
      ? []
      : [{ path: "metricQueries", reason: "have no metric" }]),
    ...queries.flatMap((query, index) =>
      exactlyOne("metric", "expression")(query, account).map(({ path, reason }) => ({
        path: `metricQueries[${index}].${path}`,
        reason,
      })),
    ),
  ];
};

const metricAlarm: ResourceModel = {
  autoname: "name",
  unique: ["name"],
  replaces: ["name"], // ForceNew in terraform-provider-aws, internal/service/cloudwatch/metric_alarm.go
  requires: allOf(...ACTIONS.map((list) => names(`${list}[*]`, { type: TOPIC }, { type: FUNCTION, by: "arn" }))),
  check: every(
    atMost("name", 255),
    atMost("alarmDescription", 1_024),
    exactlyOne("metricName", "metricQueries", "evaluationCriteria"),
    when(
      (inputs) => isSet(inputs, "metricName"),
      every(
        ...["namespace", "period", "comparisonOperator", "evaluationPeriods"].map((name) => atLeastOne(name)),
        exactlyOne("statistic", "extendedStatistic"),
        exactlyOne("threshold", "thresholdMetricId"),
      ),
    ),
    together("metricQueries", "dimensions"),
    together("metricQueries", "statistic"),
    together("metricQueries", "period"),
    together("metricQueries", "namespace"),
    oneOf("comparisonOperator", OPERATORS),
    oneOf("statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
    oneOf("treatMissingData", ["missing", "ignore", "breaching", "notBreaching"]),
    isPeriod("period", [10, 20, 30]),
    isPeriod("metricQueries[*].metric.period", [1, 5, 10, 20, 30]),
    matching("metricQueries[*].id", /^[a-z]\w{0,254}$/, "letters, digits and underscores, a lower-case letter first"),
    rule("evaluationPeriods", (count) =>
      Number(count) < 1 ? `is ${String(count)}; CloudWatch takes 1 and more` : undefined,
    ),
    checkSpan,
    checkQueries,
    ...ACTIONS.map((list) => isArn(`${list}[*]`)),
    (inputs) =>
      ACTIONS.filter((list) => Array.isArray(inputs[list]) && (inputs[list] as readonly unknown[]).length > 5).map(
        (path) => ({
          path,
          reason: "are more than 5",
        }),
      ),
  ),
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    actionsEnabled: true,
    arn: arn("cloudwatch", made, `alarm:${made.id}`),
    evaluateLowSampleCountPercentiles: "",
    tagsAll: tagsAll(made),
    treatMissingData: "missing",
  }),
};

const WIDGETS = ["alarm", "custom", "explorer", "log", "metric", "text"];

// docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html: a grid of 24 columns.
function widgetProblem(widget: unknown, index: number): string | undefined {
  const { type, x = 0, width = 6, height = 6, properties } = (widget ?? {}) as Readonly<Record<string, unknown>>;
  const at = `widgets[${index}]`;
  if (!WIDGETS.includes(String(type)))
    return `${at}.type is ${JSON.stringify(type)}; CloudWatch takes ${WIDGETS.join(", ")}`;
  if (typeof properties !== "object" || properties === null) return `${at} has no properties`;
  if (Number(x) + Number(width) > 24 || Number(width) < 1) return `${at} is wider than the 24 columns`;
  if (Number(height) < 1 || Number(height) > 1_000)
    return `${at}.height is ${String(height)}; CloudWatch takes 1 to 1000`;
  return undefined;
}

const dashboard: ResourceModel = {
  unique: ["dashboardName"],
  replaces: ["dashboardName"], // ForceNew in terraform-provider-aws, internal/service/cloudwatch/dashboard.go
  check: every(
    matching("dashboardName", /^[\w-]{1,255}$/, "1 to 255 letters, digits, hyphens and underscores"),
    json("dashboardBody", (body) => {
      const { widgets } = (body ?? {}) as { readonly widgets?: unknown };
      if (!Array.isArray(widgets)) return "has no widgets";
      return widgets.length > 500
        ? `has ${widgets.length} widgets; CloudWatch takes 500`
        : widgets.map(widgetProblem).find((found) => found !== undefined);
    }),
  ),
  identity: ({ inputs }) => String(inputs.dashboardName),
  outputs: (made) => ({ dashboardArn: globalArn("cloudwatch", made, `dashboard/${made.id}`) }),
};

/** Alarms and dashboards. */
export const cloudwatch: Readonly<Record<string, ResourceModel>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
};
