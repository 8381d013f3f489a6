import type { ErrorObject } from "ajv";
import { describePointer, joinPointer, quote, splitPointer, type Finding } from "./finding.ts";
import { additionalKey, blockOf, homeNameOf, knownKeys, missingKey } from "./key-sentences.ts";
import { nearest } from "../nearest.ts";

/** Errors that are looked through for slips that cause several of them. */
const MAX_ERRORS = 200;

export interface JoinedErrors {
  /** One for each slip that makes several errors. */
  readonly findings: Finding[];
  /** The errors that stand for themselves. */
  readonly rest: readonly ErrorObject[];
}

/** Makes one finding of errors with one cause: a key misspelt that is required, or moved out of its parent. */
export function joinErrors(errors: readonly ErrorObject[], base: string): JoinedErrors {
  const unknown = errors.slice(0, MAX_ERRORS).filter(({ keyword }) => keyword === "additionalProperties");
  if (unknown.length === 0) return { findings: [], rest: errors };
  const used = new Set<ErrorObject>();
  const findings: Finding[] = [];
  for (const error of errors.slice(0, MAX_ERRORS)) {
    const beside = unknown.filter((one) => !used.has(one) && one !== error);
    const joined =
      joinBlock(error, beside, base) ??
      joinMisspelt(error, beside, base) ??
      joinMoved(error, beside, base) ??
      joinStray(error, beside, base);
    if (joined === undefined) continue;
    findings.push(joined.finding);
    for (const part of [error, ...joined.errors]) used.add(part);
  }
  return { findings, rest: errors.filter((error) => !used.has(error)) };
}

interface Joined {
  readonly finding: Finding;
  readonly errors: readonly ErrorObject[];
}

/** A block that is missing, with what belongs into it in its place (`ivoid` for `ivoa: {ivoid: …}`). */
function joinBlock(error: ErrorObject, unknown: readonly ErrorObject[], base: string): Joined | undefined {
  if (error.keyword !== "required") return undefined;
  const block = missingKey(error);
  const errors = unknown.filter((one) => one.instancePath === error.instancePath && blockOf(one) === block);
  const [first] = errors;
  if (first === undefined) return undefined;
  const parent = base + error.instancePath;
  const names = errors.map((one) => quote(additionalKey(one))).join(", ");
  const finding: Finding = {
    rule: "shape/wrong-level",
    severity: "error",
    pointer: joinPointer(parent, additionalKey(first)),
    at: "key",
    sentence: `${quote(block)} is missing in ${describePointer(parent)}, and what belongs into it stands in its place: ${names}.`,
    hint: `Write "${block}:" above, and indent what belongs into it by two blanks more.`,
  };
  return { finding, errors };
}

function joinMisspelt(error: ErrorObject, unknown: readonly ErrorObject[], base: string): Joined | undefined {
  if (error.keyword !== "required") return undefined;
  const wanted = missingKey(error);
  const same = unknown.filter(({ instancePath }) => instancePath === error.instancePath);
  const near = nearest(wanted, same.map(additionalKey));
  const other = same.find((one) => additionalKey(one) === near);
  if (near === undefined || other === undefined) return undefined;
  const parent = base + error.instancePath;
  const finding: Finding = {
    rule: "shape/misspelt-key",
    severity: "error",
    pointer: joinPointer(parent, near),
    at: "key",
    sentence: `${quote(wanted)} is missing in ${describePointer(parent)}, and ${quote(near)} is not known.`,
    hint: `Did you mean "${wanted}"?`,
    fix: JSON.stringify(wanted),
  };
  return { finding, errors: [other] };
}

/** A key that is missing in one place and stands in another, perhaps with what belongs below it beside it. */
function joinStray(error: ErrorObject, unknown: readonly ErrorObject[], base: string): Joined | undefined {
  if (error.keyword !== "required") return undefined;
  const key = missingKey(error);
  const home = base + error.instancePath;
  const stray = unknown.find((one) => additionalKey(one) === key && homeNameOf(key) === homeName(home));
  if (stray === undefined) return undefined;
  const below = `${homeName(home)}.${key}`;
  const others = unknown.filter(
    (one) => one.instancePath === stray.instancePath && homeNameOf(additionalKey(one)) === below,
  );
  const parent = base + stray.instancePath;
  const finding: Finding = {
    rule: "shape/wrong-level",
    severity: "error",
    pointer: joinPointer(parent, key),
    at: "key",
    sentence: `${quote(key)} has no meaning in ${describePointer(parent)}; it belongs under ${quote(homeName(home))}.`,
    hint: "Look at the indentation: give it as many blanks as the keys that it belongs to.",
  };
  return { finding, errors: [stray, ...others] };
}

function homeName(pointer: string): string {
  return splitPointer(pointer).join(".");
}

/** An empty key with its own keys beside it: their indentation was lost. */
function joinMoved(error: ErrorObject, unknown: readonly ErrorObject[], base: string): Joined | undefined {
  if (error.keyword !== "type" || error.data !== null) return undefined;
  const slash = error.instancePath.lastIndexOf("/");
  const parent = error.instancePath.slice(0, slash);
  const own = new Set(knownKeys(error));
  const moved = unknown.filter((one) => one.instancePath === parent && own.has(additionalKey(one)));
  const [first] = moved;
  if (first === undefined) return undefined;
  const names = moved.map((one) => quote(additionalKey(one))).join(", ");
  const home = describePointer(base + error.instancePath);
  const finding: Finding = {
    rule: "yaml/indentation",
    severity: "error",
    pointer: joinPointer(base + parent, additionalKey(first)),
    at: "key",
    sentence: `${home} is empty, and what belongs to it stands beside it: ${names}.`,
    hint: "Indent these keys by two blanks more.",
  };
  return { finding, errors: moved };
}
