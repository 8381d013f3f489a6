import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS, kindUri, kindUriOfC, readAnswerKind, readKind } from "../../../src/manifest/kinds.ts";

const B = "https://www.purl.org/ivoa.net/EB/schema/types";
const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
const D = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds";

function nameOf(text: string): string | undefined {
  const reading = readKind(text);
  return reading.state === "known" ? `${reading.kind.family}/${reading.kind.name}` : undefined;
}

/** The map of URIs in the protocol's notes: canonical kind, then its spellings in dialects D, C, B3–B5, B1–B2. */
const URI_MAP: readonly (readonly [kind: string, ...spellings: readonly string[]])[] = [
  ...["docker-container", "singularity-container", "jupyter-notebook"].map(
    (name) =>
      [
        `executable/${name}`,
        `${D}/executable/${name}.yaml`,
        `${C}/executable/${name}-1.0`,
        `${B}/executable/${name}-1.0`,
        `${B}/executables/${name}-1.0`,
        `${B}/executables/${name}-1.0.yaml`,
      ] as const,
  ),
  [
    "compute/simple-compute-resource",
    `${D}/compute/simple-compute-resource.yaml`,
    `${D}/computer/simple-compute-resource.yaml`,
    `${C}/compute/simple-compute-resource-1.0`,
    `${C}/computer/simple-compute-resource-1.0`,
    `${B}/computer/simple-compute-resource-1.0`,
    `${B}/compute/simple-compute-resource-1.0`,
    `${B}/resources/compute/simple-compute-resource-1.0`,
    `${B}/resources/compute/simple-compute-1.0.yaml`,
  ],
  [
    "storage/simple-storage-resource",
    `${D}/storage/simple-storage-resource.yaml`,
    `${C}/storage/simple-storage-resource-1.0`,
    `${B}/storage/simple-storage-resource-1.0`,
    `${B}/resources/storage/simple-storage-resource-1.0`,
    `${B}/resources/storage/simple-storage-1.0.yaml`,
  ],
  [
    "volume/simple-volume-mount",
    `${D}/volume/simple-volume-mount.yaml`,
    `${C}/volume/simple-volume-mount-1.0`,
    `${C.replace("/types", "//types")}/volume/simple-volume-mount-1.0`,
    `${B}/volume/simple-volume-mount-1.0`,
    `${B}/resources/volumes/simple-volume-mount-1.0`,
  ],
  ...(
    [
      ["simple", []],
      ["S3", ["amazon-s3"]],
      ["rucio", ["Rucio"]],
      ["ivoa", []],
      ["skao", ["srcnet"]],
    ] as const
  ).map(
    ([name, others]) =>
      [
        `data/${name}-data-resource`,
        `${D}/data/${name}-data-resource.yaml`,
        `${C}/data/${name}-data-resource-1.0`,
        `${B}/data/${name}-data-resource-1.0`,
        ...[name, ...others].map((spelling) => `${B}/resources/data/${spelling}-data-resource-1.0`),
      ] as const,
  ),
  [
    "session/scheduled-execution-session",
    `${D}/session/scheduled-execution-session.yaml`,
    `${C}/session/scheduled-execution-session-1.0`,
    `${B}/session/execution-session-response-1.0`,
    `${B}/sessions/execution-session-response-1.0`,
  ],
  [
    "session/simple-execution-session",
    `${D}/session/simple-execution-session.yaml`,
    `${C}/session/simple-execution-session-1.0`,
  ],
  [
    "offerset/execution-offerset",
    `${D}/offerset/execution-offerset.yaml`,
    `${C}/offerset/execution-offerset-1.0`,
    `${B}/offerset/offerset-response-1.0`,
    `${B}/offersets/offerset-response-1.0`,
  ],
  ...["costs/simple-minmax-float-cost", "costs/abstract-cost-item"].map(
    (kind) => [kind, `${D}/${kind}.yaml`] as const,
  ),
  ...["metrics/simple-minmax-float-metric", "metrics/abstract-metric-item"].map(
    (kind) => [kind, `${D}/${kind}.yaml`] as const,
  ),
  ...(
    [
      ["executable", "abstract-executable"],
      ["compute", "abstract-compute-resource"],
      ["storage", "abstract-storage-resource"],
      ["volume", "abstract-volume-mount"],
      ["data", "abstract-data-resource"],
    ] as const
  ).map(([family, name]) => [`${family}/${name}`, `${D}/${family}/${name}.yaml`] as const),
];

/** Spellings seen in notes and servers, which mean what they look like. */
const STRAYS: readonly ((uri: string) => string)[] = [
  (uri) => uri.toUpperCase(),
  (uri) => uri.replace(/\/(?=[^/]*$)/u, "//"),
  (uri) => uri.replace("ivoa.net/", "ivoa.net//"),
  (uri) => uri.replace("www.purl.org", "purl.archive.org"),
  (uri) => uri.replace("https://www.purl.org/ivoa.net", "https://ivoa-std.github.io/ExecutionBroker"),
  (uri) => uri.replace("https:", "http:"),
  (uri) => uri.replace("EB/schema/", "EB/"),
  (uri) => uri.replace("Calycopis-openapi/schema", "EB/openapi/schema"),
  (uri) => uri.replace("kinds/executable/", "kinds/executables/"),
];

const ENDINGS = ["", "-1.0", "-1.0.yaml", "-0.1.md", "-0.1.html", ".yaml"].map(
  (ending) => (uri: string) => ` ${uri.replace(/(?:-1\.0)?(?:\.yaml)?$/iu, ending)} `,
);
const ALL_STRAYS = [(uri: string) => uri, ...STRAYS, ...ENDINGS];

describe("the map of URIs", () => {
  const read = (text: string): string | undefined => {
    const answer = readAnswerKind(text);
    return nameOf(text) ?? (answer === undefined ? undefined : `${answer.family}/${answer.name}`);
  };

  it.each(URI_MAP)("reads every spelling of %s as that kind, strays included", (kind, ...spellings) => {
    for (const spelling of spellings) {
      for (const stray of ALL_STRAYS)
        expect([stray(spelling), read(stray(spelling))]).toEqual([stray(spelling), kind]);
    }
  });

  it("reads any mixture of strays", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...URI_MAP),
        fc.nat(),
        fc.array(fc.constantFrom(...STRAYS), { maxLength: 4 }),
        fc.constantFrom(...ENDINGS),
        ([kind, ...spellings], index, strays, end) => {
          const spelling = spellings[index % spellings.length] ?? "";
          expect(read(end(strays.reduce((uri, stray) => stray(uri), spelling)))).toBe(kind);
        },
      ),
    );
  });

  it("is written in dialect C so that it is read as the same kind", () => {
    for (const { name, uri } of KINDS) {
      const written = kindUriOfC(name);
      expect(readKind(written)).toMatchObject({ state: "known", kind: { name } });
      if (!uri.startsWith("uri:")) expect(written.startsWith(C)).toBe(true);
    }
  });
});

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
