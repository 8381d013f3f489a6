import { describe, expect, it } from "vitest";
import { DIGEST, DISCOVERY, read } from "./support.ts";

const B = "https://www.purl.org/ivoa.net/EB/schema/types";

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

describe("dialect A", () => {
  const CONTAINER = `executable:
  name: Newton tool
  type: uri:docker-container-1.0
  repository: example.org
  image: ivoa/newton
  tag: "2024.12"
  digest: ${DIGEST}
`;

  it("puts registry, image and tag together and finds faults where they stand", () => {
    const text = CONTAINER.replace('"2024.12"', "2024.12").replace(DIGEST, "sha256:ac1b....fc70");
    expect(findingsOf(text)).toEqual([
      "discovery/missing  1",
      "yaml/number-as-text /executable/tag 6",
      "image/digest-malformed /executable/digest 7",
    ]);
    expect(modelOf(text.replace("sha256:ac1b....fc70", DIGEST))).toMatchObject({
      executable: {
        kind: "docker-container",
        kindState: "concrete",
        name: "Newton tool",
        image: { locations: ["example.org/ivoa/newton:2024.12"], digest: DIGEST },
      },
    });
  });

  it.each(["uri:python-program", "uri:python-program-1.0"])(
    "reads %s with requirements as map or list",
    (type) => {
      const map = `executable:\n  type: ${type}\n  requirements:\n    python: "> 3.10"\n    numpy:\n${DISCOVERY}`;
      const list = `executable:\n  type: ${type}\n  requirements:\n    - python: "> 3.10"\n    - numpy\n${DISCOVERY}`;
      for (const text of [map, list]) {
        expect(findingsOf(text)).toEqual([]);
        expect(modelOf(text)).toMatchObject({
          executable: {
            kind: "python-program",
            requirements: [
              { name: "python", specifier: "> 3.10" },
              { name: "numpy", specifier: "" },
            ],
          },
        });
      }
    },
  );

  it("keeps parameters, the life of storage and what a notebook requires", () => {
    expect(
      modelOf(`executable:
  type: uri:jupyter-notebook-1.0
  notebook: {file: "https://example.org/a.ipynb"}
  requirements: {file: "https://example.org/requirements.txt"}
  parameters:
    - {name: COLUMN, type: uri:environment-variable, description: The column.}
    - {name: TABLE, type: uri:filesystem-file, mode: readonly, formats: [{type: uri:filetype-text-csv}]}
resources:
  storage:
    - name: results
      type: uri:persistent-storage
      lifecycle: managed
      lifetime: {requested: {min: P1D}, offered: {max: P5D}}
      size: {requested: {min: 10, units: TiB}}
${DISCOVERY}`),
    ).toMatchObject({
      executable: {
        location: "https://example.org/a.ipynb",
        requirementsFile: "https://example.org/requirements.txt",
        parameters: [
          { name: "COLUMN", type: "uri:environment-variable", description: "The column.", formats: [] },
          {
            name: "TABLE",
            type: "uri:filesystem-file",
            mode: "readonly",
            formats: ["uri:filetype-text-csv"],
          },
        ],
      },
      storage: [
        {
          kind: "simple-storage-resource",
          name: "results",
          persistence: "persistent",
          lifecycle: "managed",
          lifetime: { min: "P1D" },
          size: { min: 10_240 },
        },
      ],
      discovery: {
        title: "Square root",
        parameters: [{ name: "COLUMN", description: "The column.", environment: "COLUMN", type: "string" }],
        inputs: [{ name: "TABLE", formats: ["uri:filetype-text-csv"] }],
      },
    });
  });

  it("makes a placeholder of a parameter that is mounted without data, and links to data where there is some", () => {
    const text = `${CONTAINER}  parameters:
    - {name: INPUT, type: uri:filesystem-file, description: A table.}
resources:
  compute:
    - type: uri:generic-compute
      volumes:
        - {type: uri:filesystem-mount, parameter: INPUT, filepath: /in.csv, mode: readonly}
        - {parameter: OTHER, resource: given, path: /given, mode: rw}
  data:
    - {name: given, type: uri:simple-data-resource, location: "https://data.example.org/x"}
${DISCOVERY}`;
    expect(modelOf(text)).toMatchObject({
      compute: {
        volumes: [
          { path: "/in.csv", mode: "READONLY", resource: "INPUT", parameter: "INPUT" },
          { path: "/given", mode: "READWRITE", resource: "given", parameter: "OTHER" },
        ],
      },
      data: [
        { kind: "simple-data-resource", name: "given" },
        { kind: "abstract-data-resource", kindState: "abstract", name: "INPUT", description: "A table." },
      ],
    });
    expect(findingsOf(text)).toEqual([
      "dialect/parameter-placeholder /resources/compute/0/volumes/0/parameter 14",
    ]);
  });

  it("points into the author's own document", () => {
    const text = `${CONTAINER}resources:
  compute:
    - type: uri:generic-compute
      cores: {requested: {min: 8, max: 4}}
      volumes:
        - {resource: tabel, path: /in}
  data:
    - {name: table, type: uri:simple-data-resource}
schedule:
  requested: {duration: P1H}
`;
    expect(findingsOf(text)).toEqual([
      "discovery/missing  1",
      "amount/order /resources/compute/0/cores/requested 11",
      "link/volume /resources/compute/0/volumes/0/resource 13",
      "shape/required /resources/data/0 15",
      "schedule/duration /schedule/requested/duration 17",
    ]);
  });

  it("keeps the first machine, the first start and the least duration, and says what it leaves out", () => {
    const text = `${CONTAINER}resources:
  compute:
    - {cores: {requested: {min: 2}}, memory: {requested: {min: 4}, offered: {min: 8}}}
    - {cores: {requested: {min: 64}}}
datetime:
  - start: "2030-08-14T11:30Z/T12:00Z"
    duration: {min: PT1H, max: PT4H}
  - start: "2030-08-15T11:30Z/PT30M"
${DISCOVERY}`;
    expect(modelOf(text)).toMatchObject({
      compute: { cores: { min: 2 }, memory: { min: 4 } },
      schedule: { start: "2030-08-14T11:30Z/2030-08-14T12:00Z", duration: "PT1H" },
    });
    expect(findingsOf(text)).toEqual([
      "dialect/compute-dropped /resources/compute/1 11",
      "dialect/duration-max /datetime/0/duration/max 14",
      "dialect/start-dropped /datetime/1/start 15",
    ]);
  });

  it("keeps executables and storage that later dialects have no kind for, as they are", () => {
    const text = `executable: {type: uri:java-program-1.0, name: root, jar: root.jar}
resources:
  storage:
    - {name: bucket, type: uri:amazon-s3-storage, endpoint: "https://s3.example.org", bucket: b}
${DISCOVERY}`;
    expect(modelOf(text)).toMatchObject({
      executable: {
        kind: "uri:java-program-1.0",
        kindState: "unknown",
        name: "root",
        fields: { jar: "root.jar" },
      },
      storage: [
        {
          kind: "uri:amazon-s3-storage",
          kindState: "unknown",
          name: "bucket",
          fields: { endpoint: "https://s3.example.org", bucket: "b" },
        },
      ],
    });
    expect(findingsOf(text)).toEqual([
      "kind/older /executable/type 1",
      "kind/older /resources/storage/0/type 4",
    ]);
  });

  it("A′: reads ports, platform and namespace", () => {
    expect(
      modelOf(`executable:
  type: uri:docker-container-0.1
  repository: registry.example.org/
  namespace: num
  image: root
  tag: "1.4"
  platform: linux/arm64
  network: {ports: [{address: 0.0.0.0, external: 80, internal: 8080, protocol: http}]}
  environment: {__proto__: x, B: y}
${DISCOVERY}`),
    ).toMatchObject({
      executable: {
        image: {
          locations: ["registry.example.org/num/root:1.4"],
          platform: { os: "linux", architecture: "arm64" },
        },
        ports: [{ internal: 8080, protocol: "HTTP" }],
        environment: [
          { name: "__proto__", value: "x" },
          { name: "B", value: "y" },
        ],
      },
    });
  });
});

