import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { ExecatError } from "../errors.ts";
import { readBroker } from "./broker-setting.ts";
import { readForge } from "./forge-setting.ts";
import { nearest } from "../nearest.ts";
import { SETTINGS, type SettingDefinition, type SettingKey, type Settings } from "./settings.ts";

/** Where a value came from, for what is said about it. */
interface Given {
  readonly value: unknown;
  readonly from: string;
}

export interface LoadOptions {
  /** The folder that `execat.yaml` and relative paths are looked for in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The settings of this process: defaults, then `execat.yaml`, then `EXECAT_*`. Throws as `loadSettings`. */
export function loadProcessSettings(): Settings {
  return loadSettings({ cwd: process.cwd(), env: process.env });
}

const FOR_GIT =
  /^(PATH|HOME|LANG|LC_ALL|TMPDIR|SSH_AUTH_SOCK|SSL_CERT_FILE|SSL_CERT_DIR|(https?|all|no)_proxy)$/i;

/** What git's processes get of our environment: nothing that could turn git into something else. */
export function gitEnvironment(): Readonly<Record<string, string>> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => FOR_GIT.test(name) && value !== undefined,
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

/** Whether an output shows colours: it is a terminal, and nobody has asked for none (NO_COLOR, TERM=dumb). */
export function showsColour(
  stream: { readonly isTTY?: boolean | undefined },
  env: LoadOptions["env"] = process.env,
): boolean {
  return stream.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/**
 * Reads the settings. Throws one `SETTINGS_INVALID` that lists every wrong one, each with where it stands and
 * what it should be. Folders and files come back as absolute paths.
 */
export function loadSettings(options: LoadOptions): Settings {
  const problems: string[] = [];
  const given = new Map<SettingKey, Given>();
  readFile(options, given, problems);
  readEnvironment(options, given, problems);
  const values: Record<string, unknown> = {};
  for (const [key, definition] of Object.entries(SETTINGS) as [SettingKey, SettingDefinition][]) {
    const found = given.get(key);
    if (found === undefined) {
      values[key] = definition.default;
      continue;
    }
    const read = readValue(definition, found.value);
    if (read.expected === undefined) values[key] = read.value;
    else problems.push(`${found.from}: ${shown(definition, found.value)} is not ${read.expected}.`);
  }
  if (problems.length > 0) {
    throw new ExecatError(
      "SETTINGS_INVALID",
      `The settings cannot be used:\n${problems.map((line) => `  ${line}`).join("\n")}`,
      {
        hint: "docs/settings.md lists every setting with what it takes.",
      },
    );
  }
  const settings = values as unknown as Settings;
  const absolute = (name: string): string => (name === "" ? "" : path.resolve(options.cwd, name));
  return {
    ...settings,
    dataDir: absolute(settings.dataDir),
    sourcesFile: absolute(settings.sourcesFile),
    vocabulariesDir: absolute(settings.vocabulariesDir),
    publicUrl: settings.publicUrl.replace(/\/+$/, ""),
  };
}

function readFile(options: LoadOptions, given: Map<SettingKey, Given>, problems: string[]): void {
  const file = path.join(options.cwd, "execat.yaml");
  let document: unknown;
  try {
    document = parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    problems.push(`execat.yaml: ${(error as Error).message.split("\n")[0] ?? "cannot be read"}`);
    return;
  }
  if (document === null) return;
  if (typeof document !== "object" || Array.isArray(document)) {
    problems.push("execat.yaml: should hold settings as `name: value`, one a line.");
    return;
  }
  for (const [key, value] of Object.entries(document)) {
    if (Object.hasOwn(SETTINGS, key)) given.set(key as SettingKey, { value, from: `execat.yaml, ${key}` });
    else problems.push(`execat.yaml: there is no setting "${key}"${nearestKey(key, Object.keys(SETTINGS))}.`);
  }
}

function readEnvironment(options: LoadOptions, given: Map<SettingKey, Given>, problems: string[]): void {
  const known = new Map<string, SettingKey>();
  for (const [key, definition] of Object.entries(SETTINGS)) known.set(definition.env, key as SettingKey);
  for (const [name, value] of Object.entries(options.env)) {
    if (!name.startsWith("EXECAT_") || name.startsWith("EXECAT_TEST_") || value === undefined) continue;
    const key = known.get(name);
    const secretKey = name.endsWith("_FILE") ? known.get(name.slice(0, -"_FILE".length)) : undefined;
    if (key !== undefined) given.set(key, { value, from: name });
    else if (secretKey !== undefined && (SETTINGS[secretKey] as SettingDefinition).secret === true) {
      const secret = readSecret(path.resolve(options.cwd, value));
      if (secret === undefined) problems.push(`${name}: the file "${value}" cannot be read.`);
      else given.set(secretKey, { value: secret, from: name });
    } else problems.push(`There is no setting ${name}${nearestKey(name, [...known.keys()])}.`);
  }
}

/** `; did you mean "port"?`, or nothing when no key is near. */
function nearestKey(key: string, keys: readonly string[]): string {
  const found = nearest(key, keys);
  return found === undefined ? "" : `; did you mean "${found}"?`;
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trimEnd();
  } catch {
    return undefined;
  }
}

type Read =
  | { readonly value: unknown; readonly expected?: undefined }
  | { readonly value?: undefined; readonly expected: string };

function readValue(definition: SettingDefinition, value: unknown): Read {
  switch (definition.type) {
    case "text":
      return typeof value === "string" ? { value } : { expected: "text" };
    case "origin":
      return readOrigin(value);
    case "choice": {
      const choices = definition.choices ?? [];
      return typeof value === "string" && choices.includes(value)
        ? { value }
        : { expected: `one of ${choices.join(", ")}` };
    }
    case "integer":
    case "number":
      return readNumber(definition, value);
    case "boolean":
      if (value === true || value === "true" || value === "1") return { value: true };
      return value === false || value === "false" || value === "0"
        ? { value: false }
        : { expected: "true or false" };
    case "list":
      return readList(value);
    case "brokers":
      return readItems(value, { noun: "brokers", read: readBroker, name: (broker) => broker.id });
    case "forges":
      return readItems(value, { noun: "forges", read: readForge, name: (forge) => forge.url });
  }
}

/** Our pages link to one another from the top of their host: below a path half of the links would lead elsewhere. */
function readOrigin(value: unknown): Read {
  const expected = "an address such as https://catalogue.example.org";
  if (typeof value !== "string") return { expected };
  if (value === "") return { value };
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol)) return { expected };
  const rest = url.pathname.replace(/^\/+$/u, "") + url.search + url.hash;
  if (rest === "" && url.username === "" && url.password === "") return { value };
  return { expected: `an address without a path: give the catalogue a host of its own, as in ${url.origin}` };
}

