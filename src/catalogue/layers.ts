import type { Entry, Layer } from "./entry.ts";
import { addressesOf, isPlaceOf, parseOrigin, type OriginName } from "./layer-address.ts";
import { ownerOf } from "./owner.ts";

/** A program that an address names, with what tells it from others of its repository. */
export interface NamedProgram {
  readonly programId: string;
  readonly path: string;
  readonly state: "published" | "withdrawn";
  readonly file: string;
  readonly branch: string | undefined;
  readonly layer: Layer;
  /** Whether it has, or had, the address as its path, or its repository has or had it. */
  readonly by: "path" | "repository";
  /** The one of those asked for, in lower case. */
  readonly address: string;
  readonly isCurrent: boolean;
}

/** The word of an operator (later: a curator) on whether a program is a layer of another. */
export interface LayerDecision {
  readonly layerId: string;
  readonly originId: string;
  readonly verdict: "confirmed" | "refused";
  readonly actor: string;
  readonly at: string;
}

/** Why a layer may stand before its origin, or why not. */
export type Standing =
  | { readonly state: "recognised"; readonly by: "owner" | "origin" | "operator" }
  | { readonly state: "unverified" | "refused" };

/** `several`: the paths among which the name does not choose. */
export type Resolved =
  | { readonly kind: "found"; readonly programId: string }
  | { readonly kind: "none"; readonly several: readonly string[] };

/**
 * The program that a name means, of those that have its address. Published ones come before withdrawn ones, what has
 * the address now before what had it once. A layer beside its origin in one repository does not mean itself.
 */
export function resolveOrigin(name: OriginName, selfId: string, named: readonly NamedProgram[]): Resolved {
  const others = named.filter(({ programId }) => programId !== selfId);
  const all = others.length === 0 ? named : others;
  let several: readonly string[] = [];
  for (const state of ["published", "withdrawn"] as const) {
    for (const candidates of inOrder(
      name,
      all.filter((program) => program.state === state),
    )) {
      const ids = new Set(candidates.map(({ programId }) => programId));
      const [id] = ids;
      if (id !== undefined && ids.size === 1) return { kind: "found", programId: id };
      if (several.length === 0) several = [...new Set(candidates.map(({ path }) => path))];
    }
  }
  return { kind: "none", several };
}

/** Groups of candidates, the surest first: a group of one is the answer. */
function inOrder(name: OriginName, programs: readonly NamedProgram[]): (readonly NamedProgram[])[] {
  const { place } = name;
  const isAt = ({ file, branch }: NamedProgram): boolean | undefined =>
    place === undefined ? undefined : isPlaceOf(place, file, branch);
  const ofRepository = programs.filter(({ by }) => by === "repository");
  if (ofRepository.some((program) => isAt(program) !== undefined) && place !== undefined) {
    const there = ofRepository.filter((program) => isAt(program) !== false);
    return [there.filter(({ isCurrent }) => isCurrent), there];
  }
  const current = ofRepository.filter(({ isCurrent }) => isCurrent);
  const paths = programs.filter(({ by }) => by === "path");
  return [
    paths.filter(({ isCurrent }) => isCurrent),
    current,
    paths,
    current.filter(({ layer }) => layer === "developer"),
    ofRepository,
  ];
}

/**
 * Whether a layer may stand before its origin: an operator's word counts most, then one owner, then the origin's own
 * word. A claim alone is never enough.
 */
export function standingOf(layer: Entry, origin: Entry, decision: LayerDecision | undefined): Standing {
  if (decision?.verdict === "refused") return { state: "refused" };
  if (decision?.verdict === "confirmed") return { state: "recognised", by: "operator" };
  if (ownerOf(layer.repository) === ownerOf(origin.repository)) return { state: "recognised", by: "owner" };
  return names(origin, layer) ? { state: "recognised", by: "origin" } : { state: "unverified" };
}

/** Whether the origin's `discovery.layers` lists the layer, by its path or as its repository or file. */
function names(origin: Entry, layer: Entry): boolean {
  const { repository, document, program } = layer;
  const own = addressesOf({ path: program.path, host: repository.host, repository: repository.path });
  return (origin.document.model.discovery?.layers ?? []).some((text) => {
    const name = parseOrigin(text);
    if (name === undefined) return false;
    if (name.place === undefined) return name.target === own.path || name.target === own.repository;
    const isThere = isPlaceOf(name.place, document.file, repository.defaultBranch) !== false;
    return name.target === own.repository && isThere;
  });
}
