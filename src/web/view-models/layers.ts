import { compareLayers } from "../../catalogue/compare-layers.ts";
import type { Entry, Layer } from "../../catalogue/entry.ts";
import type { ChainStep, Claim } from "../../catalogue/load-family.ts";
import { ownerLabel } from "../../catalogue/owner.ts";
import { kindLabel } from "../format.ts";
import { entryHref } from "../links.ts";
import type { LayerFacts } from "../layer-facts.ts";
import type { WebServices } from "../services.ts";

/** Longest text of a field in the comparison; the layer's own page has it whole. */
const MOST_TEXT = 240;

const LABELS: ReadonlyMap<string, string> = new Map([
  ["title", "Title"],
  ["summary", "Summary"],
  ["description", "Description"],
  ["inputs", "Inputs"],
  ["version", "Version"],
  ["license", "Licence"],
  ["authors", "Authors"],
  ["publications", "Please cite"],
  ["keywords", "Keywords"],
  ["homepage", "Homepage"],
  ["documentation", "Documentation"],
  ["repository", "Source code"],
  ["issues", "Issues"],
  ["kind", "Kind"],
  ["image", "Image"],
  ["digest", "Digest"],
  ["location", "Location"],
  ["entrypoint", "Entry point"],
  ["command", "Command"],
  ["environment", "Environment"],
  ["requirements", "Requirements"],
  ["cores", "Cores"],
  ["memory", "Memory"],
  ["storage", "Storage"],
  ["duration", "Duration"],
  ["parameters", "Parameters"],
  ["data", "Data"],
  ["volumes", "Volumes"],
]);

const CLAIMS: Readonly<Record<Layer, string>> = {
  developer: "is derived from",
  packager: "packages",
  publisher: "publishes",
};
const DONE: Readonly<Record<Layer, string>> = {
  developer: "built upon",
  packager: "packaged",
  publisher: "published",
};

/** Whose word a field is that the entry's author leaves unsaid. */
export interface LayerMark {
  readonly label: string;
  /** Of its document, when it has a page. */
  readonly href: string | null;
}

export function toMark(entry: Entry | undefined): LayerMark | null {
  if (entry === undefined) return null;
  return { label: `the ${entry.document.layer}’s document`, href: entryHref(entry.program.path) };
}

/** What a card or a page says of a claim that nobody has recognised: `packages`. */
export function claimWord(layer: Layer): string {
  return CLAIMS[layer];
}

/** The documents of one program and what each says; `null` for an entry without layers. A curator decides on claims. */
export function toLayers(services: WebServices, facts: LayerFacts, mayCurate: boolean): object | null {
  const json = toLayersJson(services, facts);
  if (json.chain.length < 2 && json.unverified.length === 0 && json.claim === null) return null;
  const covered = json.coveredBy;
  const own = facts.family.chain[0]?.entry;
  return {
    covered: covered === null ? null : { ...covered, label: `the ${covered.layer}’s document` },
    claim:
      json.claim === null
        ? null
        : { ...json.claim, decide: mayCurate ? toDecision(own, own, json.claim.state) : null },
    intro: json.chain.every(({ part }) => part)
      ? "Documents that describe one program, each derived from the one before."
      : "What says to be derived from what; a claim that is not recognised joins nothing.",
    steps: json.chain.length < 2 ? [] : json.chain,
    moreUnverified: json.moreUnverified,
    unverified: json.unverified.map((layer, number) => ({
      ...layer,
      done: DONE[layer.layer],
      decide: mayCurate ? toDecision(own, facts.unverified.entries[number], "unverified") : null,
    })),
    fields: json.fields.map((field) => ({
      ...field,
      text: shorten(field.text),
      said: !field.inherited ? "from" : field.runs ? "not in the request; said by" : "inherited from",
      changed: field.changed === null ? null : { ...field.changed, text: shorten(field.changed.text) },
    })),
  };
}

/** Forms on the page of `own`; what was refused can be confirmed later. */
function toDecision(own: Entry | undefined, layer: Entry | undefined, state: Claim["state"]): object | null {
  if (own === undefined || layer === undefined || (state !== "unverified" && state !== "refused"))
    return null;
  const href = `${entryHref(own.program.path)}/layers/${encodeURIComponent(layer.program.id)}`;
  return {
    title: layer.program.title,
    confirmHref: `${href}/confirm`,
    refuseHref: state === "unverified" ? `${href}/refuse` : null,
  };
}

