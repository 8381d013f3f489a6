import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { detectVariant } from "../../../src/manifest/dialects/detect.ts";
import { readManifest } from "../../../src/manifest/read.ts";
import { convertManifest } from "../../../src/manifest/convert/convert.ts";
import { bytesOf, D, read, rulesOf } from "./support.ts";

const B = "https://www.purl.org/ivoa.net/EB/schema/types";
const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
const A0 = "https://www.purl.org/ivoa.net/executable-types";

describe("detectVariant", () => {
  it.each([
    ["D", { executable: { kind: `${D}/executable/docker-container.yaml` } }],
    ["D", { executable: { kind: `${D}//EXECUTABLE/docker-container.yaml` }, metadata: {} }],
    ["D", { executable: { kind: "docker-container" } }],
    ["D", { executable: { kind: "uri:python-program-1.0" } }],
    ["D", { executable: { kind: `https://example.org/x` }, data: [{ kind: `${D}/data/x.yaml` }] }],
    ["D", { executable: { type: "uri:python-program" }, data: [{ kind: `${D}/data/x.yaml` }] }],
    ["D", { executable: { image: {} } }],
    ["D", { data: [] }],
    ["C3", { executable: { kind: `${C}/executable/docker-container-1.0` } }],
    ["C3", { executable: { kind: `${C}/executable/docker-container-1.0` }, compute: { volumes: [{}] } }],
    ["C1/C2", { executable: { kind: `${C}/executable/x` }, compute: { volumes: ["in"] } }],
    ["C1/C2", { executable: { kind: `${C.replace("/types", "//types")}/executable/x` }, volumes: [] }],
    ["C0", { executable: { kind: `${B}/executable/docker-container-1.0` } }],
    ["C0", { executable: { kind: "https://zarquan.github.io/purls/docker-container-0.1.html" } }],
    ["B1/B2", { executable: { type: `${B}/executables/docker-container-1.0` }, resources: {} }],
    ["B3", { executable: { type: `${B}/executable/docker-container-1.0` }, computer: {} }],
    ["B4/B5", { executable: { type: `${B}/executable/docker-container-1.0` }, compute: {} }],
    ["B4/B5", { executable: { type: "https://www.PURL.org/ivoa.net//EB//schema/types/executable/x" } }],
    ["A", { executable: { type: "uri:docker-container-1.0" } }],
    ["A", { request: { executable: { type: "uri:docker-container-1.0" } } }],
    ["A′", { executable: { type: "uri:docker-container-0.1" } }],
    ["A0", { executable: { type: `${A0}/docker-container` } }],
    ["A0", { executable: { type: "anything", spec: {} } }],
    ["A0", { request: { executable: { type: `${A0}/oci-container`, spec: {} } } }],
    ["A0", { offer: { ident: "1", request: { executable: { type: `${A0}/oci-container` } } } }],
    ["SRCNet", { executable: { type: "docker-container" } }],
    // A key of another dialect, and hosts that stood in for the one of dialect B.
    [
      "C3",
      {
        executable: {
          type: "https://www.purl.org/ivoa.net/EB/schema/v1.0/types/executable/docker-container-1.0",
        },
      },
    ],
    ["B4/B5", { executable: { type: "https://zarquan.github.io/purls/docker-container-0.1.html" } }],
    ["SRCNet", { executable: { type: "uri:docker-container-1.0" }, metadata: {} }],
  ])("tells %s by its marks: %j", (variant, document) => {
    expect(detectVariant(document)).toBe(variant);
  });

  it("lets documents of one file be of different dialects", () => {
    const text = [
      `executable: {type: uri:jupyter-notebook-1.0, notebook: {file: "https://example.org/a.ipynb"}}`,
      `executable: {kind: "${D}/executable/jupyter-notebook.yaml", location: "https://example.org/b.ipynb"}`,
      `executable: {type: "${B}/executable/jupyter-notebook-1.0", location: "https://example.org/c.ipynb"}`,
    ].join("\n---\n");
    const { documents } = read(text);
    expect(documents.map(({ dialect }) => dialect)).toEqual(["A", "D", "B"]);
    expect(documents.map(({ model }) => model?.executable.location)).toEqual([
      "https://example.org/a.ipynb",
      "https://example.org/b.ipynb",
      "https://example.org/c.ipynb",
    ]);
  });
});

describe.skipIf(process.env["EXECAT_TEST_DATA"] === undefined)("real manifests", () => {
  const folder = path.join(process.env["EXECAT_TEST_DATA"] ?? "", "manifests");
  const bytes = (name: string): Uint8Array => readFileSync(path.join(folder, name));
  const result = (name: string): ReturnType<typeof readManifest> => readManifest(bytes(name), { file: name });

  it("are all read without a throw, each in its dialect, and published or refused for what a person sees", () => {
    const outcomes = readdirSync(folder).map((name) => {
      const [document] = result(name).documents;
      const errors = document?.problems.filter(({ severity }) => severity === "error") ?? [];
      return [name, [document?.variant, document?.model !== undefined, errors.map(({ rule }) => rule)]];
    });
    expect(Object.fromEntries(outcomes)).toMatchObject({
      "heliophorus-androcles.D.yaml": ["D", true, []],
      "heliophorus-cantliei.B.yaml": ["B4/B5", true, []],
      "slides-docker-container.A.yaml": ["A", false, ["image/reference", "image/digest-malformed"]],
      "slides-python-program.A.yaml": ["A", true, []],
      "srcnet-software-metadata.json": ["SRCNet", false, ["image/digest-malformed"]],
    });
  });

  it.each(["D", "C"] as const)("that are published come back the same from dialect %s", (to) => {
    for (const name of readdirSync(folder)) {
      const [document] = result(name).documents;
      if (document?.model === undefined) continue;
      const [converted] = convertManifest(bytes(name), name, to).documents;
      const [again] = readManifest(bytesOf(converted?.text ?? ""), { file: name }).documents;
      expect(again?.model).toEqual(document.model);
    }
  });

  it("of dialect D is published, with its placeholder", () => {
    const model = result("heliophorus-androcles.D.yaml").documents[0]?.model;
    expect(model?.data).toMatchObject([{ kindState: "abstract", name: "input-data" }]);
    expect(model?.compute?.volumes).toMatchObject([{ resource: "input-data", mode: "READONLY" }]);
  });

  it("of dialect B has its command split, with a warning in the author's text", () => {
    const [document] = result("heliophorus-cantliei.B.yaml").documents;
    expect(document?.model?.executable.command).toEqual(["<seconds>", "<exit-code>"]);
    expect(document?.model?.executable.name).toBe("cantliei-test");
    expect(document?.problems).toContainEqual(
      expect.objectContaining({ rule: "dialect/command-text", pointer: "/executable/command", line: 13 }),
    );
  });

  it("of the slides have the faults that the slides have", () => {
    expect(rulesOf(result("slides-docker-container.A.yaml"))).toEqual(
      expect.arrayContaining(["image/reference", "image/digest-malformed"]),
    );
    expect(rulesOf(result("slides-python-program.A.yaml"))).toContain("python/misspelt");
  });

  it("of the SRCNet prototype tells what it is about", () => {
    const [document] = result("srcnet-software-metadata.json").documents;
    expect(document?.discovery).toMatchObject({
      description: "CANUCS is a tool for the analysis of CANFAR data.",
      version: "1.3.0",
      authors: [{ name: "admin" }],
      keywords: ["notebook"],
    });
  });
});
