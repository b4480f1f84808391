import { pick } from "../../protocol/paths.ts";
import { isUnknown } from "../../protocol/values.ts";
import { type AccountWorld, isProperties, type Properties } from "../../world/world.ts";
import { kindOf } from "./names.ts";

/** Where each kind keeps its pods' specification. */
const POD_SPECS: Readonly<Record<string, string>> = {
  CronJob: "spec.jobTemplate.spec.template.spec",
  DaemonSet: "spec.template.spec",
  Deployment: "spec.template.spec",
  Job: "spec.template.spec",
  Pod: "spec",
  ReplicaSet: "spec.template.spec",
  StatefulSet: "spec.template.spec",
};

/** What a pod cannot start without, by the paths under its specification that name it. */
const NEEDS: readonly { readonly kind: string; readonly paths: readonly string[] }[] = [
  {
    kind: "Secret",
    paths: [
      "containers[*].envFrom[*].secretRef.name",
      "containers[*].env[*].valueFrom.secretKeyRef.name",
      "volumes[*].secret.secretName",
    ],
  },
  {
    kind: "ConfigMap",
    paths: [
      "containers[*].envFrom[*].configMapRef.name",
      "containers[*].env[*].valueFrom.configMapKeyRef.name",
      "volumes[*].configMap.name",
    ],
  },
  { kind: "PersistentVolumeClaim", paths: ["volumes[*].persistentVolumeClaim.claimName"] },
  { kind: "ServiceAccount", paths: ["serviceAccountName"] },
];

/** Why pods would never become ready: the API server takes them, the kubelet waits for ever. */
export function missingFromPods(
  type: string,
  inputs: Properties,
  namespace: string,
  worlds: readonly AccountWorld[],
): readonly string[] {
  const path = POD_SPECS[kindOf(type)];
  const spec = path === undefined ? undefined : pick(inputs, path)[0]?.value;
  if (!isProperties(spec)) return [];
  return NEEDS.flatMap(({ kind, paths }) =>
    paths
      .flatMap((from) => pick(spec, from))
      .filter(({ value }) => !isUnknown(value) && !isThere(kind, String(value), namespace, worlds))
      .map(
        ({ path: at, value }) =>
          `${path}.${at} names ${kind} ${JSON.stringify(value)}, which nothing provides in namespace ${JSON.stringify(namespace)}`,
      ),
  );
}

function isThere(kind: string, name: string, namespace: string, worlds: readonly AccountWorld[]): boolean {
  if (kind === "ServiceAccount" && name === "default") return true; // every namespace gets one
  return worlds.some((world) => world.get(`kubernetes:core/v1:${kind}`, `${namespace}/${name}`));
}
