import type {
  Component,
  DataResource,
  Family,
  ManifestModel,
  StorageResource,
  Volume,
} from "../manifest/model.ts";
import { placeholderKinds, type PlaceholderKind } from "./placeholder-kinds.ts";

/** An element of an abstract kind, which the reader must make concrete. */
export interface Placeholder {
  readonly family: "data" | "storage" | "volume";
  readonly element: DataResource | StorageResource | Volume;
  /** Prefix of its fields in the form. */
  readonly prefix: string;
  readonly kinds: readonly PlaceholderKind[];
}

/** The placeholders of a manifest that a form asks for. An abstract compute needs no fields of its own. */
export function placeholdersOf(model: ManifestModel): readonly Placeholder[] {
  const names = [...model.data, ...model.storage].flatMap(({ name }) => (name === undefined ? [] : [name]));
  const find = (family: Placeholder["family"], list: readonly Placeholder["element"][]): Placeholder[] =>
    list.flatMap((element, index) =>
      element.kindState === "abstract"
        ? [
            {
              family,
              element,
              prefix: prefixOf(family, element, index),
              kinds: placeholderKinds(family, names),
            },
          ]
        : [],
    );
  return [
    ...find("data", model.data),
    ...find("storage", model.storage),
    ...find("volume", model.compute?.volumes ?? []),
  ];
}

function prefixOf(family: Family, element: Component, index: number): string {
  return `${family}.${element.name ?? String(index)}`;
}
