/** The engine's version: what the npm package `pulumi`, `@pulumi/pulumi` and go/cli/go.mod are pinned at (a test compares them). */
export const ENGINE_VERSION = "3.259.0";

/** The first version that may break what the program relies on; the CLI follows semantic versioning. */
export const ENGINE_TOO_NEW = "4.0.0";

/** What go/cli/go.mod asks for in its `go` line (a test compares them). */
export const GO_VERSION = "1.25.11";

/**
 * Whether `version` comes at or after `minimum`; a pre-release (`3.259.0-alpha.1`) comes before its release.
 * Takes what `pulumi version` and `go version` name: `v3.259.0`, `go1.26`.
 */
export function isAtLeast(version: string, minimum: string): boolean {
  const own = parse(version);
  const other = parse(minimum);
  for (const [index, number] of own.numbers.entries()) {
    const difference = number - (other.numbers[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return !own.preRelease || other.preRelease;
}

function parse(version: string) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?(-)?/.exec(version);
  return {
    numbers: [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0), Number(match?.[3] ?? 0)],
    preRelease: match?.[4] !== undefined,
  };
}
