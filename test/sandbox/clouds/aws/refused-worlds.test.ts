import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/world/world.ts";
import { policy, specimen, trust } from "./specimen.ts";
import { openWorld, specimenOf } from "./specimens.ts";

type Row = readonly [what: string, specimen: string, changes: Properties, reason: string];

/** What a mistake needs to be made with. */
const MORE = [
  specimen("s3/bucket:Bucket", "bare", { bucket: "bare" }),
  specimen("acm/certificate:Certificate", "pending", { domainName: "a.example.com", validationMethod: "DNS" }),
  specimen("ec2/launchTemplate:LaunchTemplate", "empty", {}),
  specimen("iam/role:Role", "stranger", { assumeRolePolicy: trust("ec2.amazonaws.com") }),
  specimen("kms/key:Key", "closed", {}),
  specimen("secretsmanager/secret:Secret", "other-secret", {}),
  specimen("lambda/function:Function", "other-function", (made) => ({
    name: "other",
    role: made("role").arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    s3Bucket: "vault-logs",
    s3Key: "rotate.zip",
  })),
];

const { cloud, made } = openWorld(undefined, MORE);

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("AWS in the sandbox refuses, as the world is,", () => {
  const nowhere = "arn:aws:sns:us-east-1:111122223333:nowhere";

  it.each<Row>([
    ["a subnet outside its VPC", "private-a", { cidrBlock: "10.1.0.0/24" }, "is not within 10.0.0.0/16"],
    ["a subnet upon another", "private-a", { cidrBlock: "10.0.1.128/25" }, "conflicts with 10.0.1.0/24"],
    [
      "a subnet in no VPC",
      "private-a",
      { vpcId: "vpc-1" },
      'vpcId names aws:ec2/vpc:Vpc "vpc-1", which does not exist',
    ],
    ["a second internet gateway", "gateway", {}, "already has the internet gateway"],
    ["a second route to one destination", "route", {}, "already exists"],
    ["an association of a subnet that is missing", "association", { subnetId: "subnet-1" }, "which does not exist"],
    ["a second association of one subnet", "association", {}, "is taken by"],
    ["a rule of a group that is missing", "ingress", { securityGroupId: "sg-1" }, "which does not exist"],
    ["one rule twice", "ingress", {}, "the rule already exists as sgr-0"],
    ["two groups of one name in a VPC", "group", {}, 'name "vault-nodes" is taken by sg-0'],
    [
      "a load balancer in one zone",
      "balancer",
      { name: "other", subnets: [made("private-a").id] },
      "two different availability zones",
    ],
    [
      "logs to a bucket that does not let them in",
      "balancer",
      { name: "other", accessLogs: { bucket: "bare", enabled: true } },
      "the policy of the bucket bare does not let",
    ],
    ["a port that is taken", "listener", {}, "port 443 is taken by the listener"],
    [
      "TCP of an application load balancer",
      "listener",
      { port: 8200, protocol: "TCP", certificateArn: undefined },
      "this load balancer takes HTTP, HTTPS",
    ],
    [
      "a certificate that is pending",
      "listener",
      { port: 8443, certificateArn: made("pending").arn },
      "is PENDING_VALIDATION",
    ],
    ["a priority that is taken", "listener-rule", {}, "priority 1 is taken"],
    [
      "a validation that lacks a record",
      "validation",
      { validationRecordFqdns: ["_a.example.com"] },
      "which proves vault.example.com",
    ],
    [
      "an alias at the apex by CNAME",
      "record",
      { name: "example.com", type: "CNAME", records: ["a.example.org"] },
      "the apex of its zone",
    ],
    [
      "a group of instances from an empty template",
      "nodes",
      { name: "other", launchTemplate: { id: made("empty").id } },
      "has no imageId",
    ],
    [
      "a database of another family",
      "db",
      { identifier: "other", engineVersion: "16.4" },
      "this instance takes postgres16",
    ],
    [
      "subnets of one zone for databases",
      "db-subnets",
      { name: "other", subnetIds: [made("private-a").id] },
      "at least two availability zones",
    ],
    [
      "a cache in a subnet group that is missing",
      "cache",
      { replicationGroupId: "other", subnetGroupName: "nowhere" },
      "which does not exist",
    ],
    [
      "users for Redis without a default one",
      "cache-users",
      { userGroupId: "others", engine: "redis" },
      "a user with the name default",
    ],
    [
      "a role that the service cannot assume",
      "flow-log",
      { iamRoleArn: made("stranger").arn },
      "vpc-flow-logs.amazonaws.com cannot assume the role",
    ],
    [
      "a policy for a role that is missing",
      "secret-policy",
      { policy: policy({ ...statement, Principal: { AWS: "arn:aws:iam::111122223333:role/nobody" } }) },
      "the principal arn:aws:iam::111122223333:role/nobody does not exist",
    ],
    [
      "an attachment of a policy that is missing",
      "attachment",
      { policyArn: "arn:aws:iam::111122223333:policy/nowhere" },
      "which does not exist",
    ],
    [
      "a log group under a key that does not let it",
      "log-group",
      { name: "other", kmsKeyId: made("closed").arn },
      "does not let logs.us-east-1.amazonaws.com",
    ],
    ["a filter of a log group that is missing", "filter", { logGroupName: "nowhere" }, "which does not exist"],
    ["a lock of a bucket without versions", "lock", { bucket: "bare" }, "bucket bare has no versions"],
    ["an ACL of a bucket that takes none", "acl", { bucket: "bare" }, "AccessControlListNotSupported"],
    ["an alarm to nobody", "alarm", { name: "other", alarmActions: [nowhere] }, "which does not exist"],
    [
      "a rotation that may not invoke its function",
      "rotation",
      { secretId: made("other-secret").id, rotationLambdaArn: made("other-function").arn },
      "has no Permission for secretsmanager.amazonaws.com",
    ],
    ["a second secret of one name", "secret", {}, 'name "mongodb" is taken by'],
    ["a replica in the region of its key", "replica-key", { region: "us-east-1" }, "a replica lives in another region"],
    [
      "a key store on a cluster that nobody has initialized",
      "store",
      { customKeyStoreName: "other", cloudHsmClusterId: made("hsm-cluster").id },
      "is UNINITIALIZED",
    ],
    [
      "a trail into a bucket that does not let it in",
      "trail",
      { name: "other", s3BucketName: "bare" },
      "does not let cloudtrail.amazonaws.com write",
    ],
    ["a target that does not exist", "event-target", { arn: nowhere }, "which does not exist"],
    [
      "a backup into a vault that is missing",
      "plan",
      { rules: [{ ruleName: "daily", targetVaultName: "nowhere" }] },
      "which does not exist",
    ],
  ])("%s", (_, name, changes, reason) => {
    const { type, inputs } = specimenOf(name);
    expect(() => cloud.create(type, `another-${name}`, { ...inputs(made), ...changes })).toThrow(reason);
  });
});
