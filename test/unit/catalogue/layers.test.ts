import { describe, expect, it } from "vitest";
import { parseOrigin } from "../../../src/catalogue/layer-address.ts";
import { resolveOrigin, type NamedProgram } from "../../../src/catalogue/layers.ts";

const BASE: NamedProgram = {
  programId: "A",
  path: "github.com/group/tool",
  state: "published",
  file: "ivoa-execution.yaml",
  branch: "main",
  layer: "developer",
  by: "repository",
  address: "github.com/group/tool",
  isCurrent: true,
};

function resolve(text: string, named: readonly NamedProgram[], self = "SELF") {
  const name = parseOrigin(text);
  return name === undefined ? undefined : resolveOrigin(name, self, named);
}

const URL = "https://github.com/group/tool";

describe("which program a name means", () => {
  it("is the one of its repository, or the one whose path it is", () => {
    const other = {
      ...BASE,
      programId: "B",
      path: "github.com/group/tool/-/b",
      file: "b/ivoa-execution.yaml",
    };
    expect(resolve(URL, [BASE])).toEqual({ kind: "found", programId: "A" });
    expect(resolve(URL, [BASE, { ...BASE, by: "path" }, other])).toEqual({ kind: "found", programId: "A" });
    expect(resolve(URL, [])).toEqual({ kind: "none", several: [] });
  });

  it("is not chosen among several of a repository, and they are named", () => {
    const one = { ...BASE, path: "github.com/group/tool~a" };
    const other = { ...BASE, programId: "B", path: "github.com/group/tool~b" };
    expect(resolve(URL, [one, other])).toEqual({ kind: "none", several: [one.path, other.path] });
  });

  it("is the one in the file or folder that a forge's address shows", () => {
    const one = { ...BASE, programId: "B", file: "sub/ivoa-execution.yaml" };
    const found = { kind: "found", programId: "B" };
    expect(resolve(`${URL}/blob/main/sub/ivoa-execution.yaml`, [BASE, one])).toEqual(found);
    expect(resolve(`${URL}/tree/main/sub`, [BASE, one])).toEqual(found);
    expect(resolve(`${URL}/blob/main/none/ivoa-execution.yaml`, [BASE, one])).toMatchObject({ kind: "none" });
    expect(resolve(`${URL}/tree/main`, [BASE])).toEqual({ kind: "found", programId: "A" });
  });

  it("is the developer's document, not the layer beside it, and never the layer itself while there is another", () => {
    const layer = { ...BASE, programId: "B", layer: "packager", path: "github.com/group/tool~b" } as const;
    const developer = { ...BASE, path: "github.com/group/tool~a" };
    const publisher = { ...layer, programId: "C", path: "github.com/group/tool~c" };
    expect(resolve(URL, [developer, layer, publisher], "C")).toEqual({ kind: "found", programId: "A" });
    expect(resolve(URL, [developer, layer], "B")).toEqual({ kind: "found", programId: "A" });
    expect(resolve(URL, [developer], "A")).toEqual({ kind: "found", programId: "A" });
  });

  it("is the one that has the address now, then the one that had it, then one that is withdrawn", () => {
    const former = { ...BASE, programId: "B", path: "github.com/group/new", isCurrent: false } as const;
    const gone = { ...BASE, programId: "C", state: "withdrawn" } as const;
    expect(resolve(URL, [former, BASE])).toEqual({ kind: "found", programId: "A" });
    expect(resolve(URL, [former, { ...former, by: "path" }])).toEqual({ kind: "found", programId: "B" });
    expect(resolve(URL, [gone, former])).toEqual({ kind: "found", programId: "B" });
    expect(resolve(URL, [gone])).toEqual({ kind: "found", programId: "C" });
  });

  it("is the one whose path it was before a second document came beside it", () => {
    const first = { ...BASE, path: "github.com/group/tool~a" };
    const second = { ...BASE, programId: "B", path: "github.com/group/tool~b" };
    const had = { ...first, by: "path", isCurrent: false } as const;
    expect(resolve(URL, [first, had, second])).toEqual({ kind: "found", programId: "A" });
  });
});
