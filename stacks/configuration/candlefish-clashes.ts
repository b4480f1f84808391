import { type Block, contains, overlap, parseBlock } from "../../components/network/cidr.ts";
import { at, type Clash, mappingAt, repeated } from "./clashes.ts";
import { type Path, pathNotation, type Tree } from "./problems.ts";

const candlefish = ["systems", "candlefish"];

/** Values of Candlefish that are right alone and wrong together. */
export function candlefishClashes(tree: Tree): Clash[] {
  return [
    ...zonesOfAnotherRegion(tree),
    ...impossibleSubnets(tree),
    ...thresholdAboveShares(tree),
    ...adminsOfAnotherAccount(tree),
    ...repeated(
      tree,
      [
        [...candlefish, "buckets", "snapshots"],
        [...candlefish, "buckets", "auditLogs"],
      ],
      "use another bucket: each is locked for a time of its own",
    ),
  ];
}

const zonesPath: Path = [...candlefish, "network", "zones"];

function zonesOfAnotherRegion(tree: Tree): Clash[] {
  const other = [...candlefish, "region"];
  const region = at(tree, other);
  if (typeof region !== "string") return [];
  return Object.keys(mappingAt(tree, zonesPath))
    .filter((zone) => zone.slice(0, -1) !== region)
    .map((zone) => ({
      path: [...zonesPath, zone],
      other,
      message: `name is ${JSON.stringify(zone)}; use a zone of ${pathNotation(other)}, such as ${region}a`,
    }));
}

function impossibleSubnets(tree: Tree): Clash[] {
  const vpcPath = [...candlefish, "network", "cidr"];
  const vpc = blockAt(tree, vpcPath);
  const taken: { readonly path: Path; readonly block: Block }[] = [];
  return Object.keys(mappingAt(tree, zonesPath)).flatMap((zone) =>
    ["private", "public"].flatMap((kind) => {
      const path = [...zonesPath, zone, kind];
      const block = blockAt(tree, path);
      if (block === undefined) return [];
      const clash = (other: Path, allowed: string) => ({
        path,
        other,
        message: `is ${JSON.stringify(at(tree, path))}; use ${allowed}`,
      });
      const earlier = taken.find((subnet) => overlap(subnet.block, block));
      taken.push({ path, block });
      if (vpc !== undefined && !contains(vpc, block)) {
        return [clash(vpcPath, `a network within ${pathNotation(vpcPath)}, ${at(tree, vpcPath)}`)];
      }
      if (earlier === undefined) return [];
      return [
        clash(earlier.path, `addresses that ${pathNotation(earlier.path)}, ${at(tree, earlier.path)}, does not have`),
      ];
    }),
  );
}

function blockAt(tree: Tree, path: Path): Block | undefined {
  const cidr = at(tree, path);
  return typeof cidr === "string" ? parseBlock(cidr) : undefined;
}

function thresholdAboveShares(tree: Tree): Clash[] {
  const path = [...candlefish, "vault", "recovery", "threshold"];
  const other = [...candlefish, "vault", "recovery", "shares"];
  const [threshold, shares] = [at(tree, path), at(tree, other)];
  if (typeof threshold !== "number" || typeof shares !== "number" || threshold <= shares) return [];
  const allowed = `at most ${pathNotation(other)}, ${shares}: nobody could bring together more shares than there are`;
  return [{ path, other, message: `is ${threshold}; use ${allowed}` }];
}

function adminsOfAnotherAccount(tree: Tree): Clash[] {
  const other = [...candlefish, "accountId"];
  const account = at(tree, other);
  const path = [...candlefish, "secretsAdmins"];
  const admins = at(tree, path);
  if (typeof account !== "string" || !Array.isArray(admins)) return [];
  return admins.flatMap((admin: unknown, index) => {
    if (typeof admin !== "string" || admin.split(":")[4] === account) return [];
    const message = `is ${JSON.stringify(admin)}; use a role or a user of ${pathNotation(other)}, ${account}`;
    return [{ path: [...path, index], other, message }];
  });
}
