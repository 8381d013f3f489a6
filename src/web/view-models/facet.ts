import type { FacetCounts, FacetValue, SearchRequest } from "../../search/search-service.ts";
import { numberText } from "../format.ts";
import { facetHref, searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";

/** Rows of a facet that are seen at once, with two levels of a tree open; the rest folds away behind its number. */
const SHOWN_ROWS = 24;
const SHOWN_VALUES = 8;
/** A facet with more values than a reader overlooks has a search of its own. */
const LONG = 12;
/**
 * Of a facet with more values than these a page holds two levels of what is seen at once, one of what folds away, and
 * what is chosen; the rest is on the facet's own page.
 */
const MOST_NESTED = 60;
/** Values that fold away, at most. */
const MOST_FOLDED = 100;

/** A value with those below it. Recursive: printed by a partial that calls itself. */
export interface FacetNode {
  readonly id: string;
  readonly branchId: string;
  readonly label: string;
  readonly count: string;
  readonly empty: boolean;
  readonly selected: boolean;
  readonly href: string;
  readonly open: boolean;
  readonly children: readonly FacetNode[];
  /** Where the values below it are that have no room here. */
  readonly rest: { readonly text: string; readonly href: string } | null;
}

/** A value in its place, before it is said how it looks. */
interface Branch {
  readonly value: FacetValue;
  readonly children: Branch[];
}

/** Its values as a tree, the first of them at once. `any` is false for a facet that has nothing to choose from. */
export function toFacet(
  services: WebServices,
  facet: FacetCounts,
  request: SearchRequest,
): { readonly any: boolean } {
  const values = facet.values.filter(({ count, selected }) => count > 0 || selected);
  const branches = nest(values);
  const parameters = services.search.format({ ...request, page: 1 });
  const allHref = facetHref(facet.key, parameters);
  const belowHref = (value: string): string =>
    facetHref(facet.key, new URLSearchParams([...parameters, ["below", value]]));
  const isTree = branches.length < values.length;
  const isWhole = values.length <= MOST_NESTED;
  const options = {
    facet: facet.key,
    request,
    hrefOf: (change: Partial<SearchRequest>) =>
      searchHref(services.search.format({ ...request, page: 1, ...change })),
    belowHref,
  };
  const shown = countShown(branches, isTree ? SHOWN_ROWS : SHOWN_VALUES);
  const folded = branches.slice(shown);
  const more = folded.filter((branch, place) => place < MOST_FOLDED || isSelectedIn(branch));
  const model = {
    any: values.length > 0,
    id: `facet-${facet.key}`,
    label: facet.label,
    tree: isTree,
    values: toNodes(branches.slice(0, shown), { ...options, levels: isWhole ? Infinity : 2 }),
    more: toNodes(more, { ...options, levels: isWhole ? Infinity : 1 }),
    moreLabel: more.length === 0 ? null : `${numberText(folded.length)} more`,
    moreOpen: more.some(isSelectedIn),
    rest: more.length === folded.length ? null : { text: `All ${numberText(values.length)}`, href: allHref },
    find:
      values.length <= LONG
        ? null
        : {
            action: facetHref(facet.key),
            kept: [...parameters].map(([name, value]) => ({ name, value })),
            inputId: `find-${facet.key}`,
            listId: `found-${facet.key}`,
            label: facet.label,
          },
  };
  return model;
}

/** Values come depth first. Where one between two is left out, since it counts nothing, its children move up. */
function nest(values: readonly FacetValue[]): readonly Branch[] {
  const tops: Branch[] = [];
  const path: Branch[] = [];
  for (const value of values) {
    while (path.length > 0 && (path.at(-1)?.value.depth ?? 0) >= value.depth) path.pop();
    const branch: Branch = { value, children: [] };
    (path.at(-1)?.children ?? tops).push(branch);
    path.push(branch);
  }
  return tops;
}

interface NodeOptions {
  readonly facet: string;
  readonly request: SearchRequest;
  readonly hrefOf: (change: Partial<SearchRequest>) => string;
  readonly belowHref: (value: string) => string;
  /** For how many levels there is room where nothing is chosen. */
  readonly levels: number;
}

function toNodes(branches: readonly Branch[], options: NodeOptions, level = 0): readonly FacetNode[] {
  const { facet, request, hrefOf, belowHref, levels } = options;
  return branches.map((branch) => {
    const { value, children } = branch;
    const isChosen = children.some(isSelectedIn);
    const hasRoom = children.length === 0 || isChosen || level + 1 < levels;
    const name = encodeURIComponent(value.value);
    return {
      id: `facet-${facet}-${name}`,
      branchId: `branch-${facet}-${name}`,
      label: value.label,
      count: numberText(value.count),
      empty: value.count === 0,
      selected: value.selected,
      href: hrefOf({ filters: toggled(request, facet, value) }),
      open: level === 0 || isChosen,
      children: hasRoom ? toNodes(children, options, level + 1) : [],
      rest: hasRoom
        ? null
        : { text: `${numberText(countBelow(branch))} narrower`, href: belowHref(value.value) },
    };
  });
}

function isSelectedIn({ value, children }: Branch): boolean {
  return value.selected || children.some(isSelectedIn);
}

function countBelow({ children }: Branch): number {
  return children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}

/** How many of the first level fit; one or two that would be left over are shown too. */
function countShown(branches: readonly Branch[], most: number): number {
  let rows = 0;
  const fitting = branches.findIndex((branch) => (rows += rowsOf(branch)) > most);
  const shown = fitting === -1 ? branches.length : Math.max(fitting, 1);
  return branches.length - shown <= 2 ? branches.length : shown;
}

function rowsOf({ children }: Branch, level = 0): number {
  const isOpen = level === 0 || children.some(isSelectedIn);
  return 1 + (isOpen ? children.reduce((sum, child) => sum + rowsOf(child, level + 1), 0) : 0);
}

/** The filters after a click on a value. */
export function toggled(
  request: SearchRequest,
  key: string,
  value: FacetValue,
): ReadonlyMap<string, readonly string[]> {
  if (!value.selected) return withValue(request, key, value.value);
  const filters = new Map(request.filters);
  const rest = (filters.get(key) ?? []).filter((chosen) => chosen !== value.value);
  if (rest.length === 0) filters.delete(key);
  else filters.set(key, rest);
  return filters;
}

export function withValue(
  request: SearchRequest,
  key: string,
  value: string,
): ReadonlyMap<string, readonly string[]> {
  const chosen = request.filters.get(key) ?? [];
  return new Map([...request.filters, [key, chosen.includes(value) ? chosen : [...chosen, value]]]);
}
