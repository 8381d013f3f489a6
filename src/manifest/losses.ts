import { joinPointer, quote } from "./finding.ts";
import type { EmittedDialect } from "./emit.ts";
import type { Component, ManifestModel } from "./model.ts";

/** Something of a model that a dialect cannot say, or that no broker of the dialect understands. */
export interface Loss {
  /** Into the model, as dialect D points to it. */
  readonly pointer: string;
  readonly sentence: string;
  /** False when it is written all the same. */
  readonly left: boolean;
}

/** What is left out, or not understood, when a model is written in a dialect. Nothing else is left out. */
export function lossesOf(model: Omit<ManifestModel, "discovery">, dialect: EmittedDialect): readonly Loss[] {
  return [
    ...lossesOfExecutable(model, dialect),
    ...lossesOfStorage(model, dialect),
    ...(model.compute?.volumes ?? []).flatMap(({ parameter }, index) =>
      parameter === undefined
        ? []
        : [
            left(
              `/compute/volumes/${index}/parameter`,
              `Dialect ${dialect} does not link volumes to parameters; the path is kept.`,
            ),
          ],
    ),
    ...(["costs", "metrics"] as const).flatMap((key) =>
      dialect === "D" || model[key] === undefined ? [] : [left(`/${key}`, `Dialect C has no ${key}.`)],
    ),
    ...unknownKinds(model, dialect),
  ];
}

function* lossesOfExecutable(
  { executable }: Omit<ManifestModel, "discovery">,
  dialect: EmittedDialect,
): Generator<Loss> {
  if (executable.kind === "python-program") {
    yield {
      pointer: "/executable/kind",
      sentence: `Dialect ${dialect} has no Python programs; only the embedded broker of a catalogue takes one.`,
      left: false,
    };
  }
  if (executable.parameters !== undefined) {
    yield left(
      "/executable/parameters",
      `Dialect ${dialect} has no parameters of an executable; what the discovery block can say of them is there.`,
    );
  }
  if (executable.requirementsFile !== undefined) {
    yield left("/executable/requirementsFile", `Dialect ${dialect} has no list of packages for a notebook.`);
  }
}

function* lossesOfStorage(
  { storage }: Omit<ManifestModel, "discovery">,
  dialect: EmittedDialect,
): Generator<Loss> {
  for (const [index, { persistence, lifecycle, lifetime }] of storage.entries()) {
    const pointer = (key: string): string => `/storage/${index}/${key}`;
    if (persistence !== undefined) {
      yield left(
        pointer("persistence"),
        `Dialect ${dialect} does not say whether storage is ${persistence}.`,
      );
    }
    if (lifecycle !== undefined) {
      yield left(pointer("lifecycle"), `Dialect ${dialect} does not say who deletes storage.`);
    }
    if (lifetime !== undefined) {
      yield left(pointer("lifetime"), `Dialect ${dialect} does not say how long storage is kept.`);
    }
  }
}

function unknownKinds(model: Omit<ManifestModel, "discovery">, dialect: EmittedDialect): readonly Loss[] {
  const parts: readonly (readonly [string, Component | undefined])[] = [
    ["/executable", model.executable],
    ["/compute", model.compute],
    ...(model.compute?.volumes ?? []).map((item, index) => [`/compute/volumes/${index}`, item] as const),
    ...model.storage.map((item, index) => [`/storage/${index}`, item] as const),
    ...model.data.map((item, index) => [`/data/${index}`, item] as const),
  ];
  return parts.flatMap(([pointer, part]) =>
    part?.kindState !== "unknown"
      ? []
      : [
          {
            pointer: joinPointer(pointer, "kind"),
            sentence: `Dialect ${dialect} has no kind ${quote(part.kind)}; it is written as it stands, and brokers refuse it.`,
            left: false,
          },
        ],
  );
}

function left(pointer: string, sentence: string): Loss {
  return { pointer, sentence, left: true };
}
