import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emitRequest } from "../../../src/manifest/emit.ts";
import { lossesOf } from "../../../src/manifest/losses.ts";
import type { ManifestModel } from "../../../src/manifest/model.ts";
import { DIGEST, D, read } from "./support.ts";

const text = fc.string({ minLength: 1, maxLength: 12 });
const amount = fc.integer({ min: 1, max: 1000 });
const range = fc.oneof(
  fc.record({ min: amount }),
  fc.record({ max: amount }),
  fc.tuple(amount, amount).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);
const names = fc.record({ name: text, description: text }, { requiredKeys: [] });

/** The arbitraries' results without the keys that were left out, as a model has them. */
function component<T extends object>(
  kind: string,
  fields: fc.Arbitrary<T>,
  state = "concrete",
): fc.Arbitrary<T> {
  return fc.tuple(names, fields).map(([base, own]) => ({ kind, kindState: state, ...base, ...own }));
}

const environment = fc
  .uniqueArray(
    fc.tuple(fc.oneof(text, fc.constantFrom("__proto__", "constructor")), fc.constantFrom("1", "a b", "")),
    {
      selector: ([name]) => name,
      maxLength: 4,
    },
  )
  .map((pairs) => pairs.map(([name, value]) => ({ name, value })));

/** What an abstract component may say beside. */
const ownFields = fc.record(
  { fields: fc.record({ note: text, formats: fc.array(text, { minLength: 1 }) }) },
  { requiredKeys: [] },
);

const executable = fc.oneof(
  component(
    "docker-container",
    fc.record(
      {
        image: fc.record(
          {
            locations: fc.constant(["registry.example.org/a/b:1"]),
            digest: fc.constant(DIGEST),
            platform: fc.record({ architecture: text, os: text }, { requiredKeys: [] }),
          },
          { requiredKeys: ["locations"] },
        ),
        privileged: fc.boolean(),
        entrypoint: text,
        command: fc.array(text, { maxLength: 3 }),
        environment,
        ports: fc.array(
          fc.record(
            {
              access: fc.boolean(),
              protocol: fc.constantFrom("TCP", "HTTPS"),
              path: text,
              internal: fc.integer({ min: 1, max: 65_535 }),
            },
            { requiredKeys: [] },
          ),
          { maxLength: 2 },
        ),
      },
      { requiredKeys: ["image"] },
    ),
  ),
  component("singularity-container", fc.record({ location: text })),
  component("jupyter-notebook", fc.record({ location: text })),
  component("abstract-executable", ownFields, "abstract"),
  component(
    "python-program",
    fc.record({
      requirements: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom("numpy", "scipy", "python"),
          specifier: fc.constantFrom("", "> 3.10"),
        }),
        { selector: ({ name }) => name, minLength: 1 },
      ),
    }),
  ),
  fc.record({
    kind: fc.constantFrom("uri:quantum-annealer-1.0", "https://example.org/kinds/executable/other.yaml"),
    kindState: fc.constant("unknown"),
    fields: fc.dictionary(fc.constantFrom("spin", "depth"), fc.integer()),
  }),
);

const model = fc
  .record(
    {
      executable,
      compute: component(
        "simple-compute-resource",
        fc.record({ cores: range, memory: range, volumes: fc.constant([]) }, { requiredKeys: ["volumes"] }),
      ),
      storage: fc.array(
        component("simple-storage-resource", fc.record({ size: range }, { requiredKeys: [] })),
        { maxLength: 2 },
      ),
      data: fc.array(
        fc.oneof(
          component("simple-data-resource", fc.record({ location: text })),
          component("S3-data-resource", fc.record({ s3: fc.record({ endpoint: text, bucket: text }) })),
          component("ivoa-data-resource", fc.record({ ivoa: fc.record({ ivoid: text }) })),
          component("rucio-data-resource", fc.record({ rucio: fc.record({ scope: text, object: text }) })),
          component(
            "skao-data-resource",
            fc.record({ skao: fc.record({ namespace: text, objectname: text }) }),
          ),
          component("abstract-data-resource", ownFields, "abstract"),
        ),
        { maxLength: 3 },
      ),
      schedule: fc.record(
        { duration: fc.constant("PT1H"), start: fc.constant("2030-01-01T00:00:00Z/PT4H") },
        { requiredKeys: [] },
      ),
      costs: fc.constant([{ type: "urn:cost", max: 1 }]),
    },
    { requiredKeys: ["executable", "storage", "data"] },
  )
  // What is left out is absent in the arbitraries' types but not in the model's, so the way is by unknown.
  .map((made) => withLinks(made as unknown as ManifestModel));

/** Gives data and storage names of their own and mounts the first of them. */
function withLinks(made: ManifestModel): ManifestModel {
  const storage = made.storage.map((item, index) => ({ ...item, name: `storage-${index}` }));
  const data = made.data.map((item, index) => ({ ...item, name: `data-${index}` }));
  const volumes = data.slice(0, 1).map(({ name }) => ({
    kind: "simple-volume-mount",
    kindState: "concrete" as const,
    path: "/in",
    mode: "READONLY" as const,
    resource: name,
  }));
  return {
    ...made,
    storage,
    data,
    ...(made.compute === undefined ? {} : { compute: { ...made.compute, volumes } }),
  };
}

/** What JSON makes of a model; variables in the order of their names, since JavaScript puts `"0"` before others. */
function plain(made: ManifestModel | undefined): unknown {
  const environment = made?.executable.environment?.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.parse(JSON.stringify({ ...made, executable: { ...made?.executable, environment } }));
}

