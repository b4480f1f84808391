import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/world/world.ts";
import { IN_VIRGINIA } from "./specimen.ts";
import { openWorld } from "./specimens.ts";

describe("A read from AWS in the sandbox", () => {
  const { cloud, made } = openWorld();
  const read = (token: string, args: Properties = {}) => cloud.provider.invoke(`aws:${token}`, args);

  it("names the zones of the region", () => {
    expect(read("index/getAvailabilityZones:getAvailabilityZones")).toMatchObject({
      names: ["a", "b", "c", "d", "e", "f"].map((letter) => `${IN_VIRGINIA.region}${letter}`),
      zoneIds: ["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"],
    });
    expect(() => read("index/getAvailabilityZones:getAvailabilityZones", { region: "mars-1" })).toThrow("add them in");
  });

  it("names region and partition", () => {
    expect(read("index/getRegion:getRegion")).toMatchObject({ region: "us-east-1", name: "us-east-1" });
    expect(read("index/getPartition:getPartition")).toMatchObject({ partition: "aws", dnsSuffix: "amazonaws.com" });
  });

  it("finds one image for one question", () => {
    const question = { owners: ["amazon"], filters: [{ name: "architecture", values: ["arm64"] }] };
    const image = read("ec2/getAmi:getAmi", question);
    expect(image).toMatchObject({ architecture: "arm64", imageOwnerAlias: "amazon", id: image.imageId });
    expect(image.id).toMatch(/^ami-0[0-9a-f]{16}$/);
    expect(read("ec2/getAmi:getAmi", question).id).toBe(image.id);
    expect(read("ec2/getAmi:getAmi", { owners: ["amazon"] }).id).not.toBe(image.id);
    expect(() => read("ec2/getAmi:getAmi")).toThrow("must be set");
  });

  it("reads AWS's public parameters and the account's own, and no others", () => {
    const parameter = (name: string) => read("ssm/getParameter:getParameter", { name }).value;
    expect(parameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")).toMatch(
      /^ami-0[0-9a-f]{16}$/,
    );
    expect(parameter("/vault/address")).toBe("made up");
    expect(() => parameter("/vault/nowhere")).toThrow("ParameterNotFound");
  });

  it("finds a zone by its name, with or without the last dot", () => {
    const zone = made("zone");
    expect(read("route53/getZone:getZone", { name: "example.com." })).toMatchObject({
      zoneId: zone.id,
      privateZone: false,
    });
    expect(() => read("route53/getZone:getZone", { name: "example.org" })).toThrow("no matching Route 53 Hosted Zone");
  });

  it("renders a policy to the letter, as the provider does", () => {
    const statements = [
      {
        sid: "Read",
        actions: ["s3:GetObject", "s3:ListBucket"],
        resources: ["arn:aws:s3:::a/&{aws:username}/*"],
        principals: [{ type: "AWS", identifiers: ["111122223333"] }],
        conditions: [{ test: "StringLike", variable: "s3:prefix", values: ["<a>", "b"] }],
      },
    ];
    const { json, minifiedJson } = read("iam/getPolicyDocument:getPolicyDocument", { statements });
    expect(minifiedJson).toBe(
      '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],' +
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's
        '"Resource":"arn:aws:s3:::a/${aws:username}/*","Principal":{"AWS":"111122223333"},' +
        '"Condition":{"StringLike":{"s3:prefix":["\\u003ca\\u003e","b"]}}}]}',
    );
    expect(String(json).split("\n").slice(0, 3)).toEqual(["{", '  "Version": "2012-10-17",', '  "Statement": [']);
    const override = read("iam/getPolicyDocument:getPolicyDocument", {
      sourcePolicyDocuments: [String(minifiedJson)],
      statements: [{ sid: "Read", effect: "Deny", actions: ["s3:*"], resources: ["*"] }],
    });
    expect(JSON.parse(String(override.json)).Statement).toEqual([
      { Sid: "Read", Effect: "Deny", Action: "s3:*", Resource: "*" },
    ]);
    expect(() => read("iam/getPolicyDocument:getPolicyDocument", { statements: [{ sid: "A" }, { sid: "A" }] })).toThrow(
      "duplicate Sid (A)",
    );
  });
});
