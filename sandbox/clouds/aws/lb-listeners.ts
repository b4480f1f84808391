import { isUnknown } from "../../protocol/values.ts";
import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { allOf, find, inAnUp, names, type Requires, rivals } from "./existing.ts";
import { between, type Check, every, isSet, known, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { LOAD_BALANCER, TARGET_GROUP } from "./types.ts";

export const LISTENER = "aws:lb/listener:Listener";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  application: ["HTTP", "HTTPS"],
  network: ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"],
};

const ACTIONS = [
  "forward",
  "redirect",
  "fixed-response",
  "authenticate-cognito",
  "authenticate-oidc",
  "jwt-validation",
];

/** What an action does must be said: where to forward, what to answer. */
function checkActions(list: string): Check {
  return every(oneOf(`${list}[*].type`, ACTIONS), (inputs) => {
    const actions = inputs[list];
    if (!Array.isArray(actions)) return [];
    const last = actions.at(-1) as Properties | undefined;
    return [
      ...(last === undefined ? [{ path: list, reason: "is empty" }] : []),
      ...actions.flatMap((action: Properties, index) => missingFrom(action, `${list}[${index}]`)),
    ];
  });
}

function missingFrom(action: Properties, path: string) {
  const wanted = {
    forward: ["targetGroupArn", "forward"],
    redirect: ["redirect"],
    "fixed-response": ["fixedResponse"],
  }[String(action.type)];
  if (!wanted) return [];
  const given = wanted.filter((name) => isSet(action, name));
  if (given.length === 1) return [];
  const reason =
    given.length === 0 ? `or ${wanted.slice(1).join(" or ")} is required` : "and forward exclude each other";
  return [{ path: `${path}.${wanted[0]}`, reason: wanted.length === 1 ? "is required" : reason }];
}

const actionTargets = (list: string): Requires =>
  allOf(
    names(`${list}[*].targetGroupArn`, { type: TARGET_GROUP }),
    names(`${list}[*].forward.targetGroups[*].arn`, { type: TARGET_GROUP }),
  );

const isSecure = ({ protocol }: Properties) => protocol === "HTTPS" || protocol === "TLS";

const checkTls: Check = (inputs) => {
  if (isSecure(inputs))
    return isSet(inputs, "certificateArn")
      ? []
      : [{ path: "certificateArn", reason: `is required for ${String(inputs.protocol)}` }];
  return ["certificateArn", "sslPolicy"]
    .filter((name) => isSet(inputs, name) && typeof inputs.protocol === "string" && !isUnknown(inputs.protocol))
    .map((name) => ({ path: name, reason: `has no meaning for ${String(inputs.protocol)}` }));
};

const fitsItsLoadBalancer: Requires = inAnUp((inputs, { world }, ownId) => {
  const balancer = world.get(LOAD_BALANCER, String(inputs.loadBalancerArn));
  const allowed = PROTOCOLS[String(balancer?.inputs.loadBalancerType ?? "application")];
  const [taken] = rivals(LISTENER, ["loadBalancerArn", "port"], inputs, [world], ownId);
  return [
    ...(balancer && allowed && inputs.protocol !== undefined && !allowed.includes(String(inputs.protocol))
      ? [`protocol ${String(inputs.protocol)}: this load balancer takes ${allowed.join(", ")}`]
      : []),
    ...(taken ? [`port ${String(inputs.port)} is taken by the listener ${taken.id}`] : []),
  ];
});

// A requested certificate serves nobody before it is issued.
const certified: Requires = inAnUp((inputs, { world }) =>
  known(inputs, "certificateArn").flatMap(({ path, value }) => {
    const certificate = find(world, value, [{ type: CERTIFICATE }]);
    const validated = world
      .list("aws:acm/certificateValidation:CertificateValidation")
      .some((validation) => validation.inputs.certificateArn === value);
    return !certificate || validated || certificate.outputs.status !== "PENDING_VALIDATION"
      ? []
      : [`${path}: the certificate is PENDING_VALIDATION; use the certificateArn of a CertificateValidation`];
  }),
);

const listener: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/elbv2/listener.go.
  replaces: ["loadBalancerArn"],
  references: [{ from: "loadBalancerArn", to: LOAD_BALANCER }],
  requires: allOf(
    actionTargets("defaultActions"),
    names("certificateArn", { type: CERTIFICATE }),
    fitsItsLoadBalancer,
    certified,
  ),
  check: every(checkActions("defaultActions"), checkTls, between("port", 1, 65_535)),
  identity: ({ inputs, seed }) =>
    `${String(inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/")}/${seed.hex(16, "listener")}`,
  outputs: (made) => ({
    arn: made.id,
    ...(isSecure(made.inputs) ? { sslPolicy: "ELBSecurityPolicy-2016-08" } : {}),
    tagsAll: tagsAll(made),
  }),
};

const CONDITIONS = ["hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "queryStrings", "sourceIp"];

const listenerRule: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/elbv2/listener_rule.go; a new priority replaces nothing.
  replaces: ["listenerArn"],
  references: [{ from: "listenerArn", to: LISTENER }],
  requires: allOf(actionTargets("actions"), (inputs, _, worlds, ownId) =>
    rivals("aws:lb/listenerRule:ListenerRule", ["listenerArn", "priority"], inputs, worlds, ownId).map(
      ({ id }) => `priority ${String(inputs.priority)} is taken by the rule ${id}`,
    ),
  ),
  check: every(
    checkActions("actions"),
    between("priority", 1, 50_000),
    ({ conditions }) =>
      Array.isArray(conditions) && conditions.length === 0 ? [{ path: "conditions", reason: "is empty" }] : [],
    ({ conditions }, account) =>
      Array.isArray(conditions)
        ? conditions.flatMap((condition: Properties, index) =>
            together(...CONDITIONS)(condition, account).map(({ path, reason }) => ({
              path: `conditions[${index}].${path}`,
              reason,
            })),
          )
        : [],
  ),
  identity: ({ inputs, seed }) =>
    `${String(inputs.listenerArn).replace(":listener/", ":listener-rule/")}/${seed.hex(16, "rule")}`,
  outputs: (made) => ({
    arn: made.id,
    priority: made.seed.integer(1, 50_000, "priority"),
    tagsAll: tagsAll(made),
  }),
};

export const lbListeners: Readonly<Record<string, ResourceModel>> = {
  [LISTENER]: listener,
  "aws:lb/listenerRule:ListenerRule": listenerRule,
};
