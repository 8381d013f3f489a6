import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryPath } from "../../../src/catalogue/identifier.ts";

const place = { host: "example.org", repository: "group/tool", folder: "", name: undefined };

describe("the path of an entry", () => {
  it("is host and repository, with the folder after a hyphen and the name after a tilde", () => {
    expect(entryPath(place)).toBe("example.org/group/tool");
    expect(entryPath({ ...place, folder: "a/b" })).toBe("example.org/group/tool/-/a/b");
    expect(entryPath({ ...place, folder: "a", name: "find" })).toBe("example.org/group/tool/-/a~find");
  });

  it("writes hosts small, because they are the same in any case", () => {
    expect(entryPath({ ...place, host: "Example.ORG" })).toBe("example.org/group/tool");
  });

  it("never holds a space, a version's @, a query or a step upwards, whatever a folder is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (repository, folder) => {
        const path = entryPath({ ...place, repository, folder });
        expect(path).not.toMatch(/[\s@?#%\\\p{C}]/u);
        expect(path.split("/").some((segment) => segment === "." || segment === "..")).toBe(false);
        expect(path).toMatch(/^example\.org\//);
      }),
    );
  });
});
