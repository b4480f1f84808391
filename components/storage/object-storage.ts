/** Where Hetzner offers Object Storage: https://docs.hetzner.com/storage/object-storage/overview */
export const objectStorageLocations = ["fsn1", "nbg1", "hel1"] as const;
/** A location of Hetzner's Object Storage; in the S3 protocol it is the region. */
export type ObjectStorageLocation = (typeof objectStorageLocations)[number];

/** Host of a location's S3 endpoint, without scheme. */
export function objectStorageHost(location: ObjectStorageLocation): string {
  return `${location}.your-objectstorage.com`;
}
