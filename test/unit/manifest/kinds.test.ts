import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS, kindUri, readKind } from "../../../src/manifest/kinds.ts";

const B = "https://www.purl.org/ivoa.net/EB/schema/types";
const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
const D = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds";

function nameOf(text: string): string | undefined {
  const reading = readKind(text);
  return reading.state === "known" ? `${reading.kind.family}/${reading.kind.name}` : undefined;
}

describe("readKind", () => {
  it.each([
    [`${D}/executable/docker-container.yaml`, "executable/docker-container"],
    [`${C}/executable/docker-container-1.0`, "executable/docker-container"],
    [`${B}/executable/singularity-container-1.0`, "executable/singularity-container"],
    [`${B}/executables/jupyter-notebook-1.0`, "executable/jupyter-notebook"],
    [`${B}/executables/docker-container-1.0.yaml`, "executable/docker-container"],
    [`${B}/resources/compute/simple-compute-1.0.yaml`, "compute/simple-compute-resource"],
    [`${C}/computer/simple-compute-resource-1.0`, "compute/simple-compute-resource"],
    [`${B}/resources/storage/simple-storage-resource-1.0`, "storage/simple-storage-resource"],
    [`${B}/resources/volumes/simple-volume-mount-1.0`, "volume/simple-volume-mount"],
    [
      "https://www.purl.org/ivoa.net/EB/schema/v1.0//types/volume/simple-volume-mount-1.0",
      "volume/simple-volume-mount",
    ],
    [`${B}/resources/data/amazon-s3-data-resource-1.0`, "data/S3-data-resource"],
    [`${B}/resources/data/Rucio-data-resource-1.0`, "data/rucio-data-resource"],
    [`${D}/data/s3-data-resource.yaml`, "data/S3-data-resource"],
    [`${D}/data/abstract-data-resource.yaml`, "data/abstract-data-resource"],
    ["https://zarquan.github.io/purls/docker-container-0.1.html", "executable/docker-container"],
    ["uri:docker-container-1.0", "executable/docker-container"],
    ["uri:python-program", "executable/python-program"],
    ["URI:Python-Program-1.0", "executable/python-program"],
    ["docker-container", "executable/docker-container"],
  ])("reads %s", (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  it("tells a bare name from a URI", () => {
    expect(readKind("docker-container")).toMatchObject({ spelling: "bare" });
    expect(readKind(`${D}//executable/docker-container.yaml`)).toMatchObject({ spelling: "variant" });
    expect(readKind(`${D}/executable/docker-container.yaml`)).toMatchObject({ spelling: "exact" });
  });

  it.each([
    "uri:docker-container-2.0",
    `${D.replace("v1.0", "v2.0")}/executable/docker-container.yaml`,
    `${D}/executable/docker-contianer.yaml`,
    `${D}/data/docker-container.yaml`,
  ])("does not know %s, but has a suggestion", (text) => {
    expect(readKind(text)).toMatchObject({ state: "unknown", suggestion: { name: "docker-container" } });
  });

  it("has no suggestion for what is like nothing", () => {
    expect(readKind("https://example.org/quantum-annealer")).toEqual({
      state: "unknown",
      suggestion: undefined,
    });
  });

  it("reads what is written for every kind back as that kind", () => {
    for (const kind of KINDS)
      expect(readKind(kindUri(kind.name))).toEqual({ state: "known", kind, spelling: "exact" });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["known", "unknown"]).toContain(readKind(text).state);
      }),
    );
  });
});
