import { describe, expect, it } from "vitest";
import { readManifest } from "../../../src/manifest/read.ts";
import { allProblems, D, DIGEST, DISCOVERY, EXECUTABLE, placeOf, read, rulesOf, SOUND } from "./support.ts";

describe("a sound manifest", () => {
  it("has a model and no findings", () => {
    const result = read(SOUND);
    expect(allProblems(result)).toEqual([]);
    expect(result.documents[0]).toMatchObject({
      number: 0,
      dialect: "D",
      discoveryFile: "ivoa-execution.yaml",
      model: {
        executable: {
          kind: "docker-container",
          kindState: "concrete",
          image: { locations: ["registry.example.org/tools/square-root:1.4.0"], digest: DIGEST },
        },
        storage: [],
        data: [],
        discovery: { title: "Square root", terms: [], listed: true },
      },
    });
  });

  it("is read from JSON just as from YAML", () => {
    const json = JSON.stringify({
      executable: { kind: `${D}/executable/jupyter-notebook.yaml`, location: "https://example.org/n.ipynb" },
      discovery: { title: "A notebook", summary: "Shows something." },
    });
    expect(allProblems(read(json))).toEqual([]);
  });

  it("keeps all of compute, volumes, storage, data, schedule and discovery", () => {
    const text = `${EXECUTABLE}compute:
  kind: ${D}/compute/simple-compute-resource.yaml
  meta: {name: machine}
  cores: {min: 2, max: 4}
  memory: {min: 8}
  volumes:
    - {kind: "${D}/volume/simple-volume-mount.yaml", path: /in, mode: READWRITE, resource: table}
storage:
  - {kind: "${D}/storage/simple-storage-resource.yaml", meta: {name: scratch}, size: {min: 1}}
data:
  - {kind: "${D}/data/abstract-data-resource.yaml", meta: {name: table, description: A table.}, storage: scratch}
schedule: {requested: {duration: PT1H, start: "2030-01-01T00:00:00Z/PT4H"}}
discovery:
  name: root
  title: Root
  summary: Takes roots.
  terms: {task: [root finding], domain: numerics}
  inputs: {table: {terms: [catalogue], formats: [CSV], sample: "https://example.org/t.csv"}}
  parameters: [{name: tol, type: number, default: 0.1, argument: "--tol {}"}]
  role: packager
  derivedFrom: example.org/tools/root
  listed: false
`;
    const { documents } = read(text);
    expect(documents[0]?.problems).toEqual([]);
    expect(documents[0]?.model).toMatchObject({
      compute: {
        name: "machine",
        cores: { min: 2, max: 4 },
        memory: { min: 8 },
        volumes: [{ kind: "simple-volume-mount", path: "/in", mode: "READWRITE", resource: "table" }],
      },
      storage: [{ name: "scratch", size: { min: 1 } }],
      data: [{ kind: "abstract-data-resource", kindState: "abstract", name: "table", storage: "scratch" }],
      schedule: { duration: "PT1H", start: "2030-01-01T00:00:00Z/PT4H" },
      discovery: {
        terms: [
          { facet: "task", text: "root finding" },
          { facet: "domain", text: "numerics" },
        ],
        inputs: [
          { name: "table", terms: ["catalogue"], formats: ["CSV"], sample: "https://example.org/t.csv" },
        ],
        parameters: [{ name: "tol", type: "number", default: "0.1", required: false, argument: "--tol {}" }],
        role: "packager",
        derivedFrom: "example.org/tools/root",
        listed: false,
      },
    });
  });
});

