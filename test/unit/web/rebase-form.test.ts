import { assert, constantFrom, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { rebaseForm } from "../../../src/web/curating/rebase-form.ts";

const NAMES = ["one", "two", "three"] as const;
const texts = tuple(...NAMES.map(() => constantFrom("", "a", "b", "a\nb", "a \n\nb"))).map(
  (values) => new Map(NAMES.map((name, index) => [name, values[index] ?? ""])),
);

describe("a form on what somebody else has changed meanwhile", () => {
  it("keeps what was typed where both wrote, and shows the other's text beside it", () => {
    const base = new Map([
      ["definition", "old"],
      ["note", "old"],
      ["label", "old"],
    ]);
    const typed = new Map([...base, ["definition", "mine"]]);
    const now = new Map([...base, ["definition", "theirs"], ["note", "theirs"]]);
    const { texts: kept, conflicts } = rebaseForm({ typed, base, now });
    expect([...kept]).toEqual([
      ["definition", "mine"],
      ["note", "theirs"],
      ["label", "old"],
    ]);
    expect([...conflicts]).toEqual([["definition", "theirs"]]);
  });

  it("loses neither side's text, whatever the three are", () => {
    assert(
      property(texts, texts, texts, (typed, base, now) => {
        const { texts: kept, conflicts } = rebaseForm({ typed, base, now });
        const same = (one = "", other = ""): boolean => lines(one) === lines(other);
        for (const name of NAMES) {
          const [mine, before, theirs] = [typed.get(name), base.get(name), now.get(name)];
          if (!same(mine, before)) expect(kept.get(name)).toBe(mine);
          if (!same(theirs, before))
            expect([kept.get(name), conflicts.get(name)].some((one) => same(one, theirs))).toBe(true);
        }
      }),
    );
  });
});

function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
