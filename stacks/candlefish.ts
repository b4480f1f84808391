import { Candlefish } from "../systems/candlefish/candlefish.ts";
import type { CandlefishOutputs } from "../systems/candlefish/outputs.ts";
import { type Profile, profiles } from "./configuration/profiles.ts";
import type { CandlefishConfiguration } from "./configuration/schema.ts";
import { aws } from "./providers.ts";

// The names that the owners of the account asked for.
const tags = {
  Environment: "production",
  Project: "Candlefish-AI",
  Component: "Secrets-Management",
  DeployedBy: "Groundplan",
};

/** Makes Candlefish in the account that the configuration names, and in no other. */
export function candlefish(configuration: CandlefishConfiguration): CandlefishOutputs {
  const { alarms, ...rest } = configuration;
  const { accountId, region } = configuration;
  const args = { ...rest, ...guardOf(profiles.production), alarmEmails: alarms.emails, machineTags: tags };
  return new Candlefish("candlefish", args, { providers: [aws("candlefish-aws", { accountId, region, tags })] })
    .outputs;
}

function guardOf(profile: Profile) {
  const { auditRetentionDays, backupRetentionDays, deletionProtection, natGateways, protect, searchableLogDays } =
    profile;
  return { auditRetentionDays, backupRetentionDays, deletionProtection, natGateways, protect, searchableLogDays };
}