describe("findings", () => {
  it("say where, what and what to do", () => {
    const text = `${EXECUTABLE}compute:\n  kind: ${D}/compute/simple-compute-resource.yaml\n  memory: {min: 4 GB}\n${DISCOVERY}`;
    const [problem] = allProblems(read(text));
    expect(problem).toEqual({
      rule: "amount/value",
      severity: "error",
      pointer: "/compute/memory/min",
      document: 0,
      file: "ivoa-execution.yaml",
      line: 8,
      column: 17,
      endLine: 8,
      endColumn: 21,
      sentence: '"compute.memory.min" must be a whole number of GiB, but is "4 GB".',
      hint: 'Amounts count GiB: "4 GB" is exactly 3.725290298461914 GiB. Write a whole number without a unit.',
    });
  });

  it("point at the key that is unknown, with the one that is meant", () => {
    const [problem] = allProblems(
      read(`${EXECUTABLE}discovery:\n  title: Root\n  sumary: Takes roots.\n`),
    ).filter(({ rule }) => rule === "shape/unknown-key");
    expect(problem).toMatchObject({
      severity: "warning",
      pointer: "/discovery/sumary",
      hint: 'Did you mean "summary"?',
    });
    expect(problem === undefined ? "" : placeOf(problem)).toBe("8:3-8:9");
  });

  it("say under which parent a misplaced key belongs", () => {
    const text = `executable:\n  kind: ${D}/executable/docker-container.yaml\n  digest: ${DIGEST}\n  image: {locations: [a/b:1]}\n${DISCOVERY}`;
    expect(allProblems(read(text)).map(({ rule, sentence }) => [rule, sentence])).toContainEqual([
      "shape/wrong-level",
      '"digest" has no meaning in "executable"; it belongs under "executable.image".',
    ]);
  });

  it("are errors when a required key is misspelt", () => {
    const text = `executable:\n  kind: ${D}/executable/singularity-container.yaml\n  loction: https://example.org/i.sif\n${DISCOVERY}`;
    expect(allProblems(read(text))).toContainEqual(
      expect.objectContaining({
        rule: "shape/misspelt-key",
        severity: "error",
        pointer: "/executable/loction",
        hint: 'Did you mean "location"?',
        fix: "location",
      }),
    );
  });

  it("are no errors for an executable of unknown kind, which is kept as it is", () => {
    const { documents } = read(
      `executable:\n  kind: uri:docker-container-2.0\n  anything: {goes: here}\n${DISCOVERY}`,
    );
    expect(documents[0]?.problems.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["kind/unknown", "warning"],
    ]);
    expect(documents[0]?.model?.executable).toEqual({
      kind: "uri:docker-container-2.0",
      kindState: "unknown",
      fields: { anything: { goes: "here" } },
    });
  });

  it("offer the URI for a bare kind, and the document is published", () => {
    const { documents } = read(SOUND.replace(`${D}/executable/docker-container.yaml`, "docker-container"));
    expect(documents[0]?.problems).toMatchObject([
      { rule: "kind/bare", severity: "warning", fix: `${D}/executable/docker-container.yaml` },
    ]);
    expect(documents[0]?.model?.executable.kind).toBe("docker-container");
  });

  it("never show a secret, and hold the document back", () => {
    const text = SOUND.replace(
      "  image:",
      "  environment: {API_TOKEN: hunter2hunter2, DEEP: [hunter2hunter2]}\n  image:",
    );
    const { documents } = read(text);
    expect(documents[0]?.model).toBeUndefined();
    expect(documents[0]?.problems.map(({ rule }) => rule)).toContain("secret/written");
    expect(JSON.stringify(documents[0]?.problems)).not.toContain("hunter2");
  });

  it("see a secret in an executable of unknown kind too, and in a word of the command", () => {
    const text = `executable:\n  kind: uri:other-container-1.0\n  environment: {API_TOKEN: hunter2hunter2}\n  command: [run, "ftp://me:hunter2@example.org"]\n${DISCOVERY}`;
    const secrets = allProblems(read(text)).filter(({ rule }) => rule === "secret/written");
    expect(secrets.map(({ pointer }) => pointer)).toEqual([
      "/executable/environment/API_TOKEN",
      "/executable/command/1",
    ]);
    expect(JSON.stringify(allProblems(read(text)))).not.toContain("hunter2");
  });

  it("see a secret in whatever is kept of a kind that is not known", () => {
    const text = `executable:
  kind: uri:other-container-1.0
  registry: {login: {token: hunter2hunter2, user: ada}}
  steps: [{run: "curl https://me:hunter2@example.org"}]
  apiKey: “hunter2hunter2”
storage:
  - {kind: uri:other-storage-1.0, meta: {name: s}, access: {password: [hunter2hunter2]}}
data:
  - {kind: "${D}/data/ivoa-data-resource.yaml", meta: {name: d}, ivoa: {ivoid: ivo://example.org/a, token: hunter2hunter2}}
${DISCOVERY}`;
    const result = read(text);
    const secrets = allProblems(result).filter(({ rule }) => rule === "secret/written");
    expect(secrets.map(({ pointer }) => pointer)).toEqual([
      "/executable/registry/login/token",
      "/executable/steps/0/run",
      "/executable/apiKey",
      "/storage/0/access/password/0",
      "/data/0/ivoa/token",
    ]);
    expect(result.documents[0]?.model).toBeUndefined();
    expect(JSON.stringify(allProblems(result))).not.toContain("hunter2");
  });

  it.each(["kin", "Kind", "knid", "type", "class"])("say that kind was meant where %s is written", (key) => {
    for (const part of ["executable", "storage"]) {
      const [from, family] = part === "executable" ? ["  kind:", "docker-container"] : ["kind:", "storage"];
      const storage = `storage:\n  - kind: ${D}/storage/simple-storage-resource.yaml\n    meta: {name: s}\n`;
      const text = `${SOUND}${storage}`;
      const at = part === "executable" ? text.indexOf(from) : text.lastIndexOf(from);
      const written = text.slice(0, at) + from.replace("kind", key) + text.slice(at + from.length);
      const found = allProblems(read(written)).filter(({ severity }) => severity === "error");
      expect(found, family).toMatchObject([
        { rule: "shape/misspelt-key", hint: 'Did you mean "kind"?', fix: "kind" },
      ]);
      expect(found[0]?.pointer).toBe(part === "executable" ? `/executable/${key}` : `/storage/0/${key}`);
    }
  });

  it("do not take any key for a kind that is missing", () => {
    const text = `executable:\n  class: round\n  name: docker-container\n${DISCOVERY}`;
    expect(rulesOf(read(text))).toEqual(["kind/missing"]);
  });

  it("say once what is wrong with one value", () => {
    const volume = `{kind: "${D}/volume/simple-volume-mount.yaml", path: /a, mode: , resource: d}`;
    const parts = `compute: {kind: "${D}/compute/simple-compute-resource.yaml", volumes: [${volume}]}\ndata: [{kind: "${D}/data/abstract-data-resource.yaml", meta: {name: d}}]\n`;
    expect(rulesOf(read(`${SOUND}${parts}`))).toEqual(["shape/choice"]);
    expect(rulesOf(read(`${SOUND}  license: ""\n`))).toEqual(["shape/limit"]);
    const deeper = SOUND.replace("  title: Square root\n", "  title: Square root\n    sumary: a\n");
    expect(rulesOf(read(deeper))).toEqual(["yaml/indentation"]);
  });

  it("do not send a key to where it stands", () => {
    const text = `executable:\n  kind: ${D}/executable/singularity-container.yaml\n  location: https://example.org/i.sif\n  command: [x]\n${DISCOVERY}`;
    expect(rulesOf(read(text))).toEqual(["shape/unknown-key"]);
  });

  it("need a bucket of S3 data, and no more", () => {
    const data = (fields: string): string =>
      `${SOUND}data:\n  - {kind: "${D}/data/S3-data-resource.yaml", ${fields}}\n`;
    expect(rulesOf(read(data("endpoint: https://s3.example.org")))).toEqual(["shape/required"]);
    expect(rulesOf(read(data("bucket: survey")))).toEqual([]);
  });

  it("are listed up to a limit and then counted", () => {
    const keys = Array.from({ length: 500 }, (_, index) => `  x${index}: 1\n`).join("");
    const problems = allProblems(read(`${SOUND}${keys}`));
    expect(problems.length).toBe(201);
    expect(problems).toContainEqual(
      expect.objectContaining({
        rule: "shape/too-many",
        severity: "warning",
        sentence: expect.stringContaining("300 more"),
      }),
    );
  });
});