describe("dialect A0", () => {
  it("reads the wrapper and what stands under spec", () => {
    const text = `request:
  executable:
    name: root
    type: https://www.purl.org/ivoa.net/executable-types/oci-container
    spec:
      repo: registry.example.org
      image: num/root
      tag: 1.40
      digest: ${DIGEST}
      platforms: [{architecture: amd64, os: linux}, {architecture: arm64}]
  resources:
    compute:
      - name: box
        replicas: 2
        type: https://www.purl.org/ivoa.net/resource-types/generic-compute
        spec:
          cores: {min: 1.5}
          memory: {min: 2}
          volumes: [{name: v, resource: scratch, path: /tmp, mode: rw}]
    storage:
      - {name: scratch, type: "https://www.purl.org/ivoa.net/storage-types/ephemeral-storage", spec: {size: {min: 4}}}
${DISCOVERY}`;
    expect(modelOf(text)).toMatchObject({
      executable: {
        name: "root",
        image: { locations: ["registry.example.org/num/root:1.40"], platform: { architecture: "amd64" } },
      },
      compute: { name: "box", cores: { min: 2 }, memory: { min: 2 }, volumes: [{ mode: "READWRITE" }] },
      storage: [{ name: "scratch", size: { min: 4 }, persistence: "ephemeral" }],
      discovery: { title: "Square root" },
    });
    expect(findingsOf(text)).toEqual([
      "yaml/number-as-text /request/executable/spec/tag 8",
      "dialect/field-dropped /request/executable/spec/platforms/1 10",
      "dialect/field-dropped /request/resources/compute/0/replicas 14",
      "dialect/amount-rounded /request/resources/compute/0/spec/cores/min 17",
    ]);
  });

  it("never shows a secret, wherever the dialect puts it", () => {
    const secret = "correct-horse";
    const token = `ghp_${"a1B2".repeat(10)}`;
    const texts = [
      `request: {executable: {type: "uri:docker-container-1.0", image: a/b, environment: {PASSWORD: ${secret}}}}`,
      `request: {executable: {type: https://www.purl.org/ivoa.net/executable-types/oci-container, spec: {image: a/b, environment: {PASSWORD: ${secret}}}}}`,
      `executable: {type: "${B}/executable/docker-container-1.0", image: {locations: [a/b]}, command: "run --token ${token}"}`,
    ];
    for (const text of texts) {
      const [document] = read(`${text}\n`).documents;
      expect(document?.model).toBeUndefined();
      expect(document?.problems.map(({ rule }) => rule)).toContain("secret/written");
      expect(JSON.stringify(document?.problems)).not.toMatch(/horse|ghp_/u);
    }
  });

  it.each([
    "executable: {type: https://www.purl.org/ivoa.net/executable-types/docker-container}",
    "request: {executable: {type: https://www.purl.org/ivoa.net/executable-types/docker-container, spec: {}}}",
    `executable: {type: "${B}/executable/docker-container-1.0"}`,
    "executable: {type: uri:jupyter-notebook-1.0}",
    "executable: {type: docker-container}",
  ])("refuses an executable without anything to run: %s", (text) => {
    const [document] = read(`${text}\n`).documents;
    expect(document?.model).toBeUndefined();
    expect(document?.problems.map(({ rule }) => rule)).toContain("shape/required");
  });
});