describe("emitRequest", () => {
  it("writes dialect D with the URIs of kinds, and nothing that is absent", () => {
    const request = emitRequest({
      executable: {
        kind: "docker-container",
        kindState: "concrete",
        name: "root",
        image: { locations: ["a/b:1"] },
        ports: [{ access: true, internal: 80 }],
      },
      storage: [],
      data: [],
      schedule: { duration: "PT1H" },
    });
    expect(request).toEqual({
      executable: {
        kind: `${D}/executable/docker-container.yaml`,
        meta: { name: "root" },
        image: { locations: ["a/b:1"] },
        network: { ports: [{ access: true, internal: { port: 80 } }] },
      },
      schedule: { requested: { duration: "PT1H" } },
    });
  });

  it("never holds the discovery block", () => {
    const { model: read1 } = read(
      `executable: {kind: "${D}/executable/jupyter-notebook.yaml", location: x}\ndiscovery: {title: secret words}\n`,
    ).documents[0] ?? { model: undefined };
    expect(read1?.discovery?.title).toBe("secret words");
    expect(JSON.stringify(read1 === undefined ? {} : emitRequest(read1))).not.toContain("secret words");
  });

  it.each(["D", "C"] as const)("reads back as the same model from dialect %s", (dialect) => {
    fc.assert(
      fc.property(model, (made) => {
        const { documents } = read(JSON.stringify(emitRequest(made, dialect)));
        expect(documents[0]?.problems.filter(({ severity }) => severity === "error")).toEqual([]);
        const { costs, ...rest } = made;
        const kept = dialect === "C" || costs === undefined ? rest : { ...rest, costs };
        expect(plain(documents[0]?.model)).toEqual(plain(kept));
      }),
      { numRuns: 150 },
    );
  });

  it("leaves a kind that is unknown as it is written, also in dialect C", () => {
    const kind = `${D}/executable/quantum-annealer.yaml`;
    const executable = { kind, kindState: "unknown" as const, fields: { spin: 4 } };
    expect(emitRequest({ executable, storage: [], data: [] }, "C")).toEqual({
      executable: { kind, spin: 4 },
    });
  });

  it("leaves out what only dialect A says, which the losses name", () => {
    const made: ManifestModel = {
      executable: {
        kind: "jupyter-notebook",
        kindState: "concrete",
        location: "https://example.org/a.ipynb",
        requirementsFile: "https://example.org/requirements.txt",
        parameters: [{ name: "COLUMN", formats: [] }],
      },
      compute: {
        kind: "simple-compute-resource",
        kindState: "concrete",
        volumes: [
          {
            kind: "simple-volume-mount",
            kindState: "concrete",
            mode: "READONLY",
            resource: "in",
            parameter: "IN",
          },
        ],
      },
      storage: [
        {
          kind: "simple-storage-resource",
          kindState: "concrete",
          name: "in",
          persistence: "persistent",
          lifecycle: "managed",
          lifetime: { min: "P1D" },
        },
      ],
      data: [],
      metrics: [],
    };
    expect(JSON.stringify(emitRequest(made))).not.toMatch(/requirements|COLUMN|"IN"|persistent|managed|P1D/u);
    const named = [
      "/executable/parameters",
      "/executable/requirementsFile",
      "/storage/0/persistence",
      "/storage/0/lifecycle",
      "/storage/0/lifetime",
      "/compute/volumes/0/parameter",
    ];
    expect(lossesOf(made, "D").map(({ pointer }) => pointer)).toEqual(named);
    expect(lossesOf(made, "C").map(({ pointer }) => pointer)).toEqual([...named, "/metrics"]);
    expect(lossesOf(made, "D").every(({ left }) => left)).toBe(true);
  });

  it("says of what is written all the same that nobody takes it", () => {
    const executable = { kind: "python-program", kindState: "concrete" as const, requirements: [] };
    const storage = { kind: "uri:vospace-storage", kindState: "unknown" as const, fields: {} };
    expect(lossesOf({ executable, storage: [storage], data: [] }, "D")).toMatchObject([
      { pointer: "/executable/kind", left: false },
      { pointer: "/storage/0/kind", left: false },
    ]);
  });

  it("writes dialect C with C's URIs, the same shape, and neither costs nor metrics", () => {
    const measured = [{ kind: `${D}/costs/simple-minmax-float-cost.yaml`, type: "urn:cost", max: 1 }];
    const request = emitRequest(
      {
        executable: {
          kind: "docker-container",
          kindState: "concrete",
          image: { locations: ["a/b:1"] },
          environment: [
            { name: "kind", value: `${D}/executable/docker-container.yaml` },
            { name: "costs", value: "1" },
          ],
        },
        compute: {
          kind: "simple-compute-resource",
          kindState: "concrete",
          volumes: [{ kind: "simple-volume-mount", kindState: "concrete", mode: "READONLY", resource: "in" }],
        },
        storage: [{ kind: "simple-storage-resource", kindState: "concrete", name: "disk" }],
        data: [{ kind: "S3-data-resource", kindState: "concrete", name: "in", s3: { bucket: "b" } }],
        costs: measured,
        metrics: measured,
      },
      "C",
    );
    const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
    expect(request).toEqual({
      executable: {
        kind: `${C}/executable/docker-container-1.0`,
        image: { locations: ["a/b:1"] },
        environment: { kind: `${D}/executable/docker-container.yaml`, costs: "1" },
      },
      compute: {
        kind: `${C}/compute/simple-compute-resource-1.0`,
        volumes: [{ kind: `${C}/volume/simple-volume-mount-1.0`, mode: "READONLY", resource: "in" }],
      },
      storage: [{ kind: `${C}/storage/simple-storage-resource-1.0`, meta: { name: "disk" } }],
      data: [{ kind: `${C}/data/S3-data-resource-1.0`, meta: { name: "in" }, bucket: "b" }],
    });
  });
});
