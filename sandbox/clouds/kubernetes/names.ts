import { isProperties, type Properties } from "../../world/world.ts";

/** A namespace. */
export const NAMESPACE = "kubernetes:core/v1:Namespace";
/** The definition of a custom kind. */
export const CRD = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";

/** What every cluster has from its first minute. */
export const FIRST_NAMESPACES: readonly string[] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Kinds of the API server itself that live in no namespace (`kubectl api-resources --namespaced=false`, Kubernetes 1.36). */
const CLUSTER_KINDS: ReadonlySet<string> = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "ComponentStatus",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IPAddress",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "StorageVersion",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

/** API groups of the API server (`kubectl api-versions`, Kubernetes 1.36); the core group has no name. */
const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** The name in a Kubernetes type's token: `kubernetes:apps/v1:Deployment` → `Deployment`. */
export function kindOf(type: string): string {
  return type.split(":")[2] ?? "";
}

/** The API group and version: `kubernetes:cert-manager.io/v1:Certificate` → `["cert-manager.io", "v1"]`. */
export function groupVersionOf(type: string): readonly [group: string, version: string] {
  const [group = "", version = ""] = (type.split(":")[1] ?? "").split("/");
  return [group === "core" ? "" : group, version];
}

/** Whether the API server itself serves a type; every other one needs a CustomResourceDefinition. */
export function isBuiltIn(type: string): boolean {
  const [group] = groupVersionOf(type);
  return BUILT_IN_GROUPS.has(group);
}

/** Whether a kind that Kubernetes itself brings lives in no namespace. */
export function isClusterKind(type: string): boolean {
  return CLUSTER_KINDS.has(kindOf(type));
}

export function metadataOf(inputs: Properties): Properties {
  return isProperties(inputs.metadata) ? inputs.metadata : {};
}
