import { describe, expect, it } from "vitest";
import { brokersThatRefuse } from "../../../../src/manifest/rules/brokers/brokers.ts";
import { D, DIGEST, EXECUTABLE, read, SOUND } from "../support.ts";

function reasons(text: string): readonly string[] {
  const { documents } = read(text);
  const model = documents[0]?.model;
  if (model === undefined) throw new Error(JSON.stringify(documents[0]?.problems));
  return brokersThatRefuse(model).flatMap((refusal) => [...refusal.reasons]);
}

const COMPUTE = `compute:\n  kind: ${D}/compute/simple-compute-resource.yaml\n`;

describe("brokers that would refuse a manifest today", () => {
  it("are none for a sound one, placeholders included", () => {
    expect(reasons(SOUND)).toEqual([]);
    const placeholder = `data:\n  - kind: ${D}/data/abstract-data-resource.yaml\n    meta: {name: x}\n`;
    expect(reasons(SOUND + placeholder)).toEqual([]);
  });

  it.each([
    [EXECUTABLE.replace(`    digest: ${DIGEST}\n`, ""), "It demands image.digest, and there is none."],
    [
      EXECUTABLE.replace("    digest", "    platform: {architecture: arm64, os: linux}\n    digest"),
      'It runs amd64 only, not "arm64".',
    ],
    [`${EXECUTABLE}  privileged: true\n`, "It refuses privileged containers."],
    [
      `${EXECUTABLE}  network: {ports: [{protocol: HTTP, internal: {port: 80}}]}\n`,
      "It fails at a port without access, path.",
    ],
    [
      `${EXECUTABLE}${COMPUTE}  cores: {min: 17}\n`,
      "It has at most 16 of cores for a request, and 17 are the least that is asked.",
    ],
    [
      `${EXECUTABLE}${COMPUTE}  memory: {min: 32, max: 64}\n`,
      "It has at most 16 GiB of memory for a request, and 32 GiB are the least that is asked.",
    ],
    [
      `${EXECUTABLE}data:\n  - kind: ${D}/data/S3-data-resource.yaml\n    endpoint: https://s3.example.org\n    bucket: b\n`,
      "It demands the template of data in S3.",
    ],
    [
      `executable:\n  kind: ${D}/executable/singularity-container.yaml\n  location: https://example.org/a.sif\n`,
      'It does not take the kind "singularity-container".',
    ],
    [
      `${EXECUTABLE}schedule: {requested: {duration: PT3H}}\n`,
      'It runs at most two hours, and "PT3H" is longer.',
    ],
    [
      `${EXECUTABLE}schedule: {requested: {duration: P1W}}\n`,
      'It cannot read weeks, months or years in "P1W".',
    ],
    [
      `${EXECUTABLE}schedule: {requested: {duration: PT5S}}\n`,
      'It runs at least 30 seconds, and "PT5S" is shorter.',
    ],
  ])("say why: %s", (text, reason) => {
    expect(reasons(text)).toEqual([reason]);
  });

  it("caps a most that is too much, so that is no reason", () => {
    expect(reasons(`${EXECUTABLE}${COMPUTE}  cores: {min: 1, max: 64}\n`)).toEqual([]);
  });
});
