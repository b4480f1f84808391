import { isUnknown } from "../../protocol/values.ts";
import type { Properties, WorldObject } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, MADE_AT, type Made, regionOf } from "./arn.ts";
import { SECURITY_GROUPS } from "./ec2-security-groups.ts";
import { allOf, inAnUp, names, type Requires } from "./existing.ts";
import { KEYS } from "./kms.ts";
import { assumable } from "./policies.ts";
import { PARAMETER_GROUP, rdsGroups, SUBNET_GROUP } from "./rds-groups.ts";
import {
  between,
  type Check,
  every,
  exactlyOne,
  isArn,
  isSet,
  matching,
  needs,
  oneOf,
  rule,
  together,
  when,
} from "./rules.ts";
import { tagsAll } from "./tags.ts";
import { RDS_INSTANCE, ROLE } from "./types.ts";
import { zoneAt } from "./zones.ts";

const PORTS: Readonly<Record<string, number>> = { postgres: 5_432, mysql: 3_306, mariadb: 3_306 };
const LOGS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["iam-db-auth-error", "postgresql", "upgrade"],
  mysql: ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
  mariadb: ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
};

// validIdentifier in terraform-provider-aws, internal/service/rds/validate.go.
const IDENTIFIER = /^[a-z](?!.*--)[a-z0-9-]{0,62}(?<!-)$/;
const WEEKDAY = "(mon|tue|wed|thu|fri|sat|sun)";
const TIME = "([01]\\d|2[0-3]):[0-5]\\d";

