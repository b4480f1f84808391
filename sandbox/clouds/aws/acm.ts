import type { Properties } from "../../world/world.ts";
import type { ResourceModel } from "../cloud.ts";
import { arn, MADE_AT, type Made } from "./arn.ts";
import { find, inAnUp, keptBy, type Requires } from "./existing.ts";
import { LISTENER } from "./lb-listeners.ts";
import { every, exactlyOne, isSet, matching, needs, oneOf, together } from "./rules.ts";
import { tagsAll } from "./tags.ts";

const CERTIFICATE = "aws:acm/certificate:Certificate";

const isImported = (inputs: Properties) => isSet(inputs, "privateKey") || isSet(inputs, "privateKeyWo");

const certificate: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/acm/certificate.go.
  replaces: [
    "certificateAuthorityArn",
    "domainName",
    "keyAlgorithm",
    "subjectAlternativeNames",
    "validationMethod",
    "validationOptions",
  ],
  check: every(
    exactlyOne("domainName", "privateKey", "privateKeyWo"),
    together("domainName", "certificateBody"),
    needs("certificateBody", "privateKey"),
    matching("domainName", /^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/i, "a domain name without a dot at its end"),
    matching(
      "subjectAlternativeNames[*]",
      /^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/i,
      "domain names without a dot at their end",
    ),
    oneOf("validationMethod", ["DNS", "EMAIL", "HTTP"]),
    (inputs) =>
      isImported(inputs) || isSet(inputs, "validationMethod") || isSet(inputs, "certificateAuthorityArn")
        ? []
        : [{ path: "validationMethod", reason: "or certificateAuthorityArn is required" }],
  ),
  identity: (draft) => arn("acm", draft, `certificate/${draft.seed.uuid()}`),
  outputs: (made) => ({
    arn: made.id,
    domainValidationOptions: made.inputs.validationMethod === "DNS" ? validationOptions(made) : [],
    keyAlgorithm: "RSA_2048",
    notAfter: isImported(made.inputs) ? MADE_AT.replace("2026", "2036") : "",
    notBefore: isImported(made.inputs) ? MADE_AT : "",
    pendingRenewal: false,
    renewalEligibility: "INELIGIBLE",
    renewalSummaries: [],
    status: isImported(made.inputs) ? "ISSUED" : "PENDING_VALIDATION",
    subjectAlternativeNames: domains(made),
    tagsAll: tagsAll(made),
    type: isImported(made.inputs) ? "IMPORTED" : "AMAZON_ISSUED",
    validationEmails: [],
  }),
  keeps: keptBy([LISTENER, "certificateArn"]),
};

function domains({ inputs }: Pick<Made, "inputs">): readonly string[] {
  const more = Array.isArray(inputs.subjectAlternativeNames) ? inputs.subjectAlternativeNames : [];
  return [...new Set([inputs.domainName, ...more].filter((name) => name !== undefined).map(String))];
}

// A wildcard is proven by the same record as the name that it stands under.
function validationOptions(made: Made) {
  return domains(made).map((domainName) => {
    const proven = domainName.replace(/^\*\./, "");
    return {
      domainName,
      resourceRecordName: `_${made.seed.hex(32, `${proven} name`)}.${proven}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${made.seed.hex(32, `${proven} value`)}.${made.seed.text(10, "abcdefghijklmnopqrstuvwxyz", proven)}.acm-validations.aws.`,
    };
  });
}

// The provider refuses a list that leaves one out: internal/service/acm/certificate_validation.go.
const namesEveryRecord: Requires = inAnUp((inputs, { world }) => {
  const { validationRecordFqdns } = inputs;
  if (!Array.isArray(validationRecordFqdns)) return [];
  const certificateToProve = find(world, inputs.certificateArn, [{ type: CERTIFICATE }]);
  const options = (certificateToProve?.outputs.domainValidationOptions ?? []) as readonly Properties[];
  const given = validationRecordFqdns.map((name) => String(name).replace(/\.$/, "").toLowerCase());
  return options
    .filter(({ resourceRecordName }) => !given.includes(String(resourceRecordName).replace(/\.$/, "").toLowerCase()))
    .map(
      ({ domainName, resourceRecordName }) =>
        `validationRecordFqdns lack ${String(resourceRecordName)}, which proves ${String(domainName)}`,
    );
});

const certificateValidation: ResourceModel = {
  // ForceNew in terraform-provider-aws, internal/service/acm/certificate_validation.go.
  replaces: ["certificateArn", "validationRecordFqdns"],
  references: [{ from: "certificateArn", to: CERTIFICATE }],
  requires: namesEveryRecord,
  identity: ({ seed }) => `${MADE_AT.replace("T", " ").replace("Z", "")}.${seed.integer(1, 999)} +0000 UTC`,
};

/** Certificate Manager. */
export const acm: Readonly<Record<string, ResourceModel>> = {
  [CERTIFICATE]: certificate,
  "aws:acm/certificateValidation:CertificateValidation": certificateValidation,
};