describe("several documents", () => {
  const named = (name: string): string => `${SOUND}  name: ${name}\n`;

  it("are several entries, and an error in one does not hold back the other", () => {
    const { documents } = read(`${named("one")}---\nexecutable: {}\n---\n${named("three")}`);
    expect(documents.map(({ number, model }) => [number, model?.discovery?.name])).toEqual([
      [0, "one"],
      [1, undefined],
      [2, "three"],
    ]);
  });

  it("ignore one without executable, with a warning", () => {
    const result = read(`${SOUND}---\ndiscovery: {title: x}\n`);
    expect(result.documents).toHaveLength(1);
    expect(result.documents[0]?.model).toBeDefined();
    expect(result.problems.map(({ rule, document, line }) => [rule, document, line])).toEqual([
      ["document/accidental", 1, 10],
    ]);
  });

  it("do not ignore one whose executable is misspelt", () => {
    const result = read(`${named("one")}---\nexecutabel: {}\n`);
    expect(result.documents[1]?.problems).toContainEqual(
      expect.objectContaining({ rule: "shape/misspelt-key", severity: "error" }),
    );
  });

  it("need names of their own", () => {
    expect(rulesOf(read(`${SOUND}---\n${named("two")}`))).toEqual(["document/unnamed"]);
    const twice = read(`${named("one")}---\n${named("one")}`);
    expect(twice.documents.map(({ model }) => model !== undefined)).toEqual([true, false]);
    expect(rulesOf(twice)).toEqual(["document/same-name"]);
  });
});

