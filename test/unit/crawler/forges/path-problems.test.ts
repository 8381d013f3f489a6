import { describe, expect, it } from "vitest";
import { deviceProblem, pathProblem } from "../../../../crawler/forges/git/path-problems.ts";

const FILE = "ivoa-execution.yaml";

describe("the path of a manifest", () => {
  it.each([[FILE], [`tools/finder/${FILE}`], [`Zürich 2.0/${FILE}`], [`.github/${FILE}`], [`..x/${FILE}`]])(
    "may be %j",
    (path) => {
      expect(pathProblem(path, true)).toBeUndefined();
    },
  );

  it.each([
    [`../${FILE}`, /folder called "\.\."/],
    [`a/./${FILE}`, /folder called "\."/],
    [`a//${FILE}`, /without a name/],
    [`/${FILE}`, /without a name/],
    [`.git/${FILE}`, /leads into/],
    [`a/.Git /${FILE}`, /leads into/],
    [`GIT~1/${FILE}`, /leads into/],
    [`a\nb/${FILE}`, /do not show/],
    [`a\u202Eb/${FILE}`, /do not show/],
    [`${"x".repeat(1_000)}/${FILE}`, /more than 1000 bytes/],
  ])("may not be %j", (path, why) => {
    const problem = pathProblem(path, true);
    expect(problem).toMatchObject({ rule: "crawl/path-refused", severity: "error" });
    expect(problem?.sentence).toMatch(why);
  });

  it("is shown without what does not show, and cut when it is long", () => {
    const problem = pathProblem(`\u001B[31m${"x".repeat(5_000)}/${FILE}`, true);
    expect(problem?.file).not.toMatch(/\p{Cc}/u);
    expect(problem?.file.length).toBeLessThan(300);
    expect(pathProblem(`\uFFFD/${FILE}`, false)).toMatchObject({ file: `?/${FILE}` });
  });

  it.each([["NUL"], ["con.d"], ["Aux"], ["com1"], ["LPT9.txt"]])(
    "is warned of with the device %s",
    (name) => {
      expect(deviceProblem(`a/${name}/${FILE}`)?.severity).toBe("warning");
      expect(deviceProblem(`a/x${name}/${FILE}`)).toBeUndefined();
    },
  );
});
