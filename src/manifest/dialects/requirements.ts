import { asObject, asText } from "../data.ts";
import { joinPointer } from "../finding.ts";
import type { Requirement } from "../model.ts";

export interface PlacedRequirement extends Requirement {
  readonly pointer: string;
}

const POINTER = "/executable/requirements";

/** A requirement as one text: name, extras, then the versions. */
const WHOLE = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*(?:\s*\[[^\]]*\])?)\s*(.*)$/su;

/** Reads `requirements`: a map, a list of maps with one key each, or a list of whole texts (`numpy>=2`). */
export function readRequirements(value: unknown): readonly PlacedRequirement[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => readItem(item, `${POINTER}/${index}`));
  return readMap(value, POINTER);
}

function readItem(item: unknown, pointer: string): readonly PlacedRequirement[] {
  if (typeof item !== "string") return readMap(item, pointer);
  const [, name = item, specifier = ""] = WHOLE.exec(item) ?? [];
  return [{ name: name.trim(), specifier: specifier.trim(), pointer }];
}

function readMap(value: unknown, pointer: string): readonly PlacedRequirement[] {
  return Object.entries(asObject(value) ?? {}).map(([name, specifier]) => ({
    name,
    specifier: (asText(specifier) ?? "").trim(),
    pointer: joinPointer(pointer, name),
  }));
}
