import * as fc from "fast-check";
import { DIGEST } from "./support.ts";

const D = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds";
const B = "https://www.purl.org/ivoa.net/EB/schema/types";
const C = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
const A0 = "https://www.purl.org/ivoa.net";

type Json = Readonly<Record<string, unknown>>;

const text = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9 _.:#-]{0,10}[a-z]$/u);
const url = fc.constantFrom("https://data.example.org/a.csv", "https://data.example.org/b?c=d#e");
const amount = fc.integer({ min: 1, max: 1000 });
const range = fc.oneof(
  fc.record({ min: amount }),
  fc.record({ max: amount }),
  fc.tuple(amount, amount).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);
const sized = fc
  .tuple(range, fc.constantFrom(undefined, "GiB", "MB", "TiB", "kB"))
  .map(([ends, units]) => (units === undefined ? ends : { ...ends, units }));
const requested = (inner: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(
    inner,
    inner.map((value) => ({ requested: value, offered: { min: 1 } })),
  );
const some = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Json> =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Json>;

const image = fc
  .tuple(some({ digest: fc.constant(DIGEST), platform: some({ architecture: text, os: text }) }))
  .map(([fields]) => ({ locations: ["registry.example.org/a/b:1"], ...fields }));
const environment = fc.dictionary(fc.constantFrom("A", "B", "constructor"), text);
const run = { privileged: fc.boolean(), entrypoint: text, environment };
const command = fc.oneof(fc.array(text, { maxLength: 3 }), text);
const discovery = some({
  title: text,
  summary: text,
  keywords: fc.array(text, { maxLength: 2 }),
  terms: fc.dictionary(fc.constantFrom("task", "method"), fc.array(text, { minLength: 1, maxLength: 2 })),
  parameters: fc.constant([{ name: "tol", argument: "--tol {}" }]),
});
const duration = fc.constantFrom("PT1H", "P1D");
const start = fc.constantFrom("2030-01-01T00:00:00Z/PT4H", "2030-01-01T00:00:00Z/2030-01-02T00:00:00Z");

/** Names and identifiers, where a dialect writes them. */
const flat = some({ description: text, uuid: fc.uuid() });
const inMeta = (name: string): fc.Arbitrary<Json> =>
  some({ description: text, uuid: fc.uuid() }).map((meta) => ({ meta: { name, ...meta } }));

interface Naming {
  readonly key: "type" | "kind";
  /** The URI of a kind: `family/name`. */
  readonly uri: (name: string) => string;
  readonly named: (name: string) => fc.Arbitrary<Json>;
}

const ofB = (older: boolean): Naming => ({
  key: "type",
  uri: (name) => (older ? `${B}/resources/${name}-1.0` : `${B}/${name}-1.0`),
  named: (name) => flat.map((fields) => ({ name, ...fields })),
});
const ofC: Naming = { key: "kind", uri: (name) => `${C}/${name}-1.0`, named: inMeta };

const join = (...parts: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> =>
  fc.tuple(...parts).map((all): Json => Object.assign({}, ...all) as Json);

function dataOf({ key, uri, named }: Naming, name: string): fc.Arbitrary<Json> {
  const kinds: readonly fc.Arbitrary<Json>[] = [
    fc.record({ [key]: fc.constant(uri("data/simple-data-resource")), location: url }),
    fc.record({ [key]: fc.constant(uri("data/S3-data-resource")), bucket: text, endpoint: url }),
    fc.record({ [key]: fc.constant(uri("data/ivoa-data-resource")), ivoa: fc.record({ ivoid: text }) }),
    fc.record({
      [key]: fc.constant(uri("data/rucio-data-resource")),
      rucio: fc.record({ scope: text, object: text }),
    }),
    fc.record({
      [key]: fc.constant(uri("data/skao-data-resource")),
      skao: fc.record({ namespace: text, objectname: text }),
    }),
    fc.record({ [key]: fc.constant(`${D}/data/abstract-data-resource.yaml`) }),
    fc.record({ [key]: fc.constant("https://example.org/kinds/data/odd.yaml"), depth: amount }),
  ];
  return join(named(name), fc.oneof(...kinds));
}

function storageOf({ key, uri, named }: Naming, name: string, size: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return join(named(name), some({ size }), fc.constant({ [key]: uri("storage/simple-storage-resource") }));
}

function volumeOf({ key, uri, named }: Naming, name: string, targets: Json): fc.Arbitrary<Json> {
  const mode = fc.constantFrom("READONLY", "READWRITE");
  return join(
    named(name),
    some({ mode, path: fc.constantFrom("/in", "/in/", "/out") }),
    fc.constant({ [key]: uri("volume/simple-volume-mount"), ...targets }),
  );
}

const TARGETS: readonly Json[] = [
  { resources: ["table"] },
  { resources: ["table"], cardinality: "INSTANCE" },
  { resources: ["scratch"], cardinality: "CONTAINER" },
  { resources: ["table", "scratch"], cardinality: "CONTAINER" },
  { resource: "table" },
];

function executableOf(naming: Naming, withCommand: fc.Arbitrary<unknown>): fc.Arbitrary<Json> {
  const { key, named } = naming;
  const uri = (name: string): string => naming.uri(name).replace("/resources/", "/");
  const kinds: readonly fc.Arbitrary<Json>[] = [
    join(
      some({ ...run, command: withCommand }),
      fc.record({ [key]: fc.constant(uri("executable/docker-container")), image }),
    ),
    fc.record({ [key]: fc.constant(uri("executable/singularity-container")), location: url }),
    fc.record({ [key]: fc.constant(uri("executable/jupyter-notebook")), location: url }),
    fc.record({ [key]: fc.constant(uri("executable/quantum-annealer")), spin: amount }),
  ];
  return fc.oneof(join(named("root"), fc.oneof(...kinds)), fc.oneof(...kinds));
}

/** Dialect B: with `resources` and volumes inside compute or beside it, or without. */
const documentsOfB = fc
  .tuple(fc.constantFrom("B1", "B2", "B3", "B4"), fc.constantFrom(...TARGETS))
  .chain(([version, targets]) => {
    const isOlder = version === "B1" || version === "B2";
    const naming = ofB(isOlder);
    const family = version === "B3" ? "computer" : "compute";
    const volume = volumeOf(naming, "v", targets);
    const compute = (volumes: Json): fc.Arbitrary<Json> =>
      join(
        naming.named("box"),
        some({ cores: requested(range), memory: requested(sized) }),
        fc.constant({ type: naming.uri("compute/simple-compute-resource"), ...volumes }),
      );
    return fc
      .record({
        executable: executableOf(naming, command),
        volume,
        inline: volume.chain((inner) => compute({ volumes: [inner] })),
        named: compute({ volumes: ["v"] }),
        data: dataOf(naming, "table"),
        storage: storageOf(naming, "scratch", requested(sized)),
        schedule: some({ duration, start: version === "B4" ? start : start.map((one) => [one]) }),
        name: fc.option(text, { nil: undefined }),
        discovery: fc.option(discovery, { nil: undefined }),
      })
      .map((made) => {
        const shared = { data: [made.data], storage: [made.storage] };
        const parts =
          version === "B1"
            ? { resources: { ...shared, compute: [made.inline] } }
            : version === "B2"
              ? { resources: { ...shared, compute: [made.named], volumes: [made.volume] } }
              : { ...shared, [family]: made.named, volumes: [made.volume] };
        return withoutAbsent({
          name: made.name,
          executable: made.executable,
          ...parts,
          schedule: { requested: made.schedule },
          discovery: made.discovery,
        });
      });
  });

/** Dialect C: with names of volumes, or with the volumes themselves. */
const documentsOfC = fc
  .tuple(fc.constantFrom("C1", "C3"), fc.constantFrom(...TARGETS))
  .chain(([version, targets]) => {
    const volume = volumeOf(ofC, "v", version === "C3" ? { resource: "table" } : targets);
    const compute = (volumes: Json): fc.Arbitrary<Json> =>
      join(
        inMeta("box"),
        some({ cores: range, memory: range }),
        fc.constant({ kind: `${C}/compute/simple-compute-resource-1.0`, ...volumes }),
      );
    return fc
      .record({
        executable: executableOf(ofC, fc.array(text, { maxLength: 3 })),
        volume,
        inline: volume.chain((inner) => compute({ volumes: [inner] })),
        named: compute({ volumes: ["v"] }),
        data: dataOf(ofC, "table"),
        storage: storageOf(ofC, "scratch", range),
        schedule: some({ duration, start }),
        discovery: fc.option(discovery, { nil: undefined }),
      })
      .map((made) =>
        withoutAbsent({
          executable: made.executable,
          ...(version === "C3" ? { compute: made.inline } : { compute: made.named, volumes: [made.volume] }),
          data: [made.data],
          storage: [made.storage],
          schedule: { requested: made.schedule },
          discovery: made.discovery,
        }),
      );
  });

const parameters = fc.uniqueArray(
  join(
    fc.record({
      name: fc.constantFrom("INPUT", "COLUMN", "OTHER"),
      type: fc.constantFrom("uri:filesystem-file", "uri:environment-variable"),
    }),
    some({ mode: text, description: text, formats: fc.constantFrom([{ type: "uri:csv" }], ["uri:fits"]) }),
  ),
  { selector: (parameter) => parameter["name"], maxLength: 3 },
);
const parts = some({ digest: fc.constant(DIGEST), repository: fc.constant("registry.example.org") });
const docker = join(fc.record({ image: fc.constant("num/root"), tag: fc.constant("1.4") }), parts, some(run));
const lifetime = some({ min: duration, max: duration });

const executableOfA: fc.Arbitrary<Json> = join(
  some({ name: text, description: text, parameters }),
  fc.oneof(
    join(fc.constant({ type: "uri:docker-container-1.0" }), docker),
    fc.record({
      type: fc.constant("uri:jupyter-notebook-1.0"),
      notebook: fc.record({ file: url }),
      requirements: fc.record({ file: url }),
    }),
    fc.record({ type: fc.constant("uri:singular-container-1.0"), image: url }),
    fc.record({ type: fc.constant("uri:java-program-1.0"), jar: text }),
    fc.record({
      type: fc.constant("uri:python-program-1.0"),
      requirements: fc.constantFrom([{ python: "> 3.10" }, { numpy: "" }], { scipy: ">= 1" }),
    }),
  ),
);

const storageOfA: fc.Arbitrary<Json> = join(
  fc.constant({ name: "scratch" }),
  fc.oneof(
    join(
      fc.record({ type: fc.constantFrom("uri:ephemeral-storage", "uri:persistent-storage") }),
      some({
        size: requested(sized),
        lifecycle: fc.constantFrom("managed", "unmanaged"),
        lifetime: requested(lifetime),
      }),
    ),
    fc.record({ type: fc.constant("uri:rucio-storage"), endpoint: url, domain: text, objectid: text }),
  ),
);

const partsOfA = fc
  .record({
    volumes: fc.uniqueArray(
      join(
        some({ name: text, mode: fc.constantFrom("rw", "r", "ro", "readonly") }),
        fc.constantFrom<Json>(
          { resource: "scratch", path: "/tmp" },
          { resource: "table", parameter: "INPUT", filepath: "/in" },
          { parameter: "INPUT", filepath: "/other", type: "uri:filesystem-mount" },
        ),
      ),
      { maxLength: 3, selector: ({ path, filepath }) => path ?? filepath },
    ),
    compute: some({ cores: requested(range), memory: requested(sized), name: text }),
    more: fc.boolean(),
    storage: storageOfA,
    windows: fc.array(some({ start, duration: fc.oneof(duration, some({ min: duration, max: duration })) }), {
      maxLength: 2,
    }),
    discovery: fc.option(discovery, { nil: undefined }),
  })
  .map(({ volumes, compute, more, storage, windows, discovery: block }) => ({
    resources: {
      compute: [
        { type: "uri:generic-compute", ...compute, volumes },
        ...(more ? [{ cores: { min: 1 } }] : []),
      ],
      storage: [storage],
      data: [{ name: "table", type: "uri:simple-data-resource", location: "https://data.example.org/t" }],
    },
    datetime: windows,
    discovery: block,
  }));

/** Dialect A, its request bare or wrapped. */
const documentsOfA = fc
  .tuple(executableOfA, partsOfA, fc.boolean())
  .map(([executable, { discovery: block, ...rest }, isWrapped]) =>
    withoutAbsent(
      isWrapped
        ? { request: { executable, ...rest }, discovery: block }
        : { executable, ...rest, discovery: block },
    ),
  );

/** Dialect A0: what a component is stands under `spec`. */
const documentsOfA0 = fc
  .tuple(
    fc.oneof(
      docker.map(({ repository, ...spec }) => ({
        type: `${A0}/executable-types/oci-container`,
        spec: withoutAbsent({ ...spec, repo: repository, platforms: [{ architecture: "amd64" }] }),
      })),
      fc.record({
        type: fc.constant(`${A0}/executable-types/zeppelin-notebook`),
        spec: fc.record({ notebook: url }),
      }),
      fc.record({
        type: fc.constant(`${A0}/executable-types/jupyter-notebook`),
        spec: fc.record({ notebook: url, requirements: url }),
      }),
    ),
    partsOfA,
    fc.record({ cores: range, memory: range }),
  )
  .map(([executable, { discovery: block, datetime, resources }, spec]) =>
    withoutAbsent({
      request: {
        executable,
        datetime,
        resources: {
          ...resources,
          compute: { type: `${A0}/resource-types/generic-compute`, name: "box", replicas: 2, spec },
        },
      },
      discovery: block,
    }),
  );

/** The shape of the SRCNet prototype. */
const documentsOfSrcnet = fc
  .record({
    fields: some({ name: text, digest: fc.constant(DIGEST) }),
    location: fc.constantFrom("registry.example.org/a/b:1", [
      "registry.example.org/a/b:1",
      "other.example.org/b",
    ]),
    metadata: some({
      description: text,
      version: text,
      tag: text,
      authorName: text,
      specifications: fc.array(text, { maxLength: 2 }),
    }),
    resources: some({ cores: range, memory: range }),
    discovery: fc.option(discovery, { nil: undefined }),
  })
  .map(({ fields, location, metadata, resources, discovery: block }) =>
    withoutAbsent({
      executable: { type: "docker-container", location, ...fields },
      metadata,
      resources,
      discovery: block,
    }),
  );

function withoutAbsent(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Sound documents of each dialect before D. */
export const DOCUMENTS = {
  A0: documentsOfA0,
  A: documentsOfA,
  B: documentsOfB,
  C: documentsOfC,
  SRCNet: documentsOfSrcnet,
} as const;
