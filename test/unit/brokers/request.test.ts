import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildAskForm } from "../../../src/brokers/ask-form.ts";
import type { Broker } from "../../../src/brokers/broker.ts";
import { buildRequest } from "../../../src/brokers/request.ts";
import type { Entry } from "../../../src/catalogue/entry.ts";
import { emitRequest } from "../../../src/manifest/emit.ts";
import type { Discovery, ManifestModel, Parameter } from "../../../src/manifest/model.ts";
import { askEntry } from "../../conformance/broker-entry.ts";

const NOW = new Date("2026-12-01T08:00:20.500Z");

const parameter = (over: Partial<Parameter> & Pick<Parameter, "name">): Parameter => ({
  type: "string",
  choices: [],
  required: false,
  ...over,
});

const discovery = (over: Partial<Discovery>): Discovery => ({
  authors: [],
  publications: [],
  keywords: [],
  terms: [],
  inputs: [],
  parameters: [],
  layers: [],
  listed: true,
  ...over,
});

const placeholder = { kind: "abstract-data-resource", kindState: "abstract", name: "image" } as const;

function built(entry: Entry, wishes: Record<string, string>): Record<string, unknown> {
  const result = buildRequest(entry, wishes, NOW);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return emitRequest(result.request);
}

function problemsOf(entry: Entry, wishes: Record<string, string>): Map<string, string> {
  const result = buildRequest(entry, wishes, NOW);
  return new Map("problems" in result ? result.problems.map(({ field, sentence }) => [field, sentence]) : []);
}

