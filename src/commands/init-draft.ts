import { kindUri } from "../manifest/kinds.ts";
import type { RepositoryFacts } from "../repository-facts/facts.ts";
import { draftDiscovery, type DiscoveryInput } from "./init-discovery.ts";
import { commentOut, indent, renderField, renderItem, toComment } from "./init-yaml.ts";

/** What a draft is made from. */
export interface DraftInput extends DiscoveryInput {
  /** What the author said that the repository does not. */
  readonly answers: DraftAnswers;
  /** Address of the schema that editors complete by. */
  readonly schema: string | undefined;
}

export interface DraftAnswers {
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  /** A full image reference. */
  readonly image?: string | undefined;
  /** Names of what a user gives to the program. */
  readonly inputs: readonly string[];
}

/** Writes a manifest of dialect D from facts and answers. What nobody knows is a commented TODO for the author. */
export function draftManifest(input: DraftInput): string {
  const { facts, answers, schema } = input;
  const lines = [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    toComment(
      "Drafted by `execat init` from what the repository says. Look for TODO, then run `execat validate`.",
    ),
    "executable:",
    ...indent(draftExecutable(facts, answers)),
    "compute:",
    ...indent(draftCompute(answers)),
    ...draftData(answers),
    ...wholeDiscovery(draftDiscovery(input)),
  ];
  return `${lines.join("\n")}\n`;
}

/** A block of nothing but comments is a comment itself. */
function wholeDiscovery(lines: readonly string[]): readonly string[] {
  const isLive = lines.some((line) => !line.startsWith("#"));
  return [isLive ? "discovery:" : toComment("discovery:"), ...indent(lines)];
}

/** True when a container is what runs: a recipe or an image is known, or nothing else is. */
export function isContainer(facts: RepositoryFacts, answers: DraftAnswers): boolean {
  return answers.image !== undefined || facts.recipe !== undefined || facts.requirements === undefined;
}

function draftExecutable(facts: RepositoryFacts, answers: DraftAnswers): readonly string[] {
  return isContainer(facts, answers) ? draftContainer(facts, answers) : draftProgram(facts);
}

function draftContainer(facts: RepositoryFacts, { image }: DraftAnswers): readonly string[] {
  const runs = [...(facts.entrypoint?.value ?? []), ...(facts.command?.value ?? [])];
  return [
    `kind: ${kindUri("docker-container")}`,
    ...nameOf(facts),
    "image:",
    ...indent([
      "locations:",
      ...(image === undefined
        ? indent([
            toComment("TODO: the place to which you push the image; this one is a guess"),
            ...renderItem(guessImage(facts)),
          ])
        : indent(renderItem(image))),
      ...(image?.includes("@sha256:") === true
        ? []
        : [toComment("TODO: digest: sha256:… of that image, which pins what runs; some brokers demand it")]),
    ]),
    ...(runs.length === 0
      ? []
      : [
          toComment(
            `The image runs: ${runs.join(" ")} (${facts.entrypoint?.from ?? facts.command?.from ?? ""})`,
          ),
        ]),
    toComment("TODO: the words that are given to the image's entry point, when it needs any"),
    toComment("command: [--input, /input]"),
    ...draftPorts(facts),
  ];
}

function draftPorts({ ports }: RepositoryFacts): readonly string[] {
  if (ports === undefined) return [];
  return [
    `network: ${toComment(`from ${ports.from}; TODO: check protocol and path`)}`,
    ...indent([
      "ports:",
      ...indent(
        ports.value.flatMap((port) =>
          renderItem({ access: true, protocol: "HTTP", path: "/", internal: { port } }),
        ),
      ),
    ]),
  ];
}

function draftProgram(facts: RepositoryFacts): readonly string[] {
  const requirements = new Map(
    (facts.requirements?.value ?? []).map(({ name, specifier }) => [name, specifier]),
  );
  const [program] = facts.programs?.value ?? [];
  return [
    toComment(
      "Brokers of today run containers. When there is an image, `execat init --from` drafts a document for it.",
    ),
    `kind: ${kindUri("python-program")}`,
    ...nameOf(facts),
    ...renderField(
      "requirements",
      Object.fromEntries(requirements),
      `from ${facts.requirements?.from ?? ""}`,
    ),
    ...(facts.otherRequirements?.value ?? []).map((text) =>
      toComment(`left out, since a manifest cannot say it: ${text}`),
    ),
    ...(facts.repository === undefined
      ? []
      : renderField("location", facts.repository.value, `from ${facts.repository.from}`)),
    ...(program === undefined
      ? [toComment("TODO: what is run"), toComment("command: [python, -m, module]")]
      : renderField("command", [program], `from ${facts.programs?.from ?? ""}; TODO: add its arguments`)),
  ];
}

function nameOf(facts: RepositoryFacts): readonly string[] {
  const name = facts.name?.value ?? facts.title?.value;
  return name === undefined ? [] : renderField("meta", { name });
}

/** Forges publish images under the repository's own path; elsewhere nothing can be guessed. */
function guessImage({ repository, name, version }: RepositoryFacts): string {
  const address = repository === undefined ? undefined : new URL(repository.value);
  const path = address?.pathname.toLowerCase().replace(/^\/|\/$/gu, "");
  const usable = path !== undefined && /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/u.test(path);
  const tag = version === undefined || !/^[\w.-]{1,100}$/u.test(version.value) ? "" : `:${version.value}`;
  if (usable && address?.hostname === "github.com") return `ghcr.io/${path}${tag}`;
  if (usable && address?.hostname === "gitlab.com") return `registry.gitlab.com/${path}${tag}`;
  return `registry.example.org/group/${slugOf(name?.value ?? "program")}${tag}`;
}

function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .slice(0, 60);
  return slug === "" ? "program" : slug;
}

export function draftCompute({ inputs }: DraftAnswers): readonly string[] {
  const volume = (name: string): unknown => ({
    kind: kindUri("simple-volume-mount"),
    path: `/input/${name}`,
    mode: "READONLY",
    resource: name,
  });
  const volumes = (names: readonly string[]): readonly string[] => [
    "volumes:",
    ...indent(names.flatMap((name) => renderItem(volume(name)))),
  ];
  return [
    `kind: ${kindUri("simple-compute-resource")}`,
    toComment("TODO: the least that it needs; memory in GiB"),
    toComment("cores: { min: 1 }"),
    toComment("memory: { min: 4 }"),
    ...(inputs.length > 0
      ? volumes(inputs.map(slugOf))
      : [
          toComment("TODO: where the user's data is mounted, when the program reads any (and `data` below)"),
          ...commentOut(volumes(["input"])),
        ]),
  ];
}

export function draftData({ inputs }: DraftAnswers): readonly string[] {
  const placeholder = (name: string, description: string): readonly string[] =>
    renderItem({ kind: kindUri("abstract-data-resource"), meta: { name, description } });
  if (inputs.length === 0) {
    return [
      toComment("TODO: a placeholder for each thing that the user gives to the program"),
      ...commentOut(["data:", ...indent(placeholder("input", "What it is, and in which formats."))]),
    ];
  }
  return ["data:", ...indent(inputs.flatMap((input) => placeholder(slugOf(input), input)))];
}
