import { describe, expect, it } from "vitest";
import { DIALECT_RULES } from "../../../src/manifest/rules/dialect.ts";
import { DIGEST, DISCOVERY, D, read } from "./support.ts";

const B = "https://www.purl.org/ivoa.net/EB/schema/types";
const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
const IMAGE = `{locations: [registry.example.org/num/root:1.4], digest: "${DIGEST}"}`;

const IMAGE_OF_MODEL = { locations: ["registry.example.org/num/root:1.4"], digest: DIGEST };

/** `rule pointer line` of each finding, in the order of the text. */
function findingsOf(text: string): readonly string[] {
  const { problems, documents } = read(text);
  return [...problems, ...documents.flatMap((document) => [...document.problems])].map(
    ({ rule, pointer, line }) => `${rule} ${pointer} ${line}`,
  );
}

function modelOf(text: string): unknown {
  const [document] = read(text).documents;
  expect(document?.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return document?.model;
}

describe("dialect B", () => {
  it.each([
    [
      "B1",
      `resources: {compute: [{type: "${B}/resources/compute/simple-compute-1.0.yaml", cores: {requested: {min: 2}}, volumes: [{path: /in, mode: READONLY, resource: table}]}], data: [{type: "${B}/resources/data/simple-data-resource-1.0", name: table, location: "https://d.example.org/t"}]}`,
    ],
    [
      "B2",
      `resources: {compute: [{type: "${B}/resources/compute/simple-compute-resource-1.0", cores: {min: 2}, volumes: [v]}], volumes: [{name: v, type: "${B}/resources/volumes/simple-volume-mount-1.0", path: /in, cardinality: INSTANCE, resources: [table]}], data: [{type: "${B}/resources/data/simple-data-resource-1.0", name: table, location: "https://d.example.org/t"}]}`,
    ],
    [
      "B3",
      `{computer: {type: "${B}/computer/simple-compute-resource-1.0", cores: {min: 2}, volumes: [v]}, volumes: [{name: v, type: "${B}/volume/simple-volume-mount-1.0", path: /in, resources: [table]}], data: [{type: "${B}/data/simple-data-resource-1.0", name: table, location: "https://d.example.org/t"}]}`,
    ],
    [
      "B4",
      `{compute: {type: "${B}/compute/simple-compute-resource-1.0", cores: {min: 2}, volumes: [v]}, volumes: [{name: v, type: "${B}/volume/simple-volume-mount-1.0", path: /in, resources: [table]}], data: [{type: "${B}/data/simple-data-resource-1.0", name: table, location: "https://d.example.org/t"}]}`,
    ],
  ])("%s: reads the machine, its volumes and data", (_version, parts) => {
    const inner = parts.startsWith("{") ? parts.slice(1, -1) : parts;
    const model = modelOf(
      `{executable: {type: "${B}/executable/docker-container-1.0", image: ${IMAGE}}, ${inner}}`,
    );
    expect(model).toMatchObject({
      executable: { kind: "docker-container", image: IMAGE_OF_MODEL },
      compute: {
        kind: "simple-compute-resource",
        cores: { min: 2 },
        volumes: [{ kind: "simple-volume-mount", path: "/in", mode: "READONLY", resource: "table" }],
      },
      data: [{ kind: "simple-data-resource", name: "table", location: "https://d.example.org/t" }],
    });
  });

  it("splits a folder of resources, drops volumes that nothing mounts, and misses one that is not there", () => {
    const volumes = (names: string): string => `executable:
  type: ${B}/executable/docker-container-1.0
  image: ${IMAGE}
compute: {type: "${B}/compute/simple-compute-resource-1.0", volumes: ${names}}
volumes:
  - {name: in, path: /in/, cardinality: CONTAINER, mode: READWRITE, resources: [table, chart]}
  - {name: out, path: /out, resources: [table]}
data:
  - {type: "${B}/data/simple-data-resource-1.0", name: table, location: "https://d.example.org/t"}
  - {type: "${B}/data/simple-data-resource-1.0", name: chart, location: "https://d.example.org/c"}
${DISCOVERY}`;
    expect(modelOf(volumes("[in]"))).toMatchObject({
      compute: {
        volumes: [
          { name: "in", path: "/in/table", mode: "READWRITE", resource: "table" },
          { name: "in", path: "/in/chart", mode: "READWRITE", resource: "chart" },
        ],
      },
    });
    expect(findingsOf(volumes("[in]"))).toEqual([
      "dialect/volume-split /volumes/0 6",
      "dialect/volume-unlinked /volumes/1 7",
    ]);
    expect(findingsOf(volumes("[in, uot]"))).toContain("link/volume /compute/volumes/1 4");
  });

  it.each([
    [`run --name "two words"`, `["run", "--name", "two words"]`],
    ["<seconds> <exit-code>", undefined],
    ["run $HOME", undefined],
    [`run "open`, undefined],
  ])("mends the command %s only when a shell reads nothing more into it", (command, fix) => {
    const text = `executable:\n  type: ${B}/executable/docker-container-1.0\n  image: ${IMAGE}\n  command: ${JSON.stringify(command)}\n`;
    const found = read(text).documents[0]?.problems.find(({ rule }) => rule === "dialect/command-text");
    expect(found?.severity).toBe("warning");
    expect(found?.fix).toBe(fix);
  });

  it("reads Rucio data that is written flat, and a start that is a list of one", () => {
    expect(
      modelOf(`executable: {type: "${B}/executable/docker-container-1.0", image: ${IMAGE}}
data:
  - {type: "${B}/resources/data/Rucio-data-resource-1.0", name: r, endpoint: "https://r.example.org", domain: num, object: t}
schedule: {requested: {start: ["2030-01-01T08:00:00Z/PT1H"], duration: PT1H}}
${DISCOVERY}`),
    ).toMatchObject({
      data: [
        {
          kind: "rucio-data-resource",
          rucio: { endpoint: "https://r.example.org", scope: "num", object: "t" },
        },
      ],
      schedule: { start: "2030-01-01T08:00:00Z/PT1H", duration: "PT1H" },
    });
  });

  it("gives an executable without a name that of the request, and says when there are two", () => {
    const text = (own: string): string =>
      `name: run\nexecutable: {type: "${B}/executable/docker-container-1.0", ${own}image: ${IMAGE}}\n${DISCOVERY}`;
    expect(modelOf(text(""))).toMatchObject({ executable: { name: "run" } });
    expect(modelOf(text("name: root, "))).toMatchObject({ executable: { name: "root" } });
    expect(findingsOf(text("name: root, "))).toEqual(["dialect/name-dropped /name 1"]);
  });
});

describe("dialect C", () => {
  it("finds nothing odd in its own URIs, and offers them for others", () => {
    const text = `executable:
  kind: ${C}/executable/docker-container-1.0
  image: ${IMAGE}
compute:
  kind: ${C}/computer/simple-compute-resource-1.0
  volumes: [in]
volumes:
  - {kind: "${C}/volume/simple-volume-mount-1.0", meta: {name: in}, path: /in, mode: ro, cardinality: SINGLE, resources: [table]}
data:
  - {kind: "${D}/data/simple-data-resource.yaml", meta: {name: table}, location: "https://d.example.org/t"}
${DISCOVERY}`;
    const [document] = read(text).documents;
    expect(document?.variant).toBe("C1/C2");
    expect(document?.problems.map(({ rule, line, fix }) => [rule, line, fix?.replaceAll('"', "")])).toEqual([
      ["kind/spelling", 5, `${C}/compute/simple-compute-resource-1.0`],
      ["volume/mode", 8, "READONLY"],
      ["kind/spelling", 10, `${C}/data/simple-data-resource-1.0`],
    ]);
    expect(document?.model?.compute?.volumes).toEqual([
      {
        kind: "simple-volume-mount",
        kindState: "concrete",
        name: "in",
        path: "/in",
        mode: "READONLY",
        resource: "table",
      },
    ]);
  });

  it("refuses a session where an executable belongs", () => {
    const text = `executable: {kind: "${C}/session/scheduled-execution-session-1.0"}\n`;
    expect(findingsOf(text)).toContain("kind/family /executable/kind 1");
  });
});

describe("the shape of the SRCNet prototype", () => {
  it("takes the metadata for the discovery block, unless the author has one", () => {
    const text = (discovery: string): string => `executable:
  name: root
  type: docker-container
  location: [registry.example.org/num/root:1.4]
  digest: ${DIGEST}
metadata: {description: Takes roots., version: 1.10, authorName: A. Author, specifications: [batch]}
resources: {cores: {min: 5, max: 15}, memory: {min: 3}}
${discovery}`;
    expect(modelOf(text(""))).toMatchObject({
      executable: { name: "root", image: IMAGE_OF_MODEL },
      compute: { kind: "simple-compute-resource", cores: { min: 5, max: 15 }, memory: { min: 3 } },
      discovery: {
        description: "Takes roots.",
        version: "1.10",
        authors: [{ name: "A. Author" }],
        keywords: ["batch"],
      },
    });
    expect(modelOf(text(`discovery: {title: Root, description: Own words.}\n`))).toMatchObject({
      discovery: { title: "Root", description: "Own words.", version: "1.10" },
    });
  });
});

describe("dialect D", () => {
  it("takes a Python program by kind or by type", () => {
    const storage = `storage:\n  - kind: ${D}/storage/simple-storage-resource.yaml\n`;
    for (const line of ["kind: uri:python-program-1.0", "type: uri:python-program"]) {
      const { documents } = read(
        `executable:\n  ${line}\n  requirements: [{numpy: ""}]\n${storage}${DISCOVERY}`,
      );
      expect(documents[0]).toMatchObject({ dialect: "D", problems: [] });
      expect(documents[0]?.model?.executable.kind).toBe("python-program");
    }
  });

  it.each(["executable", "compute", "storage", "volume", "data"])(
    "takes an abstract %s for a placeholder",
    (family) => {
      const names = new Map([
        ["executable", "abstract-executable"],
        ["volume", "abstract-volume-mount"],
      ]);
      const kind = (of: string): string => `${D}/${of}/${names.get(of) ?? `abstract-${of}-resource`}.yaml`;
      const parts = [
        `executable: {kind: "${family === "executable" ? kind(family) : `${D}/executable/jupyter-notebook.yaml`}", location: x}`,
        `compute: {kind: "${kind("compute")}", volumes: [{kind: "${kind("volume")}", resource: d}]}`,
        `storage: [{kind: "${kind("storage")}", meta: {name: s}}]`,
        `data: [{kind: "${kind("data")}", meta: {name: d}}]`,
      ];
      const [document] = read(`${parts.join("\n")}\n`).documents;
      const { executable, compute, storage, data } = document?.model ?? {};
      const found = {
        executable,
        compute,
        storage: storage?.[0],
        volume: compute?.volumes[0],
        data: data?.[0],
      };
      expect(found[family as "data"]).toMatchObject({ kindState: "abstract" });
    },
  );
});

describe("rules about dialects", () => {
  it("say nothing of dialect D", () => {
    const rules = new Set(DIALECT_RULES.map(({ id }) => id));
    const { documents } = read(
      `executable: {kind: "${D}/executable/docker-container.yaml", image: ${IMAGE}, command: [a]}\n${DISCOVERY}`,
    );
    expect(documents[0]?.problems.filter(({ rule }) => rules.has(rule))).toEqual([]);
  });
});
