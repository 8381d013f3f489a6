import type { TermRecord } from "../../src/catalogue/entry.ts";
import type { ProgramChange } from "../../src/catalogue/store.ts";
import type { Discovery, ManifestModel } from "../../src/manifest/model.ts";
import { model, programChange } from "../support/entry-builders.ts";

export const DISCOVERY: Discovery = {
  title: "Square Root",
  summary: "Finds the roots of squares in images.",
  description: "Works on **any** square.",
  version: "1.0.0",
  license: "MIT",
  homepage: "https://example.org/root",
  authors: [{ name: "A. Author", orcid: "0000-0002-1825-0097" }],
  publications: [{ doi: "10.1000/182" }],
  keywords: ["roots"],
  terms: [],
  inputs: [
    { name: "picture", terms: ["image"], formats: ["FITS"], sample: "https://example.org/sample.fits" },
  ],
  parameters: [],
  layers: [],
  listed: true,
};

/** A container that wants one image of the reader. */
export function squareRootModel(discovery: Discovery = DISCOVERY): ManifestModel {
  return model({
    executable: {
      kind: "docker-container",
      kindState: "concrete",
      image: { locations: ["registry.example.org/root:1.0.0"], digest: `sha256:${"ab".repeat(32)}` },
    },
    compute: {
      kind: "simple-compute-resource",
      kindState: "concrete",
      cores: { min: 2 },
      volumes: [
        {
          kind: "simple-volume-mount",
          kindState: "concrete",
          path: "/input",
          mode: "READONLY",
          resource: "picture",
        },
      ],
    },
    data: [
      { kind: "abstract-data-resource", kindState: "abstract", name: "picture", description: "A picture." },
    ],
    discovery,
  });
}

export function term(facet: string, conceptId: string, text = conceptId): TermRecord {
  const scheme = facet === "input" || facet === "output" ? "data" : facet;
  return { facet, text, scheme, conceptId, origin: "author" };
}

export function squareRoot(
  over: Parameters<typeof programChange>[0] = {},
  terms: readonly TermRecord[] = [term("task", "source-extraction", "source finder"), term("input", "image")],
): ProgramChange {
  const change = programChange({
    id: "01SQUARE",
    path: "local.examples/square-root",
    title: "Square Root",
    summary: "Finds the roots of squares in images.",
    model: squareRootModel(),
    ...over,
  });
  return { ...change, terms };
}