function readNumber(definition: SettingDefinition, value: unknown): Read {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const min = definition.min ?? Number.NEGATIVE_INFINITY;
  const max = definition.max ?? Number.POSITIVE_INFINITY;
  const whole = definition.type === "number" || Number.isInteger(number);
  if (typeof number === "number" && whole && number >= min && number <= max) return { value: number };
  return {
    expected: `${definition.type === "integer" ? "a whole number" : "a number"} from ${min} to ${max}`,
  };
}

function readList(value: unknown): Read {
  const split = (text: string): string[] =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  const items = typeof value === "string" ? split(value) : value;
  const texts = Array.isArray(items) && items.every((item) => typeof item === "string");
  return texts ? { value: items } : { expected: "a list of texts (in the environment: with commas between)" };
}

interface ItemKind<T> {
  readonly noun: string;
  /** The item, or what it should have been. */
  readonly read: (item: unknown) => T | string;
  /** What may stand once in the list. */
  readonly name: (item: T) => string;
}

function readItems<T>(value: unknown, { noun, read, name }: ItemKind<T>): Read {
  let list = value;
  try {
    if (typeof value === "string") list = JSON.parse(value);
  } catch {
    return { expected: "JSON" };
  }
  if (!Array.isArray(list)) return { expected: `a list of ${noun}` };
  const items: T[] = [];
  for (const item of list) {
    const found = read(item);
    if (typeof found === "string") return { expected: found };
    items.push(found);
  }
  const names = new Set(items.map(name));
  return names.size === items.length
    ? { value: items }
    : { expected: `a list of ${noun} in which none stands twice` };
}

function shown(definition: SettingDefinition, value: unknown): string {
  return definition.secret === true ? "the secret" : JSON.stringify(value);
}