/** The same for the JSON twin: nothing is shortened. */
export function toLayersJson(services: WebServices, facts: LayerFacts): LayersJson {
  const { family, unverified } = facts;
  const own = family.chain[0]?.entry;
  const { shown } = family;
  const isCovered =
    shown !== undefined && own?.program.listed === true && shown.program.id !== own.program.id;
  const memberIds = new Set(family.members.map(({ entry }) => entry.program.id));
  const above = family.chain.filter(({ entry }) => !memberIds.has(entry.program.id)).toReversed();
  const steps: readonly ChainStep[] = [...above, ...family.members];
  return {
    shown: shown?.program.path ?? null,
    coveredBy: isCovered ? toLink(shown) : null,
    claim: toClaim(own, family.chain[0]?.claim),
    chain: steps.map((step) => ({
      ...toLink(step.entry),
      owner: ownerLabel(step.entry.repository),
      current: step.entry.program.id === own?.program.id,
      shown: step.entry.program.id === shown?.program.id,
      withdrawn: step.entry.program.state === "withdrawn",
      part: memberIds.has(step.entry.program.id),
      why: whyOf(step.claim),
    })),
    moreUnverified: unverified.more,
    unverified: unverified.entries.map((entry) => ({
      ...toLink(entry),
      owner: ownerLabel(entry.repository),
    })),
    fields: family.line.length < 2 ? [] : toFields(services, family.line),
  };
}

export interface LayersJson {
  readonly shown: string | null;
  readonly coveredBy: LinkJson | null;
  readonly claim: ClaimJson | null;
  readonly chain: readonly StepJson[];
  readonly unverified: readonly (LinkJson & { readonly owner: string })[];
  /** True when there are more claims than are listed. */
  readonly moreUnverified: boolean;
  readonly fields: readonly FieldJson[];
}

interface LinkJson {
  readonly path: string;
  readonly href: string;
  readonly title: string;
  readonly layer: Layer;
}

interface StepJson extends LinkJson {
  readonly owner: string;
  readonly current: boolean;
  readonly shown: boolean;
  readonly withdrawn: boolean;
  /** False for what a document claims to come from without having been recognised. */
  readonly part: boolean;
  readonly why: string | null;
}

interface ClaimJson {
  readonly state: Claim["state"];
  readonly text: string;
  readonly sentence: string;
  readonly origin: LinkJson | null;
}

interface FieldJson {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** The document whose word counts. */
  readonly from: LinkJson;
  /** True when the entry itself says nothing of it. */
  readonly inherited: boolean;
  /** True for what a broker is asked with: where it is inherited, the entry's own request does not say it. */
  readonly runs: boolean;
  /** What a document before said otherwise. */
  readonly changed: { readonly from: LinkJson; readonly text: string } | null;
}

function toLink({ program, document }: Entry): LinkJson {
  return { path: program.path, href: entryHref(program.path), title: program.title, layer: document.layer };
}

/** A claim that was not recognised, or leads nowhere. */
function toClaim(own: Entry | undefined, claim: Claim | undefined): ClaimJson | null {
  if (own === undefined || claim === undefined || claim.state === "recognised") return null;
  const { state, text } = claim;
  const does = CLAIMS[own.document.layer];
  if (claim.state === "unknown") {
    return { state, text, sentence: `Says that it ${does} “${text}”, which is unknown here.`, origin: null };
  }
  const sentences = {
    circle: "Says that it is derived from what is derived from it:",
    unverified: `Says that it ${does}, unverified:`,
    refused: `Says that it ${does} what it is not recognised as a layer of:`,
  };
  return { state, text, sentence: sentences[claim.state], origin: toLink(claim.origin) };
}

function whyOf(claim: Claim | undefined): string | null {
  switch (claim?.state) {
    case undefined:
      return null;
    case "recognised":
      if (claim.by === "owner") return "recognised: same owner as its origin";
      if (claim.by === "origin") return "recognised: its origin lists it";
      return `confirmed by ${claim.decision?.actor ?? "an operator"}`;
    case "unverified":
      return "its claim is unverified";
    case "refused":
      return "its claim was refused";
    case "circle":
      return "part of a circle";
    case "unknown":
      return "its origin is unknown here";
  }
}

function toFields(services: WebServices, line: readonly Entry[]): readonly FieldJson[] {
  return compareLayers(line).flatMap(({ key, said, from, changed, runs }) => {
    const source = line[from];
    const before = changed === undefined ? undefined : line[changed];
    if (source === undefined) return [];
    const textOf = (number: number): string => {
      const text = said[number] ?? "";
      return key === "kind" ? kindLabel(text) : text;
    };
    return {
      key,
      label: labelOf(services, key),
      text: textOf(from),
      from: toLink(source),
      inherited: from < line.length - 1,
      runs,
      changed:
        changed === undefined || before === undefined
          ? null
          : { from: toLink(before), text: textOf(changed) },
    };
  });
}

function labelOf(services: WebServices, key: string): string {
  const facet = /^terms\.(.+)$/su.exec(key)?.[1];
  if (facet === undefined) return LABELS.get(key) ?? key;
  return services.vocabularies.facets.find((known) => known.key === facet)?.label ?? facet;
}

function shorten(text: string): string {
  const signs = Array.from(text.replaceAll(/\s+/gu, " "));
  return signs.length <= MOST_TEXT
    ? signs.join("")
    : `${signs
        .slice(0, MOST_TEXT - 1)
        .join("")
        .trimEnd()}…`;
}
