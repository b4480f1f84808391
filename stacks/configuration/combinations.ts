import { candlefishClashes } from "./candlefish-clashes.ts";
import { at, type Clash, mappingAt, repeated } from "./clashes.ts";
import { type Path, pathNotation, type Tree } from "./problems.ts";

/**
 * Finds values that are right alone and wrong together.
 * Reads the configuration as it was given, so that these come out together with problems elsewhere.
 */
export function impossibleCombinations(tree: Tree): Clash[] {
  const boltFoundry = ["systems", "boltfoundry"];
  return [
    ...repeated(tree, bucketsOfStateBackends(tree), "each system's state has a bucket of its own"),
    ...repeated(
      tree,
      [
        [...boltFoundry, "assets", "bucket"],
        [...boltFoundry, "backups", "bucket"],
      ],
      "use another bucket: assets are public, backups never are",
    ),
    ...repeated(
      tree,
      [
        [...boltFoundry, "hetzner", "apiToken"],
        [...boltFoundry, "hetzner", "objectStorageKeys"],
        [...boltFoundry, "cloudflare", "apiToken"],
        [...boltFoundry, "backups", "objectStorageKeys"],
      ],
      "use another item: each credential has its own, and Litestream's can be revoked alone",
    ),
    ...repeatedSshKeys(tree, [...boltFoundry, "server", "sshKeys"]),
    ...outside(tree, [...boltFoundry, "assets", "hostname"], [...boltFoundry, "domain"]),
    ...candlefishClashes(tree),
  ];
}

function bucketsOfStateBackends(tree: Tree): Path[] {
  return Object.keys(mappingAt(tree, ["stateBackends"])).map((name) => ["stateBackends", name, "bucket"]);
}

function repeatedSshKeys(tree: Tree, keys: Path): Clash[] {
  const paths = Object.keys(mappingAt(tree, keys)).map((name) => [...keys, name]);
  const withoutComment = (line: string) => line.split(" ").slice(0, 2).join(" ");
  return repeated(tree, paths, "remove one: Hetzner refuses a public key that it already has", withoutComment);
}

function outside(tree: Tree, path: Path, domain: Path): Clash[] {
  const [name, domainName] = [at(tree, path), at(tree, domain)];
  if (typeof name !== "string" || typeof domainName !== "string" || name.endsWith(`.${domainName}`)) return [];
  const allowed = `a host name under ${pathNotation(domain)}, such as assets.${domainName}`;
  return [{ path, other: domain, message: `is ${JSON.stringify(name)}; use ${allowed}` }];
}
