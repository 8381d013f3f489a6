import type { EnvironmentVariable } from "../manifest/model.ts";
import type { Said } from "./facts.ts";
import { toSpdx } from "./license-name.ts";
import { some, toAddress, toSummary, toText, toTexts } from "./texts.ts";

interface Instruction {
  readonly name: string;
  readonly text: string;
}

const LABEL = "org.opencontainers.image.";

/**
 * Reads a Dockerfile: the labels of the OCI, and what the last stage runs. Values that are made of variables are
 * left out, since only the build knows them.
 */
export function readDockerfile(text: string): Said {
  const instructions = lastStage(readInstructions(text));
  if (instructions.length === 0) throw new Error("it has no FROM");
  const labels = new Map(instructions.flatMap(({ name, text }) => (name === "LABEL" ? readPairs(text) : [])));
  const label = (key: string): string | undefined => toText(labels.get(`${LABEL}${key}`));
  const last = (name: string): Instruction | undefined => instructions.findLast((one) => one.name === name);
  return {
    recipe: true,
    title: label("title"),
    summary: toSummary(label("description")),
    version: label("version"),
    license: toSpdx(label("licenses") ?? ""),
    homepage: toAddress(label("url")),
    documentation: toAddress(label("documentation")),
    repository: toAddress(label("source")),
    authors: some(namesOf(label("authors") ?? "").map((name) => ({ name }))),
    entrypoint: wordsOf(last("ENTRYPOINT")),
    command: wordsOf(last("CMD")),
    environment: some(
      instructions
        .flatMap(({ name, text }) => (name === "ENV" ? readPairs(text) : []))
        .map(([name, value]): EnvironmentVariable => ({ name, value })),
    ),
    ports: some(
      instructions.flatMap(({ name, text }) =>
        name === "EXPOSE" ? text.split(/\s+/u).flatMap((port) => toPort(port) ?? []) : [],
      ),
    ),
  };
}

/** Instructions may go on over lines that end with a backslash; comments may stand between those. */
function readInstructions(text: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  let open: string[] = [];
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*(?:#|$)/u.test(line)) continue;
    const end = line.trimEnd();
    if (end.endsWith("\\")) {
      open.push(end.slice(0, -1));
      continue;
    }
    const whole = [...open, end].join(" ").trim();
    open = [];
    const [, name, rest = ""] = /^([A-Za-z]+)\s+(.*)$/u.exec(whole) ?? [];
    if (name !== undefined) instructions.push({ name: name.toUpperCase(), text: rest.trim() });
  }
  return instructions;
}

function lastStage(instructions: readonly Instruction[]): readonly Instruction[] {
  const start = instructions.findLastIndex(({ name }) => name === "FROM");
  return start === -1 ? [] : instructions.slice(start);
}

/** `name=value` pairs, whose values may be quoted, or the old form `name value`. */
function readPairs(text: string): readonly (readonly [string, string])[] {
  const pairs = [...text.matchAll(/(?<!\S)("[^"]+"|[^\s="]+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/gu)];
  const [, name, rest] = /^(\S+)\s+(.+)$/u.exec(text) ?? [];
  const read: readonly (readonly [string, string])[] =
    pairs.length > 0
      ? pairs.map(([, key = "", value = ""]) => [unquote(key), unquote(value)] as const)
      : name === undefined || rest === undefined
        ? []
        : [[name, rest]];
  return read.filter(([, value]) => !value.includes("$"));
}

function unquote(text: string): string {
  const quoted = /^(["'])(.*)\1$/su.exec(text);
  return (quoted?.[2] ?? text).replaceAll(/\\(.)/gu, "$1");
}

/** Only the form of a JSON list says words; the other one is a line for a shell. */
function wordsOf(instruction: Instruction | undefined): readonly string[] | undefined {
  if (instruction === undefined || !instruction.text.startsWith("[")) return undefined;
  try {
    const words: unknown = JSON.parse(instruction.text);
    const texts = toTexts(words);
    return Array.isArray(words) && texts.length === words.length ? some(texts) : undefined;
  } catch {
    return undefined;
  }
}

function toPort(text: string): number | undefined {
  const [, number] = /^(\d{1,5})(?:\/tcp)?$/u.exec(text) ?? [];
  return number === undefined || Number(number) > 65_535 ? undefined : Number(number);
}

function namesOf(text: string): readonly string[] {
  return toTexts(text.replaceAll(/<[^>]*>|\S+@\S+/gu, "").split(","));
}
