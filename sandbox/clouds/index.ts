import { aws } from "./aws/cloud.ts";
import type { Cloud } from "./cloud.ts";
import { cloudflare } from "./cloudflare/cloud.ts";
import { hcloud } from "./hcloud/cloud.ts";
import { kubernetes } from "./kubernetes/cloud.ts";
import type { Landscape } from "./landscape.ts";
import { onepassword } from "./onepassword/cloud.ts";
import { random } from "./random/cloud.ts";

/** Every cloud that the sandbox simulates. */
export function simulatedClouds(landscape: Landscape): readonly Cloud[] {
  return [aws(landscape), cloudflare(landscape), hcloud, kubernetes, onepassword(landscape), random];
}
