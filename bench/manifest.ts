import path from "node:path";
import { pathToFileURL } from "node:url";
import { LineCounter, parseAllDocuments } from "yaml";
import { createCheckThread } from "../src/catalogue/check-thread/index.ts";
import { createChecker } from "../src/catalogue/checker.ts";
import { kindUri } from "../src/manifest/kinds.ts";
import { readManifest } from "../src/manifest/read.ts";
import { validatorOf } from "../src/manifest/schemas.ts";
import { findProjectRoot } from "../src/project-root.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import type { Vocabularies } from "../src/vocabulary/vocabulary.ts";

const AIM_PER_SECOND = 1_000;
/** The whole checker costs at most so many times what parsing with positions costs. */
const AIM_RATIO = 2.5;
/** The best of some rounds in turns: what else runs on the machine then disturbs all alike. */
const ROUNDS = 5;
const OPTIONS = { file: "ivoa-execution.yaml" };

/** Times the checking of generated manifests of 60 lines, with its parts beside it; answers a Markdown table. */
export async function run(count = 1_000): Promise<string> {
  const vocabularies = await loadVocabularies(path.join(findProjectRoot(), "vocabularies"));
  const checker = createChecker(vocabularies);
  const texts = Array.from({ length: count }, (_, number) => manifest(number));
  const files = texts.map((text) => new TextEncoder().encode(text));
  const values = texts.map(
    (text) => parseAllDocuments(text).map((document) => document.toJS() as unknown)[0],
  );
  const validate = validatorOf("manifest-d.schema.json");
  const works: readonly (readonly [string, () => number])[] = [
    ["ajv alone (dialect D)", () => countOf(values, (value) => (validate(value), 1))],
    ["yaml alone (parsing with positions)", () => countOf(texts, parseWithPositions)],
    ["read and check", () => countOf(files, (bytes) => readManifest(bytes, OPTIONS).documents.length)],
    [
      "the whole checker, terms and all",
      () => countOf(files, (bytes) => checker.check(bytes, OPTIONS).documents.length),
    ],
  ];
  const rates = new Map(ratesOf(works, count));
  rates.set("the same in its thread, as a crawl does it", await rateInThread(vocabularies, files));
  const parsing = rates.get("yaml alone (parsing with positions)") ?? 1;
  const whole = rates.get("the whole checker, terms and all") ?? 1;
  const verdict = (met: boolean): string => (met ? "met" : "missed");
  return [
    `Checking of ${count} generated manifests of ${manifest(0).split("\n").length} lines, one after the other, best of ${ROUNDS} rounds:`,
    "",
    "| | manifests a second | times parsing |",
    "|---|---|---|",
    ...[...rates].map(([what, rate]) => `| ${what} | ${rate.toFixed(0)} | ${(parsing / rate).toFixed(2)} |`),
    "",
    `Aims: at least ${AIM_PER_SECOND} a second, ${verdict(whole >= AIM_PER_SECOND)}; at most ${AIM_RATIO} times parsing, ${verdict(parsing / whole <= AIM_RATIO)}.`,
    "",
  ].join("\n");
}

/** What the library does by itself to know the place of everything: documents, and a counter of lines. */
function parseWithPositions(text: string): number {
  const lineCounter = new LineCounter();
  return parseAllDocuments(text, { lineCounter, prettyErrors: false }).length;
}

function ratesOf(
  works: readonly (readonly [string, () => number])[],
  count: number,
): ReadonlyMap<string, number> {
  const best = new Map<string, number>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, work] of works) {
      const start = performance.now();
      if (work() !== count) throw new Error(`Not all of ${count} manifests were read (${name})`);
      const rate = (count * 1_000) / (performance.now() - start);
      // The first round only warms up: schemas are compiled, and the code that runs often is.
      if (round > 0) best.set(name, Math.max(best.get(name) ?? 0, rate));
    }
  }
  return best;
}

/** One file a call, which is what most repositories hold; the start of the thread is not counted. */
async function rateInThread(vocabularies: Vocabularies, files: readonly Uint8Array[]): Promise<number> {
  const thread = createCheckThread({ vocabularies: () => vocabularies });
  let best = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const start = performance.now();
    for (const bytes of files) await thread.check([{ bytes, ...OPTIONS }]);
    if (round > 0) best = Math.max(best, (files.length * 1_000) / (performance.now() - start));
  }
  await thread.close();
  return best;
}

function countOf<T>(items: readonly T[], work: (item: T) => number): number {
  let count = 0;
  for (const item of items) count += work(item);
  return count;
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
