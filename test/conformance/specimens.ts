import type { Properties } from "../../sandbox/world/world.ts";

/** A resource that is right, and what happens to it. */
export interface Specimen {
  readonly type: string;
  readonly valid: Properties;
  /** One change for each property that matters. */
  readonly changes: readonly Properties[];
  /** Inputs in place of `valid` that the plugin refuses. */
  readonly wrong?: readonly Properties[];
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpMadeUpM made-up";
const rule = { direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/0"] };
const server = { name: "web", serverType: "cpx11", location: "ash", image: "ubuntu-24.04" };

/** Hetzner Cloud. */
export const hcloudSpecimens: readonly Specimen[] = [
  {
    type: "hcloud:index/server:Server",
    valid: server,
    changes: [
      { name: "other" },
      { serverType: "cpx21" },
      { location: "hil" },
      { image: "debian-13" },
      { userData: "#cloud-config" },
      { sshKeys: ["1"] },
      { firewallIds: [1] },
      { backups: true },
      { labels: { a: "b" } },
      { deleteProtection: true, rebuildProtection: true },
    ],
    wrong: [
      { ...server, sise: "big" },
      { ...server, backups: "maybe" },
      { ...server, firewallIds: ["a"] },
      { ...server, datacenter: "fsn1-dc14" },
      { name: "web" },
    ],
  },
  {
    type: "hcloud:index/sshKey:SshKey",
    valid: { name: "key", publicKey },
    changes: [{ name: "other" }, { publicKey: publicKey.replace("made-up", "other") }, { labels: { a: "b" } }],
    wrong: [{ name: "key" }],
  },
  {
    type: "hcloud:index/firewall:Firewall",
    valid: { name: "fence", rules: [rule] },
    changes: [{ name: "other" }, { rules: [{ ...rule, port: "443" }] }, { labels: { a: "b" } }],
    wrong: [
      { name: "fence", rules: [{ ...rule, direction: "up" }] },
      { name: "fence", rules: [{ ...rule, sourceIps: ["everywhere"] }] },
      { name: "fence", rules: [{ ...rule, prot: "tcp" }] },
    ],
  },
  {
    type: "hcloud:index/firewallAttachment:FirewallAttachment",
    valid: { firewallId: 1, serverIds: [1] },
    changes: [{ firewallId: 2 }, { serverIds: [1, 2] }],
    wrong: [{ serverIds: [1] }],
  },
  {
    type: "hcloud:index/floatingIp:FloatingIp",
    valid: { name: "ip", type: "ipv4", homeLocation: "ash" },
    changes: [
      { name: "other" },
      { type: "ipv6" },
      { homeLocation: "hil" },
      { description: "x" },
      { deleteProtection: true },
    ],
    wrong: [{ name: "ip", homeLocation: "ash" }],
  },
  {
    type: "hcloud:index/floatingIpAssignment:FloatingIpAssignment",
    valid: { floatingIpId: 1, serverId: 1 },
    changes: [{ floatingIpId: 2 }, { serverId: 2 }],
    wrong: [{ floatingIpId: 1 }, { floatingIpId: "a", serverId: 1 }],
  },
  {
    type: "hcloud:index/volume:Volume",
    valid: { name: "disk", size: 10, location: "ash", format: "ext4" },
    changes: [{ name: "other" }, { size: 20 }, { location: "hil" }, { format: "xfs" }, { deleteProtection: true }],
    wrong: [
      { name: "disk", location: "ash" },
      { name: "disk", location: "ash", size: "big" },
    ],
  },
  {
    type: "hcloud:index/volumeAttachment:VolumeAttachment",
    valid: { volumeId: 1, serverId: 1 },
    changes: [{ volumeId: 2 }, { serverId: 2 }, { automount: true }],
    wrong: [{ serverId: 1 }],
  },
];

/** Random values. */
export const randomSpecimens: readonly Specimen[] = [
  {
    type: "random:index/randomPassword:RandomPassword",
    valid: { length: 20 },
    changes: [{ length: 21 }, { special: false }, { minLower: 2 }, { overrideSpecial: "!" }, { keepers: { a: "b" } }],
    wrong: [{}, { length: 0 }],
  },
  {
    type: "random:index/randomId:RandomId",
    valid: { byteLength: 4 },
    changes: [{ byteLength: 8 }, { prefix: "x" }, { keepers: { a: "b" } }],
    wrong: [{}],
  },
  { type: "random:index/randomUuid:RandomUuid", valid: {}, changes: [{ keepers: { a: "b" } }] },
  { type: "random:index/randomString:RandomString", valid: { length: 8 }, changes: [{ upper: false }], wrong: [{}] },
  {
    type: "random:index/randomBytes:RandomBytes",
    valid: { length: 8 },
    changes: [{ length: 9 }],
    wrong: [{}, { length: 0 }],
  },
  {
    type: "random:index/randomInteger:RandomInteger",
    valid: { min: 1, max: 9 },
    changes: [{ max: 8 }, { seed: "x" }],
    wrong: [{ min: 1 }],
  },
];

const pod = { containers: [{ name: "main", image: "example.com/app@sha256:0" }] };
const workload = {
  selector: { matchLabels: { app: "a" } },
  template: { metadata: { labels: { app: "a" } }, spec: pod },
};
const otherLabels = {
  selector: { matchLabels: { app: "b" } },
  template: { metadata: { labels: { app: "b" } }, spec: pod },
};

/** Kubernetes: what the plugin decides without a cluster. */
export const kubernetesSpecimens: readonly Specimen[] = [
  kubernetes("core/v1", "Namespace", {}, [
    { metadata: { name: "other" } },
    { metadata: { name: "n", labels: { a: "b" } } },
  ]),
  kubernetes("core/v1", "ConfigMap", { data: { a: "b" } }, [{ data: { a: "c" } }]),
  kubernetes("core/v1", "Secret", { stringData: { a: "b" } }, [
    { stringData: { a: "c" } },
    { type: "example.com/other" },
  ]),
  kubernetes("core/v1", "Service", { spec: { clusterIP: "None", ports: [{ port: 1 }] } }, [
    { spec: { clusterIP: "10.0.0.1", ports: [{ port: 1 }] } },
    { spec: { clusterIP: "None", ports: [{ port: 2 }] } },
  ]),
  kubernetes("core/v1", "PersistentVolumeClaim", { spec: { accessModes: ["ReadWriteOnce"] } }, [
    { spec: { accessModes: ["ReadWriteMany"] } },
    { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } } },
  ]),
  kubernetes("apps/v1", "Deployment", { spec: workload }, [
    { spec: otherLabels },
    { spec: { ...workload, replicas: 2 } },
  ]),
  kubernetes("apps/v1", "DaemonSet", { spec: workload }, [{ spec: otherLabels }]),
  kubernetes("apps/v1", "StatefulSet", { spec: { ...workload, serviceName: "a" } }, [
    { spec: { ...workload, serviceName: "b" } },
    { spec: { ...workload, serviceName: "a", replicas: 2 } },
  ]),
  kubernetes("batch/v1", "Job", { spec: { template: { spec: { ...pod, restartPolicy: "Never" } } } }, [
    { spec: { template: { spec: { ...pod, restartPolicy: "OnFailure" } } } },
    { spec: { suspend: true, template: { spec: { ...pod, restartPolicy: "Never" } } } },
  ]),
  kubernetes(
    "rbac.authorization.k8s.io/v1",
    "RoleBinding",
    { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "a" } },
    [
      { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "b" } },
      { subjects: [{ kind: "ServiceAccount", name: "s", namespace: "default" }] },
    ],
  ),
];

function kubernetes(apiVersion: string, kind: string, body: Specimen["valid"], changes: Specimen["changes"]): Specimen {
  const namespaced = kind !== "Namespace";
  return {
    type: `kubernetes:${apiVersion}:${kind}`,
    valid: {
      apiVersion: apiVersion.replace("core/", ""),
      kind,
      metadata: { name: "n", ...(namespaced ? { namespace: "default" } : {}) },
      ...body,
    },
    changes: namespaced ? [...changes, { metadata: { name: "n", namespace: "kube-system" } }] : changes,
  };
}
