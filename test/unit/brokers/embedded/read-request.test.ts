import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../../src/brokers/embedded/findings.ts";
import { placeVolumes } from "../../../../src/brokers/embedded/named-volumes.ts";
import { readRequest } from "../../../../src/brokers/embedded/read-request.ts";
import { dialectOf } from "../../../../src/brokers/embedded/wire-dialect.ts";
import { C_KIND } from "../../../support/dialect-c-broker.ts";

const keys = fc.constantFrom(
  "kind",
  "meta",
  "volumes",
  "resources",
  "cardinality",
  "path",
  "resource",
  "type",
);
const words = fc.constantFrom("in", "out", "CONTAINER", "SINGLE", "/a", ...Object.values(C_KIND));
const soup = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, words, fc.jsonValue(), tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(keys, tie("value"), { maxKeys: 5 }),
})).value;
const body = fc.dictionary(
  fc.constantFrom("executable", "compute", "computer", "volumes", "storage", "data", "schedule", "__proto__"),
  soup,
);

describe("a request's body", () => {
  it("is read without throwing, whatever it holds: a request comes of it, or a reason why not", () => {
    fc.assert(
      fc.property(body, fc.constantFrom("C" as const, "D" as const), (made, dialect) => {
        const findings = new Findings();
        const request = readRequest(made, dialect, findings);
        expect(request === undefined).toBe(findings.bad.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it("shows its dialect by the first component that has a kind", () => {
    const d = C_KIND.docker.replace("EB/schema/v1.0/types", "Calycopis-openapi/schema/v1.0/kinds");
    expect(dialectOf({ executable: { kind: C_KIND.docker }, compute: { kind: d } }, "D")).toBe("C");
    expect(dialectOf({ executable: { kind: d }, data: [{ kind: C_KIND.data }] }, "C")).toBe("D");
    expect(dialectOf({ executable: { kind: "uri:other" }, data: [{ kind: C_KIND.data }] }, "D")).toBe("C");
    expect(dialectOf({ executable: {} }, "C")).toBe("C");
    expect(dialectOf({ executable: { kind: C_KIND.docker.toUpperCase().replace("V1.0/", "") } }, "D")).toBe(
      "C",
    );
  });
});

describe("volumes by name", () => {
  const name = fc.constantFrom("a", "b", "c");
  const volume = fc.record({
    meta: fc.record({ name }),
    resources: fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
    cardinality: fc.constantFrom("SINGLE", "INSTANCE", "CONTAINER"),
  });

  it("give a mount for each resource, or a finding, and none is lost", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(volume, { selector: (item) => item.meta.name, maxLength: 3 }),
        fc.uniqueArray(name, { maxLength: 3 }),
        (volumes, names) => {
          const findings = new Findings();
          const fields = { volumes: names };
          const placed = placeVolumes({ volumes }, { fields, pointer: "/compute" }, findings);
          const listed = volumes.filter((item) => names.includes(item.meta.name));
          const expected = listed.map((item) =>
            item.cardinality === "CONTAINER" ? item.resources.length : 1,
          );
          expect(placed).toHaveLength(expected.reduce((sum, count) => sum + count, 0));
          expect(findings.refusals).toHaveLength(names.length - listed.length);
          expect(findings.remarks).toHaveLength(volumes.length - listed.length);
          const crowded = listed.filter(
            (item) => item.cardinality !== "CONTAINER" && item.resources.length > 1,
          );
          expect(findings.bad).toHaveLength(crowded.length);
        },
      ),
    );
  });

  it("are refused where few words ask for very many mounts", () => {
    const meta = { name: "all" };
    const resources = Array.from({ length: 400 }, (_, index) => `file-${index}`);
    const place = (volume: object, names: readonly string[]) => {
      const findings = new Findings();
      const fields = { volumes: names };
      const placed = placeVolumes({ volumes: [volume] }, { fields, pointer: "/compute" }, findings);
      return { count: placed.length, bad: findings.bad.map(({ sentence }) => sentence) };
    };
    const volume = { meta, cardinality: "CONTAINER", resources };
    const tooMany = "Named volumes stand for more than 1000 mounts.";
    expect(place(volume, ["all", "all"])).toEqual({ count: 800, bad: [] });
    expect(place(volume, Array<string>(100_000).fill("all"))).toEqual({ count: 0, bad: [tooMany] });
    const larger = { ...volume, resources: Array<string>(1_001).fill("x") };
    expect(place(larger, ["all"])).toEqual({ count: 0, bad: [tooMany] });
  });
});

describe("what is wrong with a request", () => {
  it("is told up to a hundred times of a sort, and then that there is more", () => {
    const findings = new Findings();
    const fields = { volumes: Array.from({ length: 500 }, (_, index) => `nobody-${index}`) };
    placeVolumes({}, { fields, pointer: "/compute" }, findings);
    expect(findings.refusals).toHaveLength(101);
    expect(findings.refusals.at(-1)).toMatchObject({
      kind: "urn:resource-not-found",
      template: "More is to be said than stands here; mend what is told first.",
    });
  });
});