describe("a request from an entry and wishes", () => {
  it("is the manifest without discovery, with the wished amounts and schedule", () => {
    const entry = askEntry({ discovery: discovery({ title: "Tool" }) });
    const request = built(entry, { cores: "4", memory: "8", duration: "pt90m" });
    expect(request).not.toHaveProperty("discovery");
    expect(request["compute"]).toMatchObject({
      meta: { name: "compute" },
      cores: { min: 4 },
      memory: { min: 8 },
    });
    expect(request["schedule"]).toEqual({ requested: { duration: "PT1H30M" } });
  });

  it("asks for one core, one GiB and one hour when nothing is said", () => {
    expect(built(askEntry({}), {})).toMatchObject({
      compute: { cores: { min: 1 }, memory: { min: 1 } },
      schedule: { requested: { duration: "PT1H" } },
    });
  });

  it("makes the window from earliest and latest, in UTC", () => {
    const startOf = (wishes: Record<string, string>) =>
      (built(askEntry({}), wishes)["schedule"] as { requested: { start?: string } }).requested.start;
    expect(startOf({ earliest: "2026-12-02T08:00", latest: "2026-12-02T20:00:00Z" })).toBe(
      "2026-12-02T08:00:00Z/2026-12-02T20:00:00Z",
    );
    expect(startOf({ earliest: "2026-12-02T08:00" })).toBe("2026-12-02T08:00:00Z/2026-12-16T08:00:00Z");
    expect(startOf({ latest: "2026-12-02T08:00" })).toBe("2026-12-01T08:00:21Z/2026-12-02T08:00:00Z");
    expect(startOf({ earliest: "2026-12-01T07:00", latest: "2026-12-01T09:00" })).toBe(
      "2026-12-01T08:00:21Z/2026-12-01T09:00:00Z",
    );
    expect(startOf({})).toBeUndefined();
  });

  it("keeps the manifest's own schedule, costs and maxima where nothing else is wished", () => {
    const entry = askEntry({
      schedule: { duration: "PT2H", start: "2027-01-01T00:00:00Z/P1D" },
      costs: [{ max: 1 }],
      compute: {
        kind: "simple-compute-resource",
        kindState: "concrete",
        name: "box",
        cores: { min: 2, max: 8 },
        volumes: [],
      },
    });
    expect(built(entry, { cores: "4" })).toMatchObject({
      schedule: { requested: { duration: "PT2H", start: "2027-01-01T00:00:00Z/P1D" } },
      costs: [{ max: 1 }],
      compute: { meta: { name: "box" }, cores: { min: 4, max: 8 } },
    });
    expect(problemsOf(entry, { cores: "1" }).get("cores")).toContain("at least 2");
  });

  it("fills placeholders with the chosen kind and keeps their names", () => {
    const entry = askEntry({ data: [placeholder] });
    expect(built(entry, { "data.image.location": "https://example.org/a.fits" })["data"]).toEqual([
      {
        kind: expect.stringMatching(/simple-data-resource\.yaml$/),
        meta: { name: "image" },
        location: "https://example.org/a.fits",
      },
    ]);
    const rucio = {
      "data.image.kind": "rucio-data-resource",
      "data.image.rucio.endpoint": "https://rucio.example.org",
      "data.image.rucio.scope": "s",
      "data.image.rucio.object": "o",
      "data.image.rucio.type": "FILE",
    };
    expect(built(entry, rucio)["data"]).toMatchObject([
      { rucio: { endpoint: "https://rucio.example.org", scope: "s", object: "o", type: "FILE" } },
    ]);
    const s3 = {
      "data.image.kind": "S3-data-resource",
      "data.image.s3.endpoint": "https://s3.example.org",
      "data.image.s3.template": "{bucket}/{object}",
      "data.image.s3.bucket": "b",
    };
    expect(built(entry, s3)["data"]).toMatchObject([{ endpoint: "https://s3.example.org", bucket: "b" }]);
  });

  it("passes parameters as separate words, never split again, and as environment", () => {
    const entry = askEntry({
      discovery: discovery({
        parameters: [
          parameter({ name: "tol", type: "number", argument: "--tol {}" }),
          parameter({ name: "title", argument: "--title={} 'fixed word'" }),
          parameter({ name: "verbose", type: "boolean", argument: "-v" }),
          parameter({ name: "quiet", type: "boolean", argument: "-q", default: "false" }),
          parameter({ name: "mode", environment: "MODE", default: "fast" }),
          parameter({ name: "left", argument: "--left {}", default: "x" }),
        ],
      }),
    });
    const request = built(entry, {
      "parameter.tol": "1e-9",
      "parameter.title": "a b; rm -rf $HOME {} $& $1",
      "parameter.verbose": "true",
      "parameter.left": "",
    });
    expect(request["executable"]).toMatchObject({
      command: ["run", "--tol", "1e-9", "--title=a b; rm -rf $HOME {} $& $1", "fixed word", "-v"],
      environment: { MODE: "fast" },
    });
  });

  it("reports everything that is wrong together, each with its field", () => {
    const entry = askEntry({
      data: [placeholder, { ...placeholder, name: "catalogue" }],
      discovery: discovery({
        parameters: [
          parameter({ name: "n", type: "integer" }),
          parameter({ name: "must", required: true }),
          parameter({ name: "word" }),
          parameter({ name: "nul" }),
          parameter({ name: "pick", type: "choice", choices: ["a", "b"] }),
        ],
      }),
    });
    const problems = problemsOf(entry, {
      cores: "-1",
      memory: "4 GB",
      duration: "1 hour",
      earliest: "2026-12-03T00:00",
      latest: "2026-12-02T00:00",
      "data.catalogue.location": "no address",
      "parameter.n": "1.5",
      "parameter.word": "a\nb",
      "parameter.nul": "a\u0000b",
      "parameter.pick": "c",
    });
    expect([...problems.keys()].sort()).toEqual([
      "cores",
      "data.catalogue.location",
      "data.image.location",
      "duration",
      "latest",
      "memory",
      "parameter.must",
      "parameter.n",
      "parameter.nul",
      "parameter.pick",
      "parameter.word",
    ]);
    expect(problems.get("cores")).toContain('"-1"');
    expect(problems.get("memory")).toContain("GiB");
    expect(problems.get("duration")).toContain("PT1H");
  });

  it.each([
    ["duration", "P1M", "months"],
    ["duration", "PT0S", "shorter"],
    ["duration", "PT0.5S", "shorter"],
    ["latest", "2026-11-01T00:00", "past"],
    ["earliest", "tomorrow", "2026-12-01T08:00"],
    ["cores", "1.5", "whole number"],
    ["cores", "0", "1 or more"],
    ["cores", "9999999999", "no amount"],
  ])("refuses the %s %j", (field, value, words) => {
    expect(problemsOf(askEntry({}), { [field]: value }).get(field)).toContain(words);
  });

  it("refuses a kind that does not stand in for the placeholder, and an address that is a script", () => {
    const entry = askEntry({ data: [placeholder] });
    expect(problemsOf(entry, { "data.image.kind": "docker-container" }).size).toBe(1);
    expect(problemsOf(entry, { "data.image.location": "javascript:alert(1)" }).size).toBe(1);
  });

  it("says that a notebook cannot be given parameters", () => {
    const entry = askEntry({
      executable: {
        kind: "jupyter-notebook",
        kindState: "concrete",
        location: "https://example.org/a.ipynb",
      },
      discovery: discovery({ parameters: [parameter({ name: "n", argument: "{}", default: "1" })] }),
    });
    expect(problemsOf(entry, { "parameter.n": "2" }).get("parameter.n")).toContain("jupyter-notebook");
    expect(problemsOf(entry, { "parameter.n": "1" }).size).toBe(0);
  });

  it("never throws, and makes a request or names a problem, whatever is typed", () => {
    const entry = askEntry({
      data: [{ ...placeholder, name: "__proto__" }],
      discovery: discovery({ parameters: [parameter({ name: "p", argument: "'{} {" })] }),
    });
    const fields = [
      "cores",
      "memory",
      "duration",
      "earliest",
      "latest",
      "data.__proto__.location",
      "parameter.p",
      "data.__proto__.kind",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), fc.string()), (wishes) => {
        const result = buildRequest(entry, wishes, NOW);
        if ("problems" in result) expect(result.problems.length).toBeGreaterThan(0);
        else emitRequest(result.request);
      }),
    );
  });
});