describe("ivoa-discovery.yaml", () => {
  const block = "title: Beside\nsummary: Stands beside.\nterms:\n  task: [a]\n";

  it("gives the block of a manifest that has none, with places in its own file", () => {
    const { documents } = read(EXECUTABLE, `${block}sumary: x\n`);
    expect(documents[0]?.model?.discovery?.title).toBe("Beside");
    expect(documents[0]?.discoveryFile).toBe("ivoa-discovery.yaml");
    expect(documents[0]?.rangeOf("/discovery/terms/task/0")).toMatchObject({
      line: 4,
      column: 10,
      endColumn: 11,
    });
    expect(documents[0]?.problems).toMatchObject([
      { rule: "shape/unknown-key", file: "ivoa-discovery.yaml", line: 5, pointer: "/discovery/sumary" },
    ]);
  });

  it("may have the block under the key discovery", () => {
    const { documents } = read(
      EXECUTABLE,
      "discovery:\n  title: Beside\n  summary: x\n  terms: {task: [a]}\n",
    );
    expect(documents[0]?.problems).toEqual([]);
    expect(documents[0]?.rangeOf("/discovery/terms/task/0")).toMatchObject({ line: 4, column: 18 });
  });

  it("gives way to the manifest's own block, with a warning", () => {
    const { documents } = read(SOUND, block);
    expect(documents[0]?.model?.discovery?.title).toBe("Square root");
    expect(documents[0]?.problems.map(({ rule, file }) => [rule, file])).toEqual([
      ["discovery/twice", "ivoa-execution.yaml"],
    ]);
  });

  it("goes by the name of the executable first, then by number", () => {
    const named = (name: string): string =>
      EXECUTABLE.replace("  image:", `  meta: {name: ${name}}\n  image:`);
    const sidecar = `name: beta\ntitle: Second\nsummary: b\n---\nname: alpha\ntitle: First\nsummary: a\n`;
    const { documents } = read(`${named("alpha")}---\n${named("beta")}`, sidecar);
    expect(documents.map(({ model }) => model?.discovery?.title)).toEqual(["First", "Second"]);
    const byNumber = read(`${named("x")}---\n${named("y")}`, sidecar);
    expect(byNumber.documents.map(({ model }) => model?.discovery?.title)).toEqual(["Second", "First"]);
  });

  it("has a finding for a block that belongs to nothing", () => {
    const { problems } = read(EXECUTABLE, `${block}---\nname: other\ntitle: x\n`);
    expect(problems.map(({ rule, file, line }) => [rule, file, line])).toEqual([
      ["discovery/orphan", "ivoa-discovery.yaml", 6],
    ]);
  });

  it("holds the document back when it cannot be read, and says where", () => {
    const broken = read(EXECUTABLE, "title: [\n");
    expect(broken.documents[0]?.model).toBeUndefined();
    expect(broken.documents[0]?.problems).toContainEqual(
      expect.objectContaining({ rule: "yaml/bracket", file: "ivoa-discovery.yaml" }),
    );
    const latin = readManifest(new TextEncoder().encode(EXECUTABLE), {
      file: "ivoa-execution.yaml",
      discovery: { file: "ivoa-discovery.yaml", bytes: new Uint8Array([0x74, 0xe9]) },
    });
    expect(latin.documents[0]?.model).toBeUndefined();
    expect(latin.problems).toMatchObject([{ rule: "file/encoding", file: "ivoa-discovery.yaml" }]);
  });
});
