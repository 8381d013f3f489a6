import { asList, asObject } from "../data.ts";
import { joinPointer, quote } from "../finding.ts";
import { kindUri } from "../kinds.ts";
import type { Found, Rule, Subject } from "./rule.ts";
import { looksSecret, nameLooksSecret } from "./secrets.ts";

const HEAD = `executable:\n  kind: ${kindUri("docker-container")}\n`;
const IMAGE = `  image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: sha256:${"0123456789abcdef".repeat(4)}\n`;
const HINT = "Remove it, and change the secret: the history of the repository still holds it.";

export const SECRET_RULES: readonly Rule[] = [
  {
    id: "secret/written",
    severity: "error",
    explanation:
      "Manifests are public, and so are the sessions of brokers: everybody can read what stands in environment, command and addresses, and in the fields of a kind that is not known here, which are kept as they are. A document with a secret is not published. Whoever sees this should make the secret worthless first, since git keeps it.",
    bad: `${HEAD}  environment:\n    ARCHIVE_PASSWORD: open sesame\n${IMAGE}`,
    good: `${HEAD}  environment:\n    ARCHIVE_USER: anonymous\n${IMAGE}`,
    check: findSecrets,
  },
];

/** Looks at what is written rather than at the model, which has no environment of an unknown kind. */
function* findSecrets(subject: Subject): Generator<Found> {
  const found = new Set<string>();
  for (const finding of [...inAddresses(subject), ...inEnvironment(subject), ...inKeptFields(subject)]) {
    if (!found.has(finding.pointer)) yield finding;
    found.add(finding.pointer);
  }
}

function* inAddresses({ executableBlock, data, discovery }: Subject): Generator<Found> {
  const addresses: readonly (readonly [string, unknown])[] = [
    ["/executable/location", executableBlock?.["location"]],
    ["/executable/entrypoint", executableBlock?.["entrypoint"]],
    ["/executable/command", executableBlock?.["command"]],
    ...data.map(({ location }, index) => [`/data/${index}/location`, location] as const),
    ...(discovery?.parameters ?? []).map(
      (parameter, index) => [`/discovery/parameters/${index}/default`, parameter.default] as const,
    ),
  ];
  for (const [pointer, text] of addresses) {
    if (typeof text !== "string" || !looksSecret(text)) continue;
    const sentence = "A secret seems to stand in this value (it is not shown here).";
    yield { pointer, at: "key", sentence, hint: HINT };
  }
  for (const [index, word] of asList(executableBlock?.["command"]).entries()) {
    if (typeof word !== "string" || !looksSecret(word)) continue;
    const sentence = "A word of the command looks like a secret (it is not shown here).";
    yield { pointer: `/executable/command/${index}`, sentence, hint: HINT };
  }
}

function* inEnvironment({ executableBlock }: Subject): Generator<Found> {
  for (const [name, value] of Object.entries(asObject(executableBlock?.["environment"]) ?? {})) {
    if (typeof value === "string") yield* judge(joinPointer("/executable/environment", name), name, value);
  }
}

/** What is published as it is written: fields of a kind that is not known, and what names data elsewhere. */
function* inKeptFields({ executable, compute, storage, data }: Subject): Generator<Found> {
  yield* within(executable?.fields, "/executable", "");
  yield* within(compute?.fields, "/compute", "");
  for (const [index, { fields }] of (compute?.volumes ?? []).entries()) {
    yield* within(fields, `/compute/volumes/${index}`, "");
  }
  for (const [index, { fields }] of storage.entries()) yield* within(fields, `/storage/${index}`, "");
  for (const [index, { fields, ivoa, rucio, skao }] of data.entries()) {
    yield* within(fields, `/data/${index}`, "");
    for (const [key, block] of Object.entries({ ivoa, rucio, skao })) {
      yield* within(block, `/data/${index}/${key}`, key);
    }
  }
}

/** Every text in a value; the items of a list are judged by the list's key. */
function* within(value: unknown, pointer: string, name: string): Generator<Found> {
  if (typeof value === "string") {
    yield* judge(pointer, name, value);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* within(item, joinPointer(pointer, index), name);
  } else {
    for (const [key, inner] of Object.entries(asObject(value) ?? {})) {
      yield* within(inner, joinPointer(pointer, key), key);
    }
  }
}

function* judge(pointer: string, name: string, value: string): Generator<Found> {
  if (!looksSecret(value) && !nameLooksSecret(name, value)) return;
  const sentence = `The value of ${quote(name)} looks like a secret (it is not shown here).`;
  yield { pointer, at: "key", sentence, hint: HINT };
}
