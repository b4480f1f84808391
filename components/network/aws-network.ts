import * as ec2 from "@pulumi/aws/ec2/index.js";
import * as pulumi from "@pulumi/pulumi";
import { type AwsNetworkArgs, normalize, type Settings } from "./aws-network-args.ts";
import { logFlows } from "./flow-logs.ts";
import { type Network, type Subnet, subnetCidrs, subnetIds } from "./network.ts";

const everywhere = "0.0.0.0/0";

/**
 * A VPC with a private and a public subnet in each zone. Private subnets go out through NAT, and reach S3 without it, at
 * no cost. Nothing is let in here: that is for the security groups of what stands in the network, and the default one
 * lets nothing through. All traffic is in the flow logs.
 * @throws RunError for addresses that could not work together
 */
export class AwsNetwork extends pulumi.ComponentResource implements Network {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnets: readonly Subnet[];
  readonly publicSubnets: readonly Subnet[];
  /** Addresses that private subnets go out with, for the lists of those who let us in. */
  readonly natAddresses: readonly pulumi.Output<string>[];

  constructor(name: string, args: AwsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = normalize(name, args); // before super: a wrong argument registers nothing
    super("groundplan:network:AwsNetwork", name, {}, opts);
    const vpc = this.createVpc(name, settings);
    const publicTable = this.createPublicTable(name, settings, vpc);
    const zones = this.createZones(name, settings, vpc, publicTable);
    this.vpcId = vpc.id;
    this.privateSubnets = zones.map((zone) => zone.privateSubnet);
    this.publicSubnets = zones.map((zone) => zone.publicSubnet);
    this.natAddresses = [...new Set(zones.map(({ exit }) => exit))].map(({ address }) => address.publicIp);

    this.reachS3(name, settings, [publicTable, ...zones.map(({ privateTable }) => privateTable)]);
    this.reachServices(name, settings);
    logFlows(name, settings, vpc, { parent: this });
    this.registerOutputs({ vpcId: this.vpcId });
  }

