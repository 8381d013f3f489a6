import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { convertManifest } from "../../../src/manifest/convert/convert.ts";
import { bytesOf, D, read } from "./support.ts";

const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";

function convert(document: object, to: "C" | "D" = "D"): { text: string; notes: readonly string[] } {
  const [converted] = convertManifest(bytesOf(stringify(document)), "x.yaml", to).documents;
  const notes = (converted?.notes ?? []).map(({ line, pointer, sentence }) => {
    expect([line > 0, sentence.includes("horse")]).toEqual([true, false]);
    return pointer;
  });
  return { text: converted?.text ?? "", notes };
}

const ABSTRACT = {
  executable: {
    kind: `${D}/executable/abstract-executable.yaml`,
    requirements: { numpy: ">= 2" },
    command: ["fit", "/in.fits"],
  },
  compute: {
    kind: `${D}/compute/abstract-compute-resource.yaml`,
    cores: { min: 2 },
    gpus: 2,
    volumes: [
      {
        kind: `${D}/volume/abstract-volume-mount.yaml`,
        path: "/a",
        mode: "READONLY",
        resource: "in",
        lazy: true,
      },
    ],
  },
  storage: [
    {
      kind: `${D}/storage/abstract-storage-resource.yaml`,
      meta: { name: "disk" },
      size: { min: 1 },
      fast: true,
    },
  ],
  data: [
    {
      kind: `${D}/data/abstract-data-resource.yaml`,
      meta: { name: "in" },
      formats: ["fits"],
      note: "An image.",
    },
  ],
};

describe("a conversion", () => {
  it("keeps what an abstract component says beside what its kind has, in both dialects and back", () => {
    const { text, notes } = convert(ABSTRACT);
    expect([text, notes]).toEqual([stringify(ABSTRACT, { lineWidth: 0 }), []]);
    const c = convert(ABSTRACT, "C");
    expect(c.notes).toEqual([]);
    expect(read(c.text).documents[0]?.model).toEqual(read(text).documents[0]?.model);
  });

  it("publishes no secret that an abstract executable holds", () => {
    const executable = { ...ABSTRACT.executable, environment: { ARCHIVE_PASSWORD: "open horse" } };
    const [document] = read(stringify({ executable })).documents;
    expect(document?.problems.map(({ rule }) => rule)).toContain("secret/written");
    expect([document?.model, JSON.stringify(document?.problems).includes("horse")]).toEqual([
      undefined,
      false,
    ]);
  });

  it.each([
    {
      what: "what dialect D knows of a component",
      document: {
        executable: {
          kind: `${D}/executable/docker-container.yaml`,
          image: { locations: ["a.org/b:1"], colour: "red" },
          costs: [{ type: "x" }],
          schedule: { a: 1 },
          phase: "READY",
        },
        compute: { kind: `${D}/compute/simple-compute-resource.yaml`, metrics: [{ type: "x" }], phase: null },
      },
      lost: [
        "/executable/image/colour",
        "/executable/costs",
        "/executable/schedule",
        "/executable/phase",
        "/compute/metrics",
      ],
    },
    {
      what: "what dialect C knows of a component",
      document: {
        executable: { kind: `${C}/executable/docker-container-1.0`, image: { locations: ["a.org/b:1"] } },
        compute: { kind: `${C}/compute/simple-compute-resource-1.0`, costs: [{ type: "x" }], phase: "READY" },
      },
      lost: ["/compute/costs", "/compute/phase"],
    },
    {
      what: "keys of dialect A that its kind has not",
      document: {
        executable: {
          type: "uri:singularity-container-1.0",
          location: "https://a.org/x.sif",
          command: ["fit"],
          environment: { WORD: "horse" },
        },
      },
      lost: ["/executable/command", "/executable/environment"],
    },
    {
      what: "metadata of the prototype",
      document: {
        executable: { name: "root", type: "docker-container", location: ["a.org/b:1"] },
        metadata: { name: "Root", version: "1.4", tag: "1.4" },
      },
      lost: ["/metadata/name", "/metadata/tag"],
    },
  ])("names $what, which is left out", ({ document, lost }) => {
    for (const to of ["C", "D"] as const) expect(convert(document, to).notes).toEqual(lost);
  });
});
