import path from "node:path";
import { pathToFileURL } from "node:url";
import { createChecker } from "../src/catalogue/checker.ts";
import { kindUri } from "../src/manifest/kinds.ts";
import { readManifest } from "../src/manifest/read.ts";
import { findProjectRoot } from "../src/project-root.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";

const AIM_PER_SECOND = 1_000;

/** Times the checking of generated manifests of 60 lines; answers a Markdown table. */
export async function run(count = 3_000): Promise<string> {
  const checker = createChecker(await loadVocabularies(path.join(findProjectRoot(), "vocabularies")));
  const files = Array.from({ length: count }, (_, number) => new TextEncoder().encode(manifest(number)));
  const options = { file: "ivoa-execution.yaml" };
  // Once before, so that compiling the schemas is not counted.
  for (const bytes of files.slice(0, 200)) checker.check(bytes, options);
  const read = perSecond(files, (bytes) => readManifest(bytes, options).documents.length);
  const checked = perSecond(files, (bytes) => checker.check(bytes, options).documents.length);
  const row = (what: string, rate: number): string =>
    `| ${what} | ${rate.toFixed(0)} | ≥ ${AIM_PER_SECOND} | ${rate >= AIM_PER_SECOND ? "met" : "missed"} |`;
  return [
    `Checking of ${count} generated manifests of ${manifest(0).split("\n").length} lines, one after the other:`,
    "",
    "| | manifests a second | aim | |",
    "|---|---|---|---|",
    row("read and check", read),
    row("with terms", checked),
    "",
  ].join("\n");
}

function perSecond(files: readonly Uint8Array[], check: (bytes: Uint8Array) => number): number {
  const start = performance.now();
  let documents = 0;
  for (const bytes of files) documents += check(bytes);
  if (documents !== files.length) throw new Error(`${documents} documents of ${files.length} were read`);
  return (files.length * 1_000) / (performance.now() - start);
}

function manifest(number: number): string {
  return `executable:
  kind: ${kindUri("docker-container")}
  meta:
    name: tool-${number}
    description: |-
      Measures what number ${number} is about.
      Second line of the description.
  image:
    locations:
      - registry.example.org/tools/tool-${number}:1.${number}.0
    digest: sha256:${number.toString(16).padStart(64, "0")}
    platform:
      architecture: amd64
      os: linux
  command: ["--input", "/input/table.fits", "--output", "/output"]
  environment:
    THREADS: "4"
compute:
  kind: ${kindUri("simple-compute-resource")}
  meta:
    name: machine
  cores: {min: 2, max: 8}
  memory: {min: 4, max: 16}
  volumes:
    - kind: ${kindUri("simple-volume-mount")}
      path: /input
      mode: READONLY
      resource: input-image
    - kind: ${kindUri("simple-volume-mount")}
      path: /output
      mode: READWRITE
      resource: results
storage:
  - kind: ${kindUri("simple-storage-resource")}
    meta: {name: results}
    size: {min: 10}
data:
  - kind: ${kindUri("abstract-data-resource")}
    meta:
      name: input-image
      description: The image that is looked at.
schedule:
  requested:
    duration: PT1H
discovery:
  name: tool-${number}
  title: Tool ${number}
  summary: Measures what number ${number} is about.
  version: 1.${number}.0
  license: BSD-3-Clause
  homepage: https://tools.example.org/${number}
  repository: https://git.example.org/tools/${number}
  authors:
    - {name: Ada Example, orcid: 0000-0002-1825-0097}
  publications:
    - {doi: 10.1000/${number + 1}}
  keywords: [measuring, numbers]
  terms:
    task: [source extraction]
    input: [image]
    output: [catalogue]
  inputs:
    input-image: {terms: [image], formats: [FITS]}
  parameters:
    - {name: tolerance, type: number, default: "0.1", argument: "--tol {}"}
`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${await run()}\n`);
}
