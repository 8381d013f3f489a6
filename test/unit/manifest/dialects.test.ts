import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest } from "../../../src/manifest/read.ts";
import { D, DIGEST, DISCOVERY, read, rulesOf } from "./support.ts";

describe("dialects", () => {
  it("A: puts registry, image and tag together and finds faults where they stand", () => {
    const text = `executable:\n  name: Newton tool\n  type: uri:docker-container-1.0\n  repository: example.org\n  image: ivoa/newton\n  tag: 2024.12\n  digest: sha256:ac1b....fc70\n`;
    const { documents } = read(text);
    expect(documents[0]?.dialect).toBe("A");
    expect(documents[0]?.problems.map((problem) => [problem.rule, problem.pointer, problem.line])).toEqual([
      ["discovery/missing", "", 1],
      ["yaml/number-as-text", "/executable/tag", 6],
      ["image/digest-malformed", "/executable/digest", 7],
    ]);
    const mended = read(text.replace("sha256:ac1b....fc70", DIGEST)).documents[0]?.model?.executable;
    expect(mended).toEqual({
      kind: "docker-container",
      kindState: "concrete",
      name: "Newton tool",
      image: { locations: ["example.org/ivoa/newton:2024.12"], digest: DIGEST },
    });
  });

  it.each(["uri:python-program", "uri:python-program-1.0"])(
    "A: reads %s with requirements as map or list",
    (type) => {
      const map = read(
        `executable:\n  type: ${type}\n  requirements:\n    python: "> 3.10"\n    numpy:\n${DISCOVERY}`,
      );
      const list = read(
        `executable:\n  type: ${type}\n  requirements:\n    - python: "> 3.10"\n    - numpy\n${DISCOVERY}`,
      );
      const requirements = [
        { name: "python", specifier: "> 3.10" },
        { name: "numpy", specifier: "" },
      ];
      for (const { documents } of [map, list]) {
        expect(documents[0]).toMatchObject({ dialect: "A", problems: [] });
        expect(documents[0]?.model?.executable).toEqual({
          kind: "python-program",
          kindState: "concrete",
          requirements,
        });
      }
    },
  );

  it("D: takes a Python program by kind or by type", () => {
    const storage = `storage:\n  - kind: ${D}/storage/simple-storage-resource.yaml\n`;
    for (const line of ["kind: uri:python-program-1.0", "type: uri:python-program"]) {
      const { documents } = read(
        `executable:\n  ${line}\n  requirements: [{numpy: ""}]\n${storage}${DISCOVERY}`,
      );
      expect(documents[0]).toMatchObject({ dialect: "D", problems: [] });
      expect(documents[0]?.model?.executable.kind).toBe("python-program");
    }
  });

  it.each([
    ["A0", "request:\n  executable: {spec: {image: x}}\n"],
    ["A0", "executable:\n  type: https://www.purl.org/ivoa.net/executable-types/docker-container\n"],
    [
      "B",
      "executable:\n  type: https://www.purl.org/ivoa.net//EB/schema/types/executable/docker-container-1.0\n",
    ],
    [
      "C",
      "executable:\n  kind: https://www.purl.org/ivoa.net/EB/schema/v1.0/types/executable/docker-container-1.0\n",
    ],
    [
      "C",
      "executable:\n  kind: https://www.purl.org/ivoa.net/EB/schema/types/executable/docker-container-1.0\n",
    ],
    ["SRCNet", "executable:\n  type: docker-container\n"],
  ])("%s: is recognised and refused with one finding", (dialect, text) => {
    const { documents } = read(text);
    expect(documents[0]).toMatchObject({ dialect, model: undefined });
    expect(documents[0]?.problems.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["dialect/unread", "error"],
    ]);
  });
});

describe.skipIf(process.env["EXECAT_TEST_DATA"] === undefined)("real manifests", () => {
  const folder = path.join(process.env["EXECAT_TEST_DATA"] ?? "", "manifests");
  const result = (name: string): ReturnType<typeof readManifest> =>
    readManifest(readFileSync(path.join(folder, name)), { file: name });

  it("are all read without a throw, each in its dialect", () => {
    const dialects = readdirSync(folder).map((name) => [name, result(name).documents[0]?.dialect]);
    expect(Object.fromEntries(dialects)).toMatchObject({
      "heliophorus-androcles.D.yaml": "D",
      "heliophorus-cantliei.B.yaml": "B",
      "slides-docker-container.A.yaml": "A",
      "slides-python-program.A.yaml": "A",
      "srcnet-software-metadata.json": "SRCNet",
    });
  });

  it("of dialect D is published, with its placeholder", () => {
    const model = result("heliophorus-androcles.D.yaml").documents[0]?.model;
    expect(model?.data).toMatchObject([{ kindState: "abstract", name: "input-data" }]);
    expect(model?.compute?.volumes).toMatchObject([{ resource: "input-data", mode: "READONLY" }]);
  });

  it("of the slides have the faults that the slides have", () => {
    expect(rulesOf(result("slides-docker-container.A.yaml"))).toEqual(
      expect.arrayContaining(["image/reference", "image/digest-malformed"]),
    );
    expect(rulesOf(result("slides-python-program.A.yaml"))).toContain("python/misspelt");
  });
});
