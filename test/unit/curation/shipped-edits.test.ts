import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/curation/edits/apply-edits.ts";
import { mergeFile } from "../../../src/curation/edits/merge-file.ts";
import type { VocabularyEdit } from "../../../src/curation/edits.ts";
import { NO_FIELDS } from "./curation-texts.ts";

const FILE = "vocabularies/task.yaml";
const TEXT = readFileSync(path.join(import.meta.dirname, "../../..", FILE), "utf8");
const scheme = "task";

function edit(one: VocabularyEdit, text = TEXT): string {
  return applyEdits(new Map([[FILE, text]]), [one]).get(FILE) ?? text;
}

/** The lines that differ: those that went, by their place in what ships, and those that came. */
function differing(after: string): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const count = (text: string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of text.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [old, made] = [count(TEXT), count(after)];
  const more = (one: Map<string, number>, other: Map<string, number>): readonly string[] =>
    [...one].flatMap(([line, times]) =>
      Array.from({ length: Math.max(0, times - (other.get(line) ?? 0)) }, () => line),
    );
  return { gone: more(old, made), come: more(made, old) };
}

const LABEL: VocabularyEdit = {
  kind: "add-label",
  scheme,
  id: "source-extraction",
  label: "source hunting",
  as: "altLabel",
};

describe("the vocabulary that ships", () => {
  it("changes in one line for one synonym", () => {
    expect(differing(edit(LABEL))).toEqual({ gone: [], come: ["      - source hunting"] });
    const other: VocabularyEdit = { ...LABEL, id: "halo-finding" };
    expect(differing(edit(other))).toEqual({
      gone: [
        "    altLabel: [halo finder, dark matter halo finding, friends-of-friends, subhalo finding, fof halo finder]",
      ],
      come: [
        "    altLabel:",
        "      - halo finder",
        "      - dark matter halo finding",
        "      - friends-of-friends",
        "      - subhalo finding",
        "      - fof halo finder",
        "      - source hunting",
      ],
    });
  });

  it("changes in the lines of a new concept, which comes behind its siblings", () => {
    const fields = {
      ...NO_FIELDS,
      prefLabel: "cometary search",
      broader: ["detection"],
      definition: "Finding comets.",
    };
    const after = edit({ kind: "add-concept", scheme, id: "cometary-search", fields });
    expect(differing(after)).toEqual({
      gone: [],
      come: [
        "    broader: [detection]",
        "  cometary-search:",
        "    prefLabel: cometary search",
        "    definition: Finding comets.",
      ],
    });
    expect(after.indexOf("cometary-search:")).toBeGreaterThan(after.indexOf("technosignature-search:"));
    expect(after.indexOf("cometary-search:")).toBeLessThan(after.length * 0.4);
  });

  it("changes in the field that was edited", () => {
    const fields = {
      ...NO_FIELDS,
      prefLabel: "deblending",
      altLabel: ["source deblending", "blended source separation"],
      hiddenLabel: ["de-blending"],
      broader: ["source-extraction", "image-analysis"],
      definition: "Telling sources apart that lie upon each other.",
    };
    expect(differing(edit({ kind: "edit-concept", scheme, id: "source-deblending", fields }))).toEqual({
      gone: ["    definition: Telling overlapping sources apart."],
      come: ["    definition: Telling sources apart that lie upon each other."],
    });
  });

  it("changes in the links that lead to a merged concept", () => {
    const { gone, come } = differing(
      edit({
        kind: "merge-concept",
        scheme,
        id: "source-extraction",
        into: "detection",
        since: "2026-11-30",
      }),
    );
    expect(gone.every((line) => /^ {4}(?:broader|related|altLabel): \[/u.test(line))).toBe(true);
    expect(gone.filter((line) => !line.includes("source-extraction"))).toEqual([
      "    altLabel: [finding, searching for objects]",
    ]);
    expect(come).toContain("    replacedBy: [detection]");
    expect(come.filter((line) => line.includes("source-extraction"))).toEqual([]);
  });

  it("changes in one line for a move, three for a retired concept, none once it is restored", () => {
    expect(
      differing(edit({ kind: "move-concept", scheme, id: "void-finding", broader: ["cluster-finding"] })),
    ).toEqual({
      gone: ["    broader: [detection]"],
      come: ["    broader: [cluster-finding]"],
    });
    const retired = edit({
      kind: "deprecate-concept",
      scheme,
      id: "void-finding",
      replacedBy: ["cluster-finding"],
      since: "2026-11-30",
    });
    expect(differing(retired)).toEqual({
      gone: [],
      come: ["    deprecated: true", "    replacedBy: [cluster-finding]", '    since: "2026-11-30"'],
    });
    expect(edit({ kind: "restore-concept", scheme, id: "void-finding" }, retired)).toBe(TEXT);
  });

  it("changes in one line for another title, and with a longer end of its lines as well", () => {
    const fields = {
      title: "What programs do",
      description: "The jobs that astronomers look for software for, from finding sources to making figures.",
      license: "CC0-1.0",
      source: /source: (.*)/u.exec(TEXT)?.[1],
    };
    const rename: VocabularyEdit = { kind: "edit-scheme", scheme, fields };
    expect(differing(edit(rename))).toEqual({
      gone: ["  title: What software does"],
      come: ["  title: What programs do"],
    });
    const windows = `\uFEFF${TEXT.replaceAll("\n", "\r\n").slice(0, -2)}`;
    expect(edit(rename, windows)).toBe(windows.replace("What software does", "What programs do"));
    expect(edit(LABEL, windows)).toBe(
      windows.replace("      - blob detection\r\n", "      - blob detection\r\n      - source hunting\r\n"),
    );
  });

  it("takes a new version in beside what curators changed", () => {
    const ours = edit(
      { kind: "move-concept", scheme, id: "void-finding", broader: ["cluster-finding"] },
      edit(LABEL),
    );
    const theirs = TEXT.replace(
      "      - blob detection\n",
      "      - blob detection\n      - blob finding\n",
    ).replace(
      "  void-finding:\n",
      "  # Nothing at all\n  nothing-finding:\n    prefLabel: nothing finding\n    definition: Finding nothing.\n  void-finding:\n",
    );
    const { text, conflicts } = mergeFile(FILE, { base: TEXT, ours, theirs });
    expect(conflicts).toEqual([]);
    expect(differing(text ?? "")).toEqual({
      gone: ["    broader: [detection]"],
      come: [
        "      - source hunting",
        "      - blob finding",
        ...(text?.includes("# Nothing at all") === true ? ["  # Nothing at all"] : []),
        "  nothing-finding:",
        "    prefLabel: nothing finding",
        "    definition: Finding nothing.",
        "    broader: [cluster-finding]",
      ],
    });
  });
});
