import { asObject, asText, type DataObject } from "../../data.ts";
import { knownKind } from "../../kinds.ts";
import type { Component, Family } from "../../model.ts";

/** Reads kind, name and description, which every component has. */
export function readBase(component: DataObject, written: string, family: Family): Component {
  const kind = knownKind(written);
  const meta = asObject(component["meta"]);
  const isKnown = kind !== undefined && kind.family === family;
  return present({
    kind: isKnown ? kind.name : written,
    kindState: isKnown ? kind.state : "unknown",
    name: asText(meta?.["name"]),
    description: asText(meta?.["description"]),
  });
}

/** What a component of unknown kind holds beside kind and meta. */
export function otherFields(component: DataObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(component).filter(([key]) => key !== "kind" && key !== "meta"));
}

/** What an abstract component holds beside what its kind has; nothing for any other. */
export function ownFields(
  component: DataObject,
  { kindState }: Component,
  known: readonly string[],
): Pick<Component, "fields"> {
  if (kindState !== "abstract") return {};
  const own = Object.entries(otherFields(component)).filter(([key]) => !known.includes(key));
  return own.length === 0 ? {} : { fields: Object.fromEntries(own) };
}

/** A copy without the keys that have no value. For objects with keys of our own, not of strangers. */
export function present<T extends object>(object: T): T {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) copy[key] = value;
  }
  // Only keys whose value is undefined are gone, which T allows for wherever it allows undefined.
  return copy as T;
}