  private createVpc(name: string, { cidr, networkName }: Settings) {
    const vpc = new ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: cidr,
        enableDnsSupport: true,
        enableDnsHostnames: true, // interface endpoints answer to the services' own names
        tags: { Name: networkName },
      },
      { parent: this },
    );
    // Without rules: what forgot to name a security group reaches nothing, and nothing reaches it.
    const tags = { Name: `${networkName}-default-closed` };
    new ec2.DefaultSecurityGroup(`${name}-default-closed`, { vpcId: vpc.id, tags }, { parent: this });
    return vpc;
  }

  private createPublicTable(name: string, { networkName }: Settings, vpc: ec2.Vpc) {
    const tags = { Name: `${networkName}-public` };
    const gateway = new ec2.InternetGateway(`${name}-internet`, { vpcId: vpc.id, tags }, { parent: this });
    return new ec2.RouteTable(
      `${name}-public-table`,
      { vpcId: vpc.id, routes: [{ cidrBlock: everywhere, gatewayId: gateway.id }], tags },
      { parent: this },
    );
  }

  private createZones(name: string, settings: Settings, vpc: ec2.Vpc, publicTable: ec2.RouteTable) {
    const exitBehind = this.exits(name, settings);
    return Object.entries(settings.zones).map(([zone, cidrs]) => {
      const open = { zone, kind: "public", cidr: cidrs.public, table: publicTable } as const;
      const publicSubnet = this.createSubnet(name, settings, vpc, open);
      const exit = exitBehind(publicSubnet);
      const privateTable = this.createPrivateTable(name, settings, vpc, zone, exit);
      const closed = { zone, kind: "private", cidr: cidrs.private, table: privateTable } as const;
      return { publicSubnet, exit, privateTable, privateSubnet: this.createSubnet(name, settings, vpc, closed) };
    });
  }

  // What is put into a subnet waits until the subnet has its way out: a machine that starts earlier finds no package, and
  // AWS refuses a public load balancer where no gateway is.
  private createSubnet(name: string, { networkName }: Settings, vpc: ec2.Vpc, place: SubnetPlace): Subnet {
    const { zone, kind, cidr, table } = place;
    const subnet = new ec2.Subnet(
      `${name}-${kind}-${zone}`,
      {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: cidr,
        mapPublicIpOnLaunch: false, // only what asks for one gets a public address
        tags: { Name: `${networkName}-${kind}-${zone}` },
      },
      { parent: this },
    );
    const association = new ec2.RouteTableAssociation(
      `${name}-${kind}-${zone}-routes`,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: this },
    );
    return { zone, cidr, id: pulumi.all([subnet.id, association.id]).apply(([id]) => id) };
  }

  private exits(name: string, settings: Settings): (publicSubnet: Subnet) => Exit {
    let shared: Exit | undefined;
    return (publicSubnet) => {
      if (settings.natGateways === "each-zone") return this.createExit(name, settings, publicSubnet);
      shared ??= this.createExit(name, settings, publicSubnet);
      return shared;
    };
  }

  private createExit(name: string, { networkName, protect }: Settings, { zone, id }: Subnet): Exit {
    const tags = { Name: `${networkName}-nat-${zone}` };
    const address = new ec2.Eip(
      `${name}-nat-address-${zone}`,
      { domain: "vpc", tags },
      { parent: this, protect, retainOnDelete: protect }, // others may let it in by this address
    );
    const gateway = new ec2.NatGateway(
      `${name}-nat-${zone}`,
      { allocationId: address.id, subnetId: id, tags },
      { parent: this },
    );
    return { address, gateway };
  }

  // A table for each zone, whether or not each has its own NAT, so that getting one changes a route and not a subnet.
  private createPrivateTable(name: string, { networkName }: Settings, vpc: ec2.Vpc, zone: string, exit: Exit) {
    return new ec2.RouteTable(
      `${name}-private-table-${zone}`,
      {
        vpcId: vpc.id,
        routes: [{ cidrBlock: everywhere, natGatewayId: exit.gateway.id }],
        tags: { Name: `${networkName}-private-${zone}` },
      },
      { parent: this },
    );
  }

  private reachS3(name: string, { networkName, region }: Settings, tables: readonly ec2.RouteTable[]) {
    new ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: this.vpcId,
        serviceName: `com.amazonaws.${region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: tables.map(({ id }) => id),
        tags: { Name: `${networkName}-s3` },
      },
      { parent: this },
    );
  }

  private reachServices(name: string, { interfaceEndpoints, networkName, region }: Settings) {
    if (interfaceEndpoints.length === 0) return;
    const group = new ec2.SecurityGroup(
      `${name}-endpoints`,
      {
        name: `${networkName}-endpoints`,
        description: "Endpoints of AWS services",
        vpcId: this.vpcId,
        ingress: [
          {
            description: "HTTPS from private subnets",
            protocol: "tcp",
            fromPort: 443,
            toPort: 443,
            cidrBlocks: subnetCidrs(this.privateSubnets),
          },
        ],
        tags: { Name: `${networkName}-endpoints` },
      },
      { parent: this },
    );
    for (const service of interfaceEndpoints) {
      new ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: this.vpcId,
          serviceName: `com.amazonaws.${region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: subnetIds(this.privateSubnets),
          securityGroupIds: [group.id],
          tags: { Name: `${networkName}-${service}` },
        },
        { parent: this },
      );
    }
  }
}

/** A way out of private subnets. */
interface Exit {
  readonly address: ec2.Eip;
  readonly gateway: ec2.NatGateway;
}

/** Where a subnet is, and which way out it has. */
interface SubnetPlace {
  readonly zone: string;
  readonly kind: "private" | "public";
  readonly cidr: string;
  readonly table: ec2.RouteTable;
}