const container = { executableKinds: new Set(["docker-container"]) } as unknown as Broker;
const READER = { mayUseShared: false };

describe("the form of an entry", () => {
  it("has a field for every kind that can stand in for a placeholder", () => {
    const entry = askEntry({
      data: [{ ...placeholder, description: "Your image" }],
      discovery: discovery({
        inputs: [
          { name: "image", terms: ["image"], formats: ["FITS"], sample: "https://example.org/s.fits" },
        ],
      }),
    });
    const form = buildAskForm(entry, [container], READER);
    expect(form.supported).toBe(true);
    const [item] = form.placeholders;
    expect(item).toMatchObject({
      name: "data.image",
      label: "image",
      description: "Your image",
      formats: ["FITS"],
    });
    expect(item?.kinds.map(({ kind }) => kind)).toEqual([
      "simple-data-resource",
      "S3-data-resource",
      "ivoa-data-resource",
      "rucio-data-resource",
      "skao-data-resource",
    ]);
    expect(item?.kinds[0]?.fields.map(({ name }) => name)).toEqual(["data.image.location"]);
    expect(form.defaults).toEqual({
      cores: "1",
      memory: "1",
      duration: "PT1H",
      "data.image.kind": "simple-data-resource",
    });
    expect(buildRequest(entry, { ...form.defaults, ...form.sample }, NOW)).toHaveProperty("request");
  });

  it("has no sample when one placeholder lacks it", () => {
    const entry = askEntry({
      data: [placeholder, { ...placeholder, name: "second" }],
      discovery: discovery({
        inputs: [{ name: "image", terms: [], formats: [], sample: "https://example.org/s" }],
      }),
    });
    expect(buildAskForm(entry, [container], READER).sample).toBeUndefined();
    expect(buildAskForm(askEntry({}), [container], READER).sample).toBeUndefined();
  });

  it("offers the names of the request for a volume's resource", () => {
    const entry = askEntry({
      data: [placeholder],
      compute: {
        kind: "simple-compute-resource",
        kindState: "concrete",
        volumes: [{ kind: "abstract-volume-mount", kindState: "abstract", name: "in", mode: "READONLY" }],
      },
    });
    const volume = buildAskForm(entry, [container], READER).placeholders.find(
      ({ family }) => family === "volume",
    );
    expect(volume?.kinds[0]?.fields.find(({ name }) => name === "volume.in.resource")?.choices).toEqual([
      "image",
    ]);
  });

  it.each<[string, ManifestModel["executable"], string]>([
    ["a Python program", { kind: "python-program", kindState: "concrete" }, "needs a container"],
    ["an abstract executable", { kind: "abstract-executable", kindState: "abstract" }, "abstract"],
    ["an unknown kind", { kind: "uri:java-program-1.0", kindState: "unknown" }, "uri:java-program-1.0"],
  ])("says why %s cannot be asked for", (_name, executable, words) => {
    const form = buildAskForm(askEntry({ executable }), [container], READER);
    expect(form.supported).toBe(false);
    expect(form.unsupported?.message).toContain(words);
  });

  it("leaves brokers with shared credentials to runners, and says so", () => {
    const far = { ...container, label: "Far", shared: true };
    const other = { ...far, label: "Other", executableKinds: new Set(["jupyter-notebook"]) };
    const brokers = [container, far, other];
    const form = buildAskForm(askEntry({}), brokers, READER);
    expect([form.supported, form.leftOut]).toEqual([true, ["Far"]]);
    expect(buildAskForm(askEntry({}), brokers, { mayUseShared: true })).toMatchObject({
      supported: true,
      leftOut: [],
    });
    const alone = buildAskForm(askEntry({}), [far, other], READER);
    expect([alone.supported, alone.leftOut]).toEqual([false, ["Far"]]);
    expect(alone.unsupported?.message).toMatch(/of "Far" only, with credentials that .* share/);
    expect(alone.unsupported?.hint).toContain("Sign in as a runner");
  });
});
