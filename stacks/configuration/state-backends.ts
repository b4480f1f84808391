import { z } from "zod";
import { mapping, refusal, text } from "./fields.ts";
import { bucketLocation, projectName } from "./hetzner.ts";
import { awsAccountId, awsRegion, bucketName, onePasswordId } from "./names.ts";

const onHetzner = mapping("State in Object Storage of Hetzner", {
  cloud: z.literal("hetzner").meta({ description: "Object Storage of Hetzner." }),
  project: projectName("Hetzner project that owns the bucket; Object Storage keys belong to one project"),
  bucket: bucketName("Bucket that holds the state"),
  location: bucketLocation("Location of the bucket"),
  objectStorageKeys: onePasswordId("1Password item: username = access key, credential = secret key"),
});

const onAws = mapping("State in S3 of AWS", {
  cloud: z.literal("aws").meta({ description: "S3 of AWS." }),
  accountId: awsAccountId("Account that owns the bucket; refused in any other"),
  bucket: bucketName("Bucket that holds the state"),
  region: awsRegion("Region of the bucket"),
  /** Absent: no table. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
  lockTable: text(
    "DynamoDB table that Terraform locks state with; Pulumi locks in the bucket",
    "3–255 letters, digits, dots, hyphens and underscores",
    /^[A-Za-z0-9._-]{3,255}$/,
  ).exactOptional(),
});

const refuseCloud = refusal("string", "hetzner or aws");

/** Where the state of one system lives. */
export const stateBackend = z
  .discriminatedUnion("cloud", [onHetzner, onAws], {
    error: (issue) =>
      issue.code === "invalid_union"
        ? refuseCloud({ input: (issue.input as { readonly cloud?: unknown }).cloud })
        : refusal("mapping", "a mapping with the key cloud: hetzner or aws")(issue),
  })
  .meta({ description: "Where the state of one system lives." });
