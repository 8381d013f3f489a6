/** The files that a crawler reads beside manifests: what was written to describe a program, and what all have. */
export type FactKind = "codemeta" | "citation" | "license" | "readme";

/** Larger files are not read: more says nothing of a program that its first pages do not. */
export const MAX_FACT_BYTES = 256_000;

const KINDS: readonly { readonly kind: FactKind; readonly names: RegExp; readonly most: number }[] = [
  { kind: "codemeta", names: /^codemeta\.json$/iu, most: 1 },
  { kind: "citation", names: /^citation\.cff$/iu, most: 1 },
  // Several say that one alone is not the licence: `LICENSE-MIT` beside `LICENSE-APACHE`, `COPYING.LESSER`.
  {
    kind: "license",
    names: /^(?:licen[sc]e|copying)(?:-[\w.+-]+?)?(?:\.(?:md|markdown|rst|txt|lesser))?$/iu,
    most: 4,
  },
  { kind: "readme", names: /^readme(?:\.(?:md|markdown|rst|txt))?$/iu, most: 1 },
];

/** Of a README in several formats this one is read. */
const FORMATS = ["md", "markdown", "rst", "txt"];

/** What a file is by its name, without its folder; letters' case does not matter. */
export function factKindOf(name: string): FactKind | undefined {
  return KINDS.find(({ names }) => names.test(name))?.kind;
}

/** Of the names in one folder those that are read, by kind. */
export function pickFactFiles(names: readonly string[]): readonly string[] {
  return KINDS.flatMap(({ kind, most }) =>
    names
      .filter((name) => factKindOf(name) === kind)
      .sort(byFormat)
      .slice(0, most),
  );
}

function byFormat(left: string, right: string): number {
  return formatRank(left) - formatRank(right) || (left < right ? -1 : 1);
}

function formatRank(name: string): number {
  const at = FORMATS.indexOf(name.toLowerCase().split(".").at(-1) ?? "");
  return at === -1 ? FORMATS.length : at;
}
