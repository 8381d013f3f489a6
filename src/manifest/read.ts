import type { Dialect, ManifestModel } from "./model.ts";
import type { Problem, Range } from "./problems.ts";

/** One YAML document of a manifest file, read and checked. */
export interface ReadDocument {
  /** The document's number in its file, from 0. */
  readonly number: number;
  readonly dialect: Dialect | undefined;
  /** Present when the document is good enough to publish (no finding of severity `error`). */
  readonly model: ManifestModel | undefined;
  readonly problems: readonly Problem[];
  /** Where a JSON pointer stands in the text; the nearest parent that exists when the place itself does not. */
  readonly rangeOf: (pointer: string) => Range;
  /** The file that `/discovery` pointers are about: the manifest itself or the `ivoa-discovery.yaml` beside it. */
  readonly discoveryFile: string;
}

export interface ReadResult {
  /** Empty when the file could not be read at all; its findings say why. */
  readonly documents: readonly ReadDocument[];
  /** Findings about the file as a whole (bytes, syntax); those about a document are with the document. */
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  /** The file's path inside its repository, for the findings. */
  readonly file: string;
  /** The `ivoa-discovery.yaml` beside the manifest, when there is one. */
  readonly discovery?: { readonly file: string; readonly bytes: Uint8Array } | undefined;
}

/**
 * Reads a manifest file: bytes → text → positions → dialect → canonical model → findings.
 *
 * Never throws for what a file may hold, and never reads anything but the bytes it is given. See `MANIFEST.md`
 * of the project's shared documents for severities, limits and corner cases.
 */
export function readManifest(_bytes: Uint8Array, _options: ReadOptions): ReadResult {
  throw new Error("to be written");
}
