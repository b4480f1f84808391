import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/world/world.ts";
import { openWorld, specimenOf } from "./specimens.ts";

type Row = readonly [what: string, specimen: string, changes: Properties, reason: string];

const { cloud, made } = openWorld();

describe("AWS in the sandbox refuses, of networks, machines and databases,", () => {
  it.each<Row>([
    ["a network that is none", "vpc", { cidrBlock: "10.0.0.1/16" }, 'cidrBlock is "10.0.0.1/16"; AWS takes a network'],
    ["a network that is too large", "vpc", { cidrBlock: "10.0.0.0/8" }, "AWS takes /16 to /28"],
    [
      "names for hosts without DNS",
      "vpc",
      { enableDnsHostnames: true, enableDnsSupport: false },
      "needs enableDnsSupport",
    ],
    [
      "a zone of another region",
      "private-a",
      { availabilityZone: "eu-west-1a" },
      'is "eu-west-1a"; us-east-1 has us-east-1a, ',
    ],
    [
      "a NAT gateway without an address",
      "nat",
      { allocationId: undefined },
      "allocationId is required with connectivityType public",
    ],
    [
      "a private NAT gateway with an address",
      "nat",
      { connectivityType: "private" },
      "not supported with connectivityType private",
    ],
    ["a route to nowhere", "route", { natGatewayId: undefined }, "or coreNetworkArn or"],
    ["a route to two places", "route", { gatewayId: "igw-1" }, "cannot be set together with natGatewayId"],
    ["a group outside a VPC", "group", { vpcId: undefined }, "vpcId is required: this account has no default VPC"],
    ["a group that is called like an id", "group", { name: "sg-vault" }, "not starting with sg-"],
    ["a rule from nowhere", "ingress", { cidrIpv4: undefined }, "cidrIpv4 or cidrIpv6 or prefixListId"],
    ["a rule with its ports the wrong way round", "ingress", { fromPort: 9000 }, "fromPort is 9000, above toPort 8201"],
    [
      "a rule for all protocols with a port",
      "egress",
      { fromPort: 1, toPort: 2 },
      "has no meaning for the protocol -1",
    ],
    ["a rule of the older kind without a source", "older-rule", { self: undefined }, "cidrBlocks or ipv6CidrBlocks"],
    ["a gateway endpoint to KMS", "endpoint", { vpcEndpointType: "Gateway" }, "Gateway is for s3 and dynamodb"],
    [
      "an endpoint of another region",
      "endpoint",
      { serviceName: "com.amazonaws.eu-west-1.kms" },
      "the services of us-east-1 are called",
    ],
    [
      "a flow log without a role",
      "flow-log",
      { iamRoleArn: undefined },
      "iamRoleArn is required to write to CloudWatch Logs",
    ],
    ["user data that is no base64", "template", { userData: "#!/bin/sh" }, "userData is no base64"],
    [
      "too much user data",
      "template",
      { userData: Buffer.alloc(16_385).toString("base64") },
      "holds 16385 bytes; EC2 takes 16384",
    ],
    ["an image that is none", "template", { imageId: "ubuntu" }, "ami- and 17 hexadecimal digits"],
    [
      "IOPS of gp2",
      "template",
      { blockDeviceMappings: [{ ebs: { iops: 3_000 } }] },
      "ebs.iops cannot be chosen for gp2",
    ],
    ["a group that is smaller than wanted", "nodes", { maxSize: 4 }, "desiredCapacity is 5, above maxSize 4"],
    ["a group without a template", "nodes", { launchTemplate: undefined }, "launchTemplate or mixedInstancesPolicy"],
    [
      "an unknown transition",
      "hook",
      { lifecycleTransition: "terminate" },
      "AWS takes autoscaling:EC2_INSTANCE_LAUNCHING",
    ],
    [
      "a long name of a load balancer",
      "balancer",
      { name: "v".repeat(33) },
      "1 to 32 letters, digits and inner hyphens",
    ],
    [
      "a health check that outlasts its interval",
      "targets",
      { healthCheck: { interval: 5, timeout: 5 } },
      "it must be less than interval 5",
    ],
    ["targets of no port", "targets", { port: undefined }, "port is required"],
    [
      "a forward to nothing",
      "listener",
      { defaultActions: [{ type: "forward" }] },
      "defaultActions[0].targetGroupArn or forward is required",
    ],
    ["TLS without a certificate", "listener", { certificateArn: undefined }, "certificateArn is required for HTTPS"],
    [
      "a condition of two kinds",
      "listener-rule",
      { conditions: [{ pathPattern: { values: ["/"] }, hostHeader: { values: ["a"] } }] },
      "conditions[0].hostHeader cannot be set together with pathPattern",
    ],
    [
      "a certificate that nobody validates",
      "certificate",
      { validationMethod: undefined },
      "validationMethod or certificateAuthorityArn is required",
    ],
    ["an address that is none", "record", { records: ["vault"] }, 'records[0] is "vault", no address for the type A'],
    ["records without a time to live", "record", { ttl: undefined }, "records needs ttl"],
    [
      "a database without a password",
      "db",
      { manageMasterUserPassword: undefined },
      "password or passwordWo or manageMasterUserPassword is required",
    ],
    ["a key for a database in the clear", "db", { storageEncrypted: false }, "kmsKeyId needs storageEncrypted"],
    ["a database outside a VPC", "db", { dbSubnetGroupName: undefined }, "this account has no default VPC"],
    ["a reserved user name", "db", { username: "admin" }, "no word that the engine reserves"],
    [
      "a log that PostgreSQL does not have",
      "db",
      { enabledCloudwatchLogsExports: ["slowquery"] },
      "postgres has iam-db-auth-error, postgresql, upgrade",
    ],
    ["a cache outside a VPC", "cache", { subnetGroupName: undefined }, "this account has no default VPC"],
    ["users without TLS", "cache", { transitEncryptionEnabled: false }, "userGroupIds needs transitEncryptionEnabled"],
    ["a failover to nobody", "cache", { numCacheClusters: 1 }, "needs a node to fail over to"],
    [
      "a user of no authentication",
      "cache-user",
      { noPasswordRequired: undefined },
      "authenticationMode or noPasswordRequired",
    ],
  ])("%s", (_, name, changes, reason) => {
    const { type, inputs } = specimenOf(name);
    expect(cloud.reasons(type, { ...inputs(made), ...changes }).join("\n")).toContain(reason);
  });
});
