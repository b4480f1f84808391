import { isUnknown } from "../../protocol/values.ts";
import type { Problem } from "../../schema/validate.ts";
import type { AccountWorld, Properties } from "../../world/world.ts";
import type { Account, Draft, ResourceModel } from "../cloud.ts";
import { customResourceProblems, definitionOf, keepsItsObjects } from "./custom-resources.ts";
import {
  CRD,
  FIRST_NAMESPACES,
  groupVersionOf,
  isBuiltIn,
  isClusterKind,
  kindOf,
  metadataOf,
  NAMESPACE,
} from "./names.ts";
import { missingFromPods } from "./pods.ts";

/** What a change replaces: provider/pkg/provider/diff.go of pulumi-kubernetes, less what no API version of today serves. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  "apps/v1:DaemonSet": ["spec.selector"],
  "apps/v1:Deployment": ["spec.selector"],
  "apps/v1:StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1:Job": ["spec.completions", "spec.completionMode", "spec.parallelism", "spec.selector", "spec.template"],
  "core/v1:ConfigMap": ["binaryData", "data"],
  "core/v1:PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "core/v1:Pod": ["spec"],
  "core/v1:Secret": ["data", "stringData", "type"],
  "core/v1:Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1:RoleBinding": ["roleRef"],
  "storage.k8s.io/v1:StorageClass": ["parameters", "provisioner"],
};

/** Types of the package that are no objects of the API: charts, files, lists, patches. */
const NOT_OBJECTS = /^kubernetes:(helm\.sh|kustomize|yaml)\b|(Patch|List)$/;

/** One model for every kind of object: a name, a namespace that must exist, a definition for custom kinds. */
export function modelOf(type: string): ResourceModel | undefined {
  if (NOT_OBJECTS.test(type)) return undefined;
  return {
    autoname: "metadata.name",
    replaces: [
      "metadata.name",
      "metadata.namespace",
      "apiVersion",
      "kind",
      ...(IMMUTABLE[type.slice("kubernetes:".length)] ?? []),
    ],
    check: (inputs) => checkName(type, inputs),
    identity: (draft) => identify(type, draft),
    requires: (inputs, account, worlds) => missing(type, inputs, account, worlds),
    ...(type === CRD ? { keeps: keepsItsObjects } : {}),
  };
}

// kubernetes.io/docs/concepts/overview/working-with-objects/names: most names are DNS subdomains, a namespace's is a DNS label.
function checkName(type: string, inputs: Properties): readonly Problem[] {
  const { name } = metadataOf(inputs);
  if (name === undefined || isUnknown(name)) return [];
  const rule = type === NAMESPACE ? /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/ : /^[a-z0-9]([-a-z0-9.:]{0,251}[a-z0-9])?$/;
  const label = type === NAMESPACE ? "a DNS label of at most 63" : "a DNS subdomain of at most 253";
  if (rule.test(String(name)) || kindOf(type).startsWith("ClusterRole") || kindOf(type).startsWith("Role")) return [];
  return [
    {
      path: "metadata.name",
      reason: `is ${JSON.stringify(name)}; Kubernetes takes ${label} lower-case letters, digits and hyphens`,
    },
  ];
}

function identify(type: string, { inputs, account }: Draft): string {
  const name = String(metadataOf(inputs).name);
  const namespace = namespaceOf(type, inputs, account, [account.world]);
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The namespace of an object; undefined for kinds that live in none. */
function namespaceOf(
  type: string,
  inputs: Properties,
  account: Account,
  worlds: readonly AccountWorld[],
): string | undefined {
  const scope = isBuiltIn(type) ? undefined : definitionOf(type, worlds)?.scope;
  if (isClusterKind(type) || scope === "Cluster") return undefined;
  return String(metadataOf(inputs).namespace ?? account.settings.namespace ?? "default");
}

function missing(
  type: string,
  inputs: Properties,
  account: Account,
  worlds: readonly AccountWorld[],
): readonly string[] {
  if (!isBuiltIn(type)) {
    const definition = definitionOf(type, worlds);
    if (!definition) return [noDefinition(type)];
    const problems = customResourceProblems(definition, inputs);
    if (problems.length > 0) return problems;
  }
  const namespace = namespaceOf(type, inputs, account, worlds);
  if (namespace === undefined || isUnknown(namespace)) return [];
  const exists = FIRST_NAMESPACES.includes(namespace) || worlds.some((world) => world.get(NAMESPACE, namespace));
  if (!exists) return [`namespace ${JSON.stringify(namespace)} does not exist in ${account.name}`];
  return missingFromPods(type, inputs, namespace, worlds);
}

function noDefinition(type: string): string {
  const [group, version] = groupVersionOf(type);
  return `no matches for kind ${JSON.stringify(kindOf(type))} in version "${group}/${version}": its CustomResourceDefinition is not installed yet`;
}
