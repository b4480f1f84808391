import { Provider as OnePasswordProvider } from "@1password/pulumi-onepassword";
import { Provider as AwsProvider } from "@pulumi/aws/provider.js";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider.js";
import { Provider as HetznerProvider } from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import type { OnePasswordVault } from "../components/secrets/onepassword-vault.ts";
import { type ObjectStorageLocation, objectStorageHost } from "../components/storage/object-storage.ts";

/**
 * Reads 1Password as a service account. The token is given, though the package would find it in the environment: what it
 * finds there by itself, it writes into the state in clear.
 */
export function onePassword(token: string): OnePasswordProvider {
  return new OnePasswordProvider("onepassword", { serviceAccountToken: pulumi.secret(token) });
}

/** Hetzner Cloud: one project, told apart by its token. */
export function hetzner(name: string, token: pulumi.Output<string>): HetznerProvider {
  return new HetznerProvider(name, { token });
}

/** Cloudflare: what the token allows. */
export function cloudflare(name: string, apiToken: pulumi.Output<string>): CloudflareProvider {
  return new CloudflareProvider(name, { apiToken });
}

/**
 * Hetzner's Object Storage: the S3 API of one location, without the rest of AWS, whose checks are all left out
 * (https://github.com/hetznercloud/terraform-provider-hcloud/issues/1005). No default tags: it refuses to tag.
 * @param item 1Password item with the project's keys: username = access key, credential = secret key
 */
export function objectStorage(
  name: string,
  location: ObjectStorageLocation,
  vault: OnePasswordVault,
  item: string,
): AwsProvider {
  return new AwsProvider(name, {
    accessKey: vault.read(item, "username"),
    secretKey: vault.read(item, "credential"),
    region: location,
    endpoints: [{ s3: `https://${objectStorageHost(location)}` }],
    s3UsePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: true,
    skipRegionValidation: true,
    skipRequestingAccountId: true,
  });
}

/** AWS itself, with the credentials of the shell; they are refused in any other account. */
export function aws(
  name: string,
  args: { readonly accountId: string; readonly region: string; readonly tags: Readonly<Record<string, string>> },
): AwsProvider {
  const { accountId, region, tags } = args;
  return new AwsProvider(name, { region, allowedAccountIds: [accountId], defaultTags: { tags } });
}
