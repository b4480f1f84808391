import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import * as lb from "@pulumi/aws/lb/index.js";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { subnetCidrs, subnetIds } from "../network/network.ts";
import { vaultPorts } from "./server-configuration.ts";
import type { Settings } from "./vault-cluster-args.ts";

const listenerPort = 443;
const everywhere = "0.0.0.0/0";

/**
 * A leader answers 200 and an unsealed standby 429, which `standbyok` makes 200: a standby passes requests on to the
 * leader. Sealed nodes answer 503, new ones 501 and removed ones 530, and get no requests.
 * https://developer.hashicorp.com/vault/api-docs/system/health
 */
export const healthPath = "/v1/sys/health?standbyok=true";

/** The way to the nodes of a cluster. */
export interface Entrance {
  readonly loadBalancer: lb.LoadBalancer;
  readonly targets: lb.TargetGroup;
  /** What the nodes let in. */
  readonly nodesFirewall: SecurityGroup;
}

/**
 * Makes the load balancer in front of a cluster, and the firewalls of both. It passes TCP through, so that TLS ends at the
 * node and nothing in between sees a secret, and the node sees who connects.
 */
export function createEntrance(name: string, settings: Settings, options: CustomResourceOptions): Entrance {
  const firewall = listenerFirewall(name, settings, options);
  const nodesFirewall = firewallOfNodes(name, settings, firewall, options);
  const targets = createTargets(name, settings, options);
  const { clusterName, deletionProtection, listener, network, protect } = settings;
  const loadBalancer = new lb.LoadBalancer(
    `${name}-load-balancer`,
    {
      name: clusterName,
      loadBalancerType: "network",
      internal: !listener.public,
      subnets: subnetIds(listener.public ? network.publicSubnets : network.privateSubnets),
      securityGroups: [firewall.id],
      enableCrossZoneLoadBalancing: true, // a zone may have one node, and that one may restart
      enableDeletionProtection: deletionProtection,
    },
    { ...options, protect }, // as AWS protects it: a destroy that leaves out what is protected must get by
  );
  new lb.Listener(
    `${name}-listener`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: listenerPort,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    },
    options,
  );
  return { loadBalancer, targets, nodesFirewall };
}

// While no node is healthy, which is so before the ceremony, a network load balancer asks all of them:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
function createTargets(name: string, { clusterName, network }: Settings, options: CustomResourceOptions) {
  return new lb.TargetGroup(
    `${name}-targets`,
    {
      name: clusterName,
      targetType: "instance",
      protocol: "TCP",
      port: vaultPorts.api,
      vpcId: network.vpcId,
      healthCheck: {
        protocol: "HTTPS",
        path: healthPath,
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    },
    options,
  );
}

function listenerFirewall(name: string, settings: Settings, options: CustomResourceOptions) {
  const { clusterName, listener, network } = settings;
  const clients = { ...tcp(listenerPort, "Clients of Vault"), cidrBlocks: [...listener.from] };
  return new SecurityGroup(
    `${name}-listener-firewall`,
    {
      name: `${clusterName}-listener`,
      description: "Load balancer of Vault",
      vpcId: network.vpcId,
      ingress: listener.from.length > 0 ? [clients] : [],
      // By address: the group of the nodes names this one, and each cannot come first.
      egress: [{ ...tcp(vaultPorts.api, "To the nodes"), cidrBlocks: subnetCidrs(network.privateSubnets) }],
      tags: { Name: `${clusterName}-listener` },
    },
    options,
  );
}

function firewallOfNodes(name: string, settings: Settings, listener: SecurityGroup, options: CustomResourceOptions) {
  const { clusterName, network } = settings;
  return new SecurityGroup(
    `${name}-nodes-firewall`,
    {
      name: `${clusterName}-nodes`,
      description: "Nodes of Vault",
      vpcId: network.vpcId,
      ingress: [
        { ...tcp(vaultPorts.api, "From the load balancer"), securityGroups: [listener.id] },
        { ...tcp(vaultPorts.api, "From nodes that join"), self: true },
        { ...tcp(vaultPorts.cluster, "From other nodes"), self: true },
      ],
      egress: [
        { ...tcp(vaultPorts.api, "To nodes that it joins"), self: true },
        { ...tcp(vaultPorts.cluster, "To other nodes"), self: true },
        { ...tcp(443, "To AWS, HashiCorp's and Canonical's packages"), cidrBlocks: [everywhere] },
        { ...tcp(80, "To Ubuntu's mirror in the region, whose packages are signed"), cidrBlocks: [everywhere] },
        { ...tcp(5432, "To databases that Vault makes users in"), cidrBlocks: subnetCidrs(network.privateSubnets) },
      ],
      tags: { Name: `${clusterName}-nodes` },
    },
    options,
  );
}

const tcp = (port: number, description: string) => ({ description, protocol: "tcp", fromPort: port, toPort: port });
