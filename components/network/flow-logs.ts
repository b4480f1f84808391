import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import { FlowLog } from "@pulumi/aws/ec2/flowLog.js";
import type { Vpc } from "@pulumi/aws/ec2/vpc.js";
import * as iam from "@pulumi/aws/iam/index.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { policyDocument, trustService } from "../policy-document.ts";
import type { Settings } from "./aws-network-args.ts";

/**
 * Records all traffic of a VPC in a log group of its own.
 * In CloudWatch and not in a locked bucket: AWS does not say whether its delivery of flow logs can write to a bucket that
 * has a default retention.
 */
export function logFlows(name: string, settings: Settings, vpc: Vpc, options: CustomResourceOptions): void {
  const { accountId, flowLogs, networkName } = settings;
  const group = new cloudwatch.LogGroup(
    `${name}-flow-log-group`,
    { name: `/aws/vpc/${networkName}`, retentionInDays: flowLogs.retentionDays, kmsKeyId: flowLogs.keyArn },
    options,
  );
  const role = new iam.Role(
    `${name}-flow-log-role`,
    {
      name: `${networkName}-flow-logs`,
      assumeRolePolicy: trustService("vpc-flow-logs.amazonaws.com", accountId),
    },
    options,
  );
  const policy = new iam.RolePolicy(
    `${name}-flow-log-policy`,
    { name: "write-flow-logs", role: role.name, policy: group.arn.apply(writeTo) },
    options,
  );
  new FlowLog(
    `${name}-flow-log`,
    {
      vpcId: vpc.id,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      tags: { Name: networkName },
    },
    { ...options, dependsOn: policy },
  );
}

// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, for this log group alone.
function writeTo(groupArn: string): string {
  return policyDocument({
    Sid: "WriteThisLogGroup",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"],
    Resource: [groupArn, `${groupArn}:*`],
  });
}
