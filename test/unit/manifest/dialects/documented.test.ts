import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { read } from "../support.ts";

const text = readFileSync(path.join(import.meta.dirname, "../../../../docs/dialects.md"), "utf8");

/** Each example with the section that it stands in. */
const EXAMPLES = text.split(/^## /mu).flatMap((section) => {
  const [title = ""] = section.split("\n", 1);
  return [...section.matchAll(/^```(?:yaml|json)\n(.*?)^```/gmsu)].map(([, example = ""], index) => ({
    name: `${title} ${index + 1}`,
    dialect: title.startsWith("The shape of the SRCNet") ? "SRCNet" : (title.split(" ")[1] ?? ""),
    example,
  }));
});

describe("docs/dialects.md", () => {
  it.each(EXAMPLES)("has an example without errors in its dialect: $name", ({ dialect, example }) => {
    const { documents, problems } = read(example);
    expect(problems).toEqual([]);
    expect(documents[0]?.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(documents[0]).toMatchObject({ dialect, model: expect.anything() });
  });

  it("has an example of every dialect", () => {
    expect(new Set(EXAMPLES.map(({ dialect }) => dialect))).toEqual(
      new Set(["D", "C", "B", "A", "A0", "SRCNet"]),
    );
  });
});
