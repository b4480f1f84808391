import { isUnknown } from "../../protocol/values.ts";
import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, type Made, regionOf } from "./arn.ts";
import { SECURITY_GROUPS } from "./ec2-security-groups.ts";
import { allOf, inAnUp, keptBy, names, type Requires, type User } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { vpcOf } from "./rds-groups.ts";
import { atLeastOne, between, type Check, every, isSet, known, matching, needs, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { LOG_GROUP, REPLICATION_GROUP, SUBNET, TOPIC } from "./types.ts";
import { shortRegion, zoneAt } from "./zones.ts";

const SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup";
const USER = "aws:elasticache/user:User";
const USER_GROUP = "aws:elasticache/userGroup:UserGroup";

const NAME = /^[a-z](?!.*--)[a-z0-9-]{0,39}(?<!-)$/;

const isFalse = (value: unknown) => value !== true && value !== "true" && !isUnknown(value);

// docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html, and CustomizeDiff in
// terraform-provider-aws, internal/service/elasticache/replication_group.go.
const checkTogether: Check = (inputs) => {
  const nodes = typeof inputs.numCacheClusters === "number" ? inputs.numCacheClusters : undefined;
  const alone = nodes === 1 || inputs.replicasPerNodeGroup === 0;
  return [
    ...(isSet(inputs, "authToken") && isFalse(inputs.transitEncryptionEnabled)
      ? [{ path: "authToken", reason: "needs transitEncryptionEnabled" }]
      : []),
    ...(isSet(inputs, "userGroupIds") && isFalse(inputs.transitEncryptionEnabled)
      ? [{ path: "userGroupIds", reason: "needs transitEncryptionEnabled" }]
      : []),
    ...(isSet(inputs, "kmsKeyId") && isFalse(inputs.atRestEncryptionEnabled)
      ? [{ path: "kmsKeyId", reason: "needs atRestEncryptionEnabled" }]
      : []),
    ...(inputs.multiAzEnabled === true && isFalse(inputs.automaticFailoverEnabled)
      ? [{ path: "multiAzEnabled", reason: "needs automaticFailoverEnabled" }]
      : []),
    ...(inputs.automaticFailoverEnabled === true && alone
      ? [{ path: "automaticFailoverEnabled", reason: "needs a node to fail over to: two cache clusters or a replica" }]
      : []),
    ...(isSet(inputs, "subnetGroupName") || isSet(inputs, "globalReplicationGroupId")
      ? []
      : [{ path: "subnetGroupName", reason: "is required: this account has no default VPC" }]),
  ];
};

const replicationGroup: ResourceModel = {
  autoname: "replicationGroupId",
  // ForceNew in terraform-provider-aws, internal/service/elasticache/replication_group.go.
  replaces: [
    "atRestEncryptionEnabled",
    "dataTieringEnabled",
    "globalReplicationGroupId",
    "kmsKeyId",
    "networkType",
    "port",
    "replicationGroupId",
    "securityGroupNames",
    "snapshotArns",
    "snapshotName",
    "subnetGroupName",
  ],
  requires: allOf(
    names("subnetGroupName", { type: SUBNET_GROUP }),
    names("securityGroupIds[*]", ...SECURITY_GROUPS),
    names("kmsKeyId", ...KEYS),
    names("userGroupIds[*]", { type: USER_GROUP }),
    names("notificationTopicArn", { type: TOPIC }),
    (inputs, ...asked) =>
      String(inputs.parameterGroupName).startsWith("default.")
        ? []
        : names("parameterGroupName", { type: PARAMETER_GROUP })(inputs, ...asked),
    (inputs, ...asked) =>
      known(inputs, "logDeliveryConfigurations[*]")
        .filter(({ value }) => (value as Properties).destinationType === "cloudwatch-logs")
        .flatMap(({ path, value }) =>
          names("destination", { type: LOG_GROUP })(value as Properties, ...asked).map((reason) => `${path}.${reason}`),
        ),
  ),
  check: every(
    matching("replicationGroupId", NAME, "up to 40 lower-case letters, digits and single hyphens, a letter first"),
    oneOf("engine", ["redis", "valkey"]),
    matching("nodeType", /^cache\.[a-z0-9]+\.[a-z0-9]+$/, "a type such as cache.t4g.small"),
    matching("authToken", /^[^/@"\s]{16,128}$/, '16 to 128 characters without /, @, " and spaces'),
    oneOf("authTokenUpdateStrategy", ["SET", "ROTATE", "DELETE"]),
    together("authToken", "authTokenWo", "userGroupIds"),
    needs("authTokenUpdateStrategy", "authToken"),
    together("numCacheClusters", "numNodeGroups"),
    together("numCacheClusters", "replicasPerNodeGroup"),
    together("nodeGroupConfigurations", "preferredCacheClusterAzs"),
    between("numCacheClusters", 1, 6),
    between("replicasPerNodeGroup", 0, 5),
    between("snapshotRetentionLimit", 0, 35),
    oneOf("transitEncryptionMode", ["preferred", "required"]),
    oneOf("clusterMode", ["enabled", "disabled", "compatible"]),
    oneOf("logDeliveryConfigurations[*].destinationType", ["cloudwatch-logs", "kinesis-firehose"]),
    oneOf("logDeliveryConfigurations[*].logFormat", ["text", "json"]),
    oneOf("logDeliveryConfigurations[*].logType", ["slow-log", "engine-log"]),
    matching("snapshotWindow", /^\d\d:\d\d-\d\d:\d\d$/, "a window such as 03:00-04:00"),
    matching("maintenanceWindow", /^[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d$/i, "a window such as sun:05:00-sun:06:00"),
    zoneAt("preferredCacheClusterAzs[*]"),
    checkTogether,
  ),
  identity: ({ inputs }) => String(inputs.replicationGroupId),
  outputs: outputsOf,
};

function isClustered({ numNodeGroups, clusterMode, nodeGroupConfigurations }: Properties): boolean {
  const groups = Array.isArray(nodeGroupConfigurations) ? nodeGroupConfigurations.length : 0;
  return clusterMode === "enabled" || Number(numNodeGroups ?? groups) > 1;
}

function outputsOf(made: Made): Properties {
  const { id, inputs, account, seed } = made;
  const clustered = isClustered(inputs);
  const shards = Number(inputs.numNodeGroups ?? 1);
  const nodes = Number(inputs.numCacheClusters ?? Number(inputs.replicasPerNodeGroup ?? 0) + 1);
  const host = `${seed.text(6, "abcdefghijklmnopqrstuvwxyz0123456789", "host")}.${shortRegion(regionOf(inputs, account))}.cache.amazonaws.com`;
  const secure = !isFalse(inputs.transitEncryptionEnabled);
  const endpoint = (kind: string, plain: string) => (secure ? `${kind}.${id}.${host}` : `${id}${plain}.${host}`);
  return {
    arn: arn("elasticache", made, `replicationgroup:${id}`),
    clusterEnabled: clustered,
    configurationEndpointAddress: clustered ? endpoint("clustercfg", ".clustercfg") : "",
    engine: "redis",
    engineVersionActual: String(inputs.engineVersion ?? ""),
    memberClusters: Array.from({ length: shards * nodes }, (_, index) => {
      const member = String((index % nodes) + 1).padStart(3, "0");
      return clustered
        ? `${id}-${String(Math.floor(index / nodes) + 1).padStart(4, "0")}-${member}`
        : `${id}-${member}`;
    }),
    port: 6_379,
    primaryEndpointAddress: clustered ? "" : endpoint("master", ".ng.0001"),
    readerEndpointAddress: clustered ? "" : endpoint("replica", "-ro"),
    tagsAll: tagsAll(made),
  };
}

const named = (type: string, kind: string, users: readonly User[]): ResourceModel => ({
  autoname: "name",
  identity: ({ inputs }) => String(inputs.name),
  outputs: (made) => ({
    arn: arn("elasticache", made, `${kind}:${made.id}`),
    description: "Managed by Pulumi",
    tagsAll: tagsAll(made),
    ...(type === SUBNET_GROUP ? { vpcId: vpcOf(made) } : {}),
  }),
  keeps: keptBy(...users),
});

const user: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/elasticache/user.go.
  replaces: ["userId", "userName"],
  check: every(
    matching("engine", /^(redis|valkey)$/i, "redis, valkey"),
    matching("userId", /^[a-z][a-z0-9-]{0,39}$/i, "up to 40 letters, digits and hyphens, a letter first"),
    matching("passwords[*]", /^[^/@"\s]{16,128}$/, "16 to 128 characters"),
    atLeastOne("authenticationMode", "noPasswordRequired", "passwords", "passwordsWo"),
    together("authenticationMode", "passwords"),
    oneOf("authenticationMode.type", ["password", "no-password-required", "iam"]),
    ({ passwords }) =>
      Array.isArray(passwords) && passwords.length > 2 ? [{ path: "passwords", reason: "are more than two" }] : [],
    ({ authenticationMode, userId, userName }) =>
      (authenticationMode as Properties | undefined)?.type === "iam" && userId !== userName && !isUnknown(userName)
        ? [{ path: "userName", reason: "must equal userId for authentication by IAM" }]
        : [],
  ),
  identity: ({ inputs }) => String(inputs.userId),
  outputs: (made) => ({ arn: arn("elasticache", made, `user:${made.id}`), tagsAll: tagsAll(made) }),
  keeps: keptBy([USER_GROUP, "userIds[*]"]),
};

// Every account has a user "default"; a group for Redis must hold it or another that is called so.
const hasDefaultUser: Requires = inAnUp(({ engine, userIds }, { world }) => {
  const ids = Array.isArray(userIds) ? userIds.map(String) : [];
  const users = ids.map((id) => world.get(USER, id)?.inputs.userName ?? id);
  return String(engine).toLowerCase() === "redis" && !users.includes("default")
    ? ["userIds: a user group for redis needs a user with the name default"]
    : [];
});

const userGroup: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/elasticache/user_group.go.
  replaces: ["userGroupId"],
  requires: allOf(hasDefaultUser, (inputs, ...asked) => {
    const userIds = Array.isArray(inputs.userIds) ? inputs.userIds.filter((id) => id !== "default") : [];
    return names("userIds[*]", { type: USER })({ userIds }, ...asked);
  }),
  check: every(
    matching("engine", /^(redis|valkey)$/i, "redis, valkey"),
    matching("userGroupId", /^[a-z][a-z0-9-]{0,39}$/i, "up to 40 letters, digits and hyphens, a letter first"),
  ),
  identity: ({ inputs }) => String(inputs.userGroupId),
  outputs: (made) => ({ arn: arn("elasticache", made, `usergroup:${made.id}`), tagsAll: tagsAll(made) }),
  keeps: keptBy([REPLICATION_GROUP, "userGroupIds[*]"]),
};

/** Redis and Valkey. */
export const elasticache: Readonly<Record<string, ResourceModel>> = {
  [REPLICATION_GROUP]: replicationGroup,
  [SUBNET_GROUP]: {
    ...named(SUBNET_GROUP, "subnetgroup", [[REPLICATION_GROUP, "subnetGroupName"]]),
    replaces: ["name"], // ForceNew in terraform-provider-aws, internal/service/elasticache/subnet_group.go
    references: [{ from: "subnetIds[*]", to: SUBNET }],
    check: matching("name", /^[a-z0-9-]{1,255}$/i, "up to 255 letters, digits and hyphens"),
  },
  [PARAMETER_GROUP]: {
    ...named(PARAMETER_GROUP, "parametergroup", [[REPLICATION_GROUP, "parameterGroupName"]]),
    replaces: ["description", "family", "name"], // ForceNew in internal/service/elasticache/parameter_group.go
    check: matching("family", /^(redis\d(\.\d|\.x)?|valkey\d|memcached\d\.\d)$/, "redis7, valkey8 and so on"),
  },
  [USER]: user,
  [USER_GROUP]: userGroup,
};