const isCopy = (inputs: Properties) =>
  ["replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "s3Import"].some((name) => isSet(inputs, name));

// What a new database must be told, and a copy of another takes from it: API_CreateDBInstance.
const checkNew: Check = when(
  (inputs) => !isCopy(inputs),
  every(...["engine", "allocatedStorage", "username"].map((name) => exactlyOne(name)), (inputs, account) => {
    const managed = inputs.manageMasterUserPassword;
    if (managed === true) return together("manageMasterUserPassword", "password", "passwordWo")(inputs, account);
    if (isUnknown(managed) || isSet(inputs, "password") || isSet(inputs, "passwordWo")) return [];
    return [{ path: "password", reason: "or passwordWo or manageMasterUserPassword is required" }];
  }),
);

const checkTogether: Check = (inputs) => [
  ...(isSet(inputs, "kmsKeyId") && inputs.storageEncrypted !== true && !isUnknown(inputs.storageEncrypted)
    ? [{ path: "kmsKeyId", reason: "needs storageEncrypted" }]
    : []),
  ...(inputs.multiAz === true && isSet(inputs, "availabilityZone")
    ? [{ path: "availabilityZone", reason: "cannot be chosen for a multi-AZ instance" }]
    : []),
  ...(typeof inputs.monitoringInterval === "number" &&
  inputs.monitoringInterval > 0 &&
  !isSet(inputs, "monitoringRoleArn")
    ? [{ path: "monitoringRoleArn", reason: "is required with a monitoringInterval above 0" }]
    : []),
  ...(isSet(inputs, "dbSubnetGroupName") || isSet(inputs, "replicateSourceDb")
    ? []
    : [{ path: "dbSubnetGroupName", reason: "is required: this account has no default VPC" }]),
];

// A parameter group is for one major version of one engine.
const ofOneFamily: Requires = inAnUp(({ engine, engineVersion, parameterGroupName }, { world }) => {
  const family = world.get(PARAMETER_GROUP, String(parameterGroupName))?.inputs.family;
  const major = /^\d+/.exec(String(engineVersion))?.[0];
  if (engine !== "postgres" || family === undefined || major === undefined || family === `postgres${major}`) return [];
  return [
    `parameterGroupName ${String(parameterGroupName)} is of the family ${String(family)}; this instance takes postgres${major}`,
  ];
});

const instance: ResourceModel = {
  autoname: "identifier",
  unique: ["identifier"],
  // ForceNew in terraform-provider-aws, internal/service/rds/instance.go.
  replaces: [
    "availabilityZone",
    "backupTarget",
    "characterSetName",
    "customIamInstanceProfile",
    "dbName",
    "engine",
    "identifier",
    "identifierPrefix",
    "kmsKeyId",
    "ncharCharacterSetName",
    "restoreToPointInTime",
    "s3Import",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  requires: allOf(
    names("dbSubnetGroupName", { type: SUBNET_GROUP }),
    names("vpcSecurityGroupIds[*]", ...SECURITY_GROUPS),
    names("kmsKeyId", ...KEYS),
    names("masterUserSecretKmsKeyId", ...KEYS),
    names("performanceInsightsKmsKeyId", ...KEYS),
    names("monitoringRoleArn", { type: ROLE, by: "arn" }),
    assumable("monitoringRoleArn", "monitoring.rds.amazonaws.com"),
    (inputs, ...asked) =>
      String(inputs.parameterGroupName).startsWith("default.")
        ? []
        : names("parameterGroupName", { type: PARAMETER_GROUP })(inputs, ...asked),
    ofOneFamily,
  ),
  check: every(
    checkNew,
    checkTogether,
    matching("identifier", IDENTIFIER, "up to 63 lower-case letters, digits and single hyphens, a letter first"),
    matching(
      "engine",
      /^(postgres|mysql|mariadb|aurora-|oracle-|sqlserver-|db2-|custom-)/,
      "postgres, mysql, mariadb and so on",
    ),
    matching("instanceClass", /^db\./, "a class such as db.t4g.medium"),
    matching("dbName", /^[A-Za-z_]\w{0,62}$/, "up to 63 letters, digits and underscores, a letter first"),
    matching(
      "username",
      /^(?!(admin|rdsadmin|postgres_admin)$)[A-Za-z]\w{0,62}$/,
      "up to 63 letters, digits and underscores, and no word that the engine reserves",
    ),
    matching("password", /^[^/@" ]{8,128}$/, '8 to 128 characters without /, @, " and spaces'),
    oneOf("storageType", ["standard", "gp2", "gp3", "io1", "io2"]),
    between("allocatedStorage", 5, 65_536),
    between("backupRetentionPeriod", 0, 35),
    oneOf("monitoringInterval", [0, 1, 5, 10, 15, 30, 60]),
    rule("performanceInsightsRetentionPeriod", (days) =>
      days === 7 || days === 731 || Number(days) % 31 === 0
        ? undefined
        : `is ${days}; RDS takes 7, 731 or a multiple of 31`,
    ),
    matching("backupWindow", new RegExp(`^${TIME}-${TIME}$`), "a window such as 03:00-04:00"),
    matching(
      "maintenanceWindow",
      new RegExp(`^${WEEKDAY}:${TIME}-${WEEKDAY}:${TIME}$`, "i"),
      "a window such as sun:05:00-sun:06:00",
    ),
    matching(
      "finalSnapshotIdentifier",
      /^[A-Za-z](?!.*--)[A-Za-z0-9-]*(?<!-)$/,
      "letters, digits and single hyphens, a letter first",
    ),
    rule("enabledCloudwatchLogsExports[*]", (log, { engine }) => {
      const logs = LOGS[String(engine)];
      return logs && !logs.includes(String(log))
        ? `is ${JSON.stringify(log)}; ${String(engine)} has ${logs.join(", ")}`
        : undefined;
    }),
    isArn("kmsKeyId"),
    isArn("performanceInsightsKmsKeyId"),
    needs("masterUserSecretKmsKeyId", "manageMasterUserPassword"),
    oneOf("databaseInsightsMode", ["standard", "advanced"]),
    oneOf("networkType", ["IPV4", "DUAL"]),
    zoneAt("availabilityZone"),
  ),
  identity: ({ seed }) => `db-${seed.text(26, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "resource")}`,
  outputs: outputsOf,
  keeps: reasonToKeep,
};

function outputsOf(made: Made): Properties {
  const { inputs, account, seed, id } = made;
  const host = `${String(inputs.identifier)}.c${seed.text(11, "abcdefghijklmnopqrstuvwxyz0123456789", "host")}.${regionOf(inputs, account)}.rds.amazonaws.com`;
  const port = inputs.port ?? PORTS[String(inputs.engine)] ?? 5_432;
  return {
    address: host,
    arn: arn("rds", made, `db:${String(inputs.identifier)}`),
    backupRetentionPeriod: 0,
    caCertIdentifier: "rds-ca-rsa2048-g1",
    endpoint: `${host}:${port}`,
    engineVersionActual: String(inputs.engineVersion ?? ""),
    hostedZoneId: `Z${seed.text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "zone")}`,
    latestRestorableTime: Number(inputs.backupRetentionPeriod ?? 0) > 0 ? MADE_AT : "",
    listenerEndpoints: [],
    masterUserSecrets: inputs.manageMasterUserPassword === true ? [masterUserSecret(made)] : [],
    multiAz: false,
    port,
    replicas: [],
    resourceId: id,
    status: "available",
    tagsAll: tagsAll(made),
    upgradeRolloutOrder: "second",
  };
}

function masterUserSecret(made: Made): Properties {
  const name = `rds!db-${made.seed.uuid("secret")}-${made.seed.text(6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "secret")}`;
  return {
    kmsKeyId: made.inputs.masterUserSecretKmsKeyId ?? arn("kms", made, `key/${made.seed.uuid("default key")}`),
    secretArn: arn("secretsmanager", made, `secret:${name}`),
    secretStatus: "active",
  };
}

function reasonToKeep({ inputs }: WorldObject): string | undefined {
  if (inputs.deletionProtection === true)
    return "it has deletion protection; set deletionProtection to false first, in an up of its own";
  // internal/service/rds/instance.go asks for it when it deletes, not before.
  return inputs.skipFinalSnapshot === true || inputs.finalSnapshotIdentifier !== undefined
    ? undefined
    : "finalSnapshotIdentifier is required when skipFinalSnapshot is false";
}

/** Relational databases. */
export const rds: Readonly<Record<string, ResourceModel>> = {
  [RDS_INSTANCE]: instance,
  ...rdsGroups,
};
