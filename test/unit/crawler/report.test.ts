import { describe, expect, it } from "vitest";
import { reportOf } from "../../../crawler/stages/report.ts";
import { problem } from "../../support/entry-builders.ts";

const error = problem({ severity: "error", rule: "image/missing", sentence: "There is no image.", line: 7 });

describe("the commit status", () => {
  it("says how many manifests are published, and that there are remarks", () => {
    expect(reportOf("c", [], 1)).toEqual({
      commit: "c",
      state: "success",
      description: "1 manifest published",
    });
    expect(reportOf("c", [problem(), problem()], 3).description).toBe("3 manifests published, 2 remarks");
    expect(reportOf("c", [], 0).description).toBe("no manifest published");
  });

  it("shows the first error with its place, and how many more there are", () => {
    const { state, description } = reportOf("c", [problem(), error, error, error], 1);
    expect(state).toBe("failure");
    expect(description).toBe("ivoa-execution.yaml:7 There is no image. (and 2 more errors)");
  });

  it("is never longer than a forge takes", () => {
    const long = problem({ severity: "error", sentence: "x".repeat(500) });
    expect(reportOf("c", [long], 0).description).toHaveLength(140);
    expect(reportOf("c", [long, long], 0).description).toMatch(/^.{140}$/);
  });
});
