import { parse } from "yaml";
import { isProperties } from "../../world/world.ts";
import { type Cloud, Refusal } from "../cloud.ts";
import { modelOf } from "./objects.ts";

/** Any number of clusters: each kubeconfig opens the one that its current context names. */
export const kubernetes: Cloud = {
  packageName: "kubernetes",
  npmName: "@pulumi/kubernetes",
  signIn({ kubeconfig }, environment) {
    const given = kubeconfig ?? environment.KUBECONFIG;
    if (typeof given !== "string" || given === "")
      throw new Refusal("kubernetes: no kubeconfig. Give the provider one explicitly, as a secret.");
    return clusterOf(given);
  },
  resources: {},
  otherResources: modelOf,
};

function clusterOf(kubeconfig: string): string {
  const config: unknown = parse(kubeconfig);
  const { contexts, "current-context": current } = (config ?? {}) as {
    contexts?: unknown;
    "current-context"?: unknown;
  };
  const context = Array.isArray(contexts)
    ? contexts.find((candidate: unknown) => isNamed(candidate, current))
    : undefined;
  const cluster: unknown = (context as { context?: { cluster?: unknown } } | undefined)?.context?.cluster;
  if (typeof cluster !== "string")
    throw new Refusal("kubernetes: the kubeconfig has no current-context that names a cluster");
  return cluster;
}

function isNamed(candidate: unknown, name: unknown): boolean {
  return isProperties(candidate as never) && (candidate as { name?: unknown }).name === name;
}
