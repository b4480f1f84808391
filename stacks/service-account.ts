import { RunError } from "@pulumi/pulumi";

const variable = "OP_SERVICE_ACCOUNT_TOKEN";
const connectToken = "OP_CONNECT_TOKEN";

/**
 * The token of the environment's 1Password service account. It is the one credential that comes from outside: all
 * others are in the vault that it opens.
 * @throws RunError when there is none, or when another credential of 1Password would get in its way
 */
export function serviceAccountToken(environment: string, vault: string): string {
  if (process.env[connectToken]) throw connectInTheWay();
  const token = process.env[variable];
  if (token) return token;
  throw new RunError(
    `${variable} is not set. The ${environment} stack reads its credentials from 1Password with a service account that ` +
      `may read the vault ${vault} and no other.\n` +
      "Where to get it: 1Password, Developer, Service Accounts; the token is shown once.\n" +
      `How to set it: export ${variable}=… in this shell; in GitHub, as the only secret of the environment ${environment}.`,
  );
}

// 1Password prefers it (https://developer.1password.com/docs/service-accounts/use-with-1password-cli), and its Pulumi
// package copies it from the environment into the provider, and so into the state, in clear.
function connectInTheWay(): RunError {
  return new RunError(
    `${connectToken} is set: 1Password would be read with it, not with ${variable}, and it would end up in the state in ` +
      `clear. Run \`unset ${connectToken}\` first.`,
  );
}
