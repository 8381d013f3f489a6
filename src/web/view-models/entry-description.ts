import { described, type Described, type DescribedFrom, type Field } from "../../catalogue/described.ts";
import type { Entry } from "../../catalogue/entry.ts";
import { safeHref } from "../links.ts";
import { renderMarkdown } from "../markdown.ts";
import { type LayerMark, toMark } from "./layers.ts";

type FieldName = Exclude<keyof Described, "unknownLicense">;

const LINKS = [
  ["Homepage", "homepage"],
  ["Documentation", "documentation"],
  ["Source code", "repository"],
  ["Issues", "issues"],
] as const;

/** What a page says of a program, each field with a quiet mark where it is not the author's word in this document. */
export function toDescription(entry: Entry, inherited: ReadonlyMap<string, Entry>): object {
  const told = described(entry);
  const mark = (key: FieldName): LayerMark | null => {
    const from = told[key]?.from;
    // The forge's own address of a repository is no word about it.
    return (
      toMark(inherited.get(key)) ?? (key === "repository" && from?.kind === "forge" ? null : fromMark(from))
    );
  };
  return {
    title: told.title.value,
    summary: told.summary?.value ?? null,
    headFrom: toHeadMarks(mark("title"), mark("summary")),
    version: told.version?.value ?? null,
    ...toText(told.description),
    license: told.license?.value ?? null,
    unknownLicense: told.unknownLicense?.value.join(", ") ?? null,
    keywords: told.keywords?.value ?? [],
    links: LINKS.flatMap(([label, key]) => {
      const url = told[key]?.value;
      return url === undefined ? [] : [{ label, text: url, href: safeHref(url), from: mark(key) }];
    }),
    authors: (told.authors?.value ?? []).map((author) => ({
      name: author.name,
      affiliation: author.affiliation ?? null,
      orcidHref: isOrcid(author.orcid) ? `https://orcid.org/${author.orcid}` : null,
    })),
    publications: toPublications(told),
    from: {
      version: mark("version"),
      description: mark("description"),
      license: mark("license"),
      authors: mark("authors"),
      publications: mark("publications"),
      keywords: mark("keywords"),
    },
  };
}

/** The same for programs: `from.entry` is the path of the layer that a field is inherited from. */
export function toDescriptionJson(
  entry: Entry,
  inherited: ReadonlyMap<string, Entry>,
): Readonly<Record<string, unknown>> {
  const fields = Object.entries(described(entry)).map(
    ([key, field]: [string, Field<unknown> | undefined]) => [
      key,
      field === undefined
        ? null
        : {
            value: field.value,
            from: { ...field.from, entry: inherited.get(key)?.program.path ?? null },
          },
    ],
  );
  return Object.fromEntries(fields) as Readonly<Record<string, unknown>>;
}

/** The author's word, and the names that a manifest has, stand without a mark. */
function fromMark(from: DescribedFrom | undefined): LayerMark | null {
  if (from === undefined || from.kind === "author" || from.kind === "manifest") return null;
  return { label: from.name, href: null };
}

/** Both in one mark where they are from one place. */
function toHeadMarks(title: LayerMark | null, summary: LayerMark | null): readonly object[] {
  if (title !== null && summary !== null && title.label === summary.label && title.href === summary.href) {
    return [{ what: "Title and summary", ...title }];
  }
  return [
    ...(title === null ? [] : [{ what: "Title", ...title }]),
    ...(summary === null ? [] : [{ what: title === null ? "Summary" : "summary", ...summary }]),
  ];
}

/** An author's text is Markdown. What a file says is plain, and whatever stands in it is shown as it is. */
function toText(field: Field<string> | undefined): object {
  const isMarkdown = field?.from.kind === "author";
  return {
    description: field !== undefined && isMarkdown ? renderMarkdown(field.value) : null,
    plainDescription: field !== undefined && !isMarkdown ? field.value : null,
  };
}

function toPublications(told: Described): readonly object[] {
  return (told.publications?.value ?? []).map(({ doi, bibcode, url }) => {
    if (doi !== undefined) return { text: `doi:${doi}`, href: safeHref(`https://doi.org/${encodeURI(doi)}`) };
    if (bibcode !== undefined) {
      const href = `https://ui.adsabs.harvard.edu/abs/${encodeURIComponent(bibcode)}`;
      return { text: bibcode, href: safeHref(href) };
    }
    return { text: url ?? "", href: safeHref(url) };
  });
}

function isOrcid(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(text);
}
