import { allow, lets, letsAccount, policy, type Specimen, specimen, trust } from "./specimen.ts";

const subnet = (name: string, zone: string, cidrBlock: string) =>
  specimen("ec2/subnet:Subnet", name, (made) => ({ vpcId: made("vpc").id, cidrBlock, availabilityZone: zone }));

const SERVICES = ["ec2", "lambda", "vpc-flow-logs", "backup", "monitoring.rds", "cloudtrail"].map(
  (name) => `${name}.amazonaws.com`,
);

/** Keys, networks, identities and buckets. */
export const FOUNDATION: readonly Specimen[] = [
  specimen("kms/key:Key", "key", {
    policy: policy(letsAccount, lets("logs.us-east-1.amazonaws.com", "cloudtrail.amazonaws.com")),
    enableKeyRotation: true,
    multiRegion: true,
  }),
  specimen("kms/alias:Alias", "alias", (made) => ({ name: "alias/vault", targetKeyId: made("key").id })),
  specimen("kms/keyPolicy:KeyPolicy", "key-policy", (made) => ({ keyId: made("key").id, policy: policy(letsAccount) })),
  specimen("kms/replicaKey:ReplicaKey", "replica-key", (made) => ({
    primaryKeyArn: made("key").arn,
    region: "us-east-2",
  })),
  specimen("ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" }),
  subnet("private-a", "us-east-1a", "10.0.1.0/24"),
  subnet("private-b", "us-east-1b", "10.0.2.0/24"),
  specimen("ec2/internetGateway:InternetGateway", "gateway", (made) => ({ vpcId: made("vpc").id })),
  specimen("ec2/eip:Eip", "eip", { domain: "vpc" }),
  specimen("ec2/natGateway:NatGateway", "nat", (made) => ({
    subnetId: made("private-a").id,
    allocationId: made("eip").id,
  })),
  specimen("ec2/routeTable:RouteTable", "routes", (made) => ({ vpcId: made("vpc").id })),
  specimen("ec2/route:Route", "route", (made) => ({
    routeTableId: made("routes").id,
    destinationCidrBlock: "0.0.0.0/0",
    natGatewayId: made("nat").id,
  })),
  specimen("ec2/routeTableAssociation:RouteTableAssociation", "association", (made) => ({
    routeTableId: made("routes").id,
    subnetId: made("private-a").id,
  })),
  specimen("ec2/securityGroup:SecurityGroup", "group", (made) => ({
    vpcId: made("vpc").id,
    name: "vault-nodes",
    description: "Vault",
  })),
  specimen("ec2/defaultSecurityGroup:DefaultSecurityGroup", "default-group", (made) => ({ vpcId: made("vpc").id })),
  specimen("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ingress", (made) => ({
    securityGroupId: made("group").id,
    ipProtocol: "tcp",
    fromPort: 8200,
    toPort: 8201,
    cidrIpv4: "10.0.0.0/16",
  })),
  specimen("vpc/securityGroupEgressRule:SecurityGroupEgressRule", "egress", (made) => ({
    securityGroupId: made("group").id,
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
  })),
  specimen("ec2/securityGroupRule:SecurityGroupRule", "older-rule", (made) => ({
    type: "ingress",
    securityGroupId: made("group").id,
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    self: true,
  })),
  specimen("ec2/vpcEndpoint:VpcEndpoint", "endpoint", (made) => ({
    vpcId: made("vpc").id,
    serviceName: "com.amazonaws.us-east-1.kms",
    vpcEndpointType: "Interface",
    subnetIds: [made("private-a").id],
    securityGroupIds: [made("group").id],
  })),
  specimen("iam/role:Role", "role", { name: "vault", assumeRolePolicy: trust(...SERVICES) }),
  specimen("iam/policy:Policy", "policy", { name: "vault", policy: policy(allow) }),
  specimen("iam/rolePolicy:RolePolicy", "role-policy", { role: "vault", policy: policy(allow) }),
  specimen("iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", (made) => ({
    role: "vault",
    policyArn: made("policy").arn,
  })),
  specimen("iam/instanceProfile:InstanceProfile", "profile", { name: "vault", role: "vault" }),
  specimen("s3/bucket:Bucket", "logs", { bucket: "vault-logs", objectLockEnabled: true }),
  specimen("s3/bucketVersioning:BucketVersioning", "versioning", {
    bucket: "vault-logs",
    versioningConfiguration: { status: "Enabled" },
  }),
  specimen("s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "lock", {
    bucket: "vault-logs",
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
  }),
  specimen("s3/bucketOwnershipControls:BucketOwnershipControls", "ownership", {
    bucket: "vault-logs",
    rule: { objectOwnership: "BucketOwnerPreferred" },
  }),
  specimen("s3/bucketAcl:BucketAcl", "acl", { bucket: "vault-logs", acl: "log-delivery-write" }),
  specimen("s3/bucketPolicy:BucketPolicy", "bucket-policy", {
    bucket: "vault-logs",
    policy: policy(lets("cloudtrail.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com")),
  }),
  specimen("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
    bucket: "vault-logs",
    blockPublicAcls: true,
  }),
  specimen(
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "encryption",
    (made) => ({
      bucket: "vault-logs",
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: made("key").arn } }],
    }),
  ),
  specimen("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle", {
    bucket: "vault-logs",
    rules: [{ id: "old", status: "Enabled" }],
  }),
  specimen("s3/bucketCorsConfiguration:BucketCorsConfiguration", "cors", {
    bucket: "vault-logs",
    corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }],
  }),
  specimen("s3/bucketLogging:BucketLogging", "logging", {
    bucket: "vault-logs",
    targetBucket: "vault-logs",
    targetPrefix: "s3/",
  }),
  specimen("s3/bucketReplicationConfig:BucketReplicationConfig", "replication", (made) => ({
    bucket: "vault-logs",
    role: made("role").arn,
    rules: [{ status: "Enabled", destination: { bucket: made("logs").arn } }],
  })),
  specimen("s3/bucketObjectv2:BucketObjectv2", "object", {
    bucket: "vault-logs",
    key: "rotate.zip",
    content: "made up",
  }),
];
