import { asList, asObject } from "../data.ts";
import { kindUri } from "../kinds.ts";
import { joinPointer, quote } from "../finding.ts";
import type { AmountRange } from "../model.ts";
import { looksSecret, nameLooksSecret } from "./secrets.ts";
import type { Found, Rule, Subject } from "./rule.ts";

const COMPUTE = `kind: ${kindUri("simple-compute-resource")}`;
const CONTAINER = `kind: ${kindUri("docker-container")}`;
const IMAGE = `image:\n    locations: [registry.example.org/tools/square-root:1.4.0]\n    digest: sha256:${"0123456789abcdef".repeat(4)}`;

export const RUN_RULES: readonly Rule[] = [
  {
    id: "executable/nothing-to-run",
    severity: "error",
    explanation:
      "A python-program needs packages (requirements) or a program to run (location, entrypoint, command).",
    bad: "executable:\n  kind: uri:python-program-1.0\n",
    good: 'executable:\n  kind: uri:python-program-1.0\n  requirements:\n    - numpy: ">= 2.1"\n',
    *check({ executable, requirements }) {
      if (executable?.kind !== "python-program" || requirements.length > 0) return;
      const { location, entrypoint, command = [] } = executable;
      if (location !== undefined || entrypoint !== undefined || command.length > 0) return;
      yield {
        pointer: "/executable",
        at: "key",
        sentence: "The Python program has no requirements and nothing to run.",
        hint: 'Add "requirements", "location" or "command".',
      };
    },
  },
  {
    id: "amount/order",
    severity: "error",
    explanation: "The least of an amount cannot be more than its most.",
    bad: `compute:\n  ${COMPUTE}\n  cores: {min: 8, max: 4}\n`,
    good: `compute:\n  ${COMPUTE}\n  cores: {min: 4, max: 8}\n`,
    *check(subject) {
      for (const [pointer, range] of rangesOf(subject)) {
        if (range?.min === undefined || range.max === undefined || range.min <= range.max) continue;
        yield {
          pointer,
          sentence: `The least, ${range.min}, is more than the most, ${range.max}.`,
          hint: "Swap them, or leave one out.",
        };
      }
    },
  },
  {
    id: "secret/written",
    severity: "error",
    explanation:
      "Manifests are public, and so are the sessions of brokers: everybody can read what stands in environment, command and addresses. A document with a secret is not published. Whoever sees this should make the secret worthless first, since git keeps it.",
    bad: `executable:\n  ${CONTAINER}\n  environment:\n    ARCHIVE_PASSWORD: open sesame\n  ${IMAGE}\n`,
    good: `executable:\n  ${CONTAINER}\n  environment:\n    ARCHIVE_USER: anonymous\n  ${IMAGE}\n`,
    check: findSecrets,
  },
];

/** Looks at what is written rather than at the model, which has no environment of an unknown kind. */
function* findSecrets({ executableBlock, data, discovery }: Subject): Generator<Found> {
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
    yield {
      pointer,
      at: "key",
      sentence: "A secret seems to stand in this value (it is not shown here).",
      hint: "Remove it, and change the secret: the history of the repository still holds it.",
    };
  }
  for (const [name, value] of Object.entries(asObject(executableBlock?.["environment"]) ?? {})) {
    if (typeof value !== "string") continue;
    if (!looksSecret(value) && !nameLooksSecret(name, value)) continue;
    yield {
      pointer: joinPointer("/executable/environment", name),
      at: "key",
      sentence: `The value of ${quote(name)} looks like a secret (it is not shown here).`,
      hint: "Remove it, and change the secret: the history of the repository still holds it.",
    };
  }
  for (const [index, word] of asList(executableBlock?.["command"]).entries()) {
    if (typeof word !== "string" || !looksSecret(word)) continue;
    yield {
      pointer: `/executable/command/${index}`,
      sentence: "A word of the command looks like a secret (it is not shown here).",
      hint: "Remove it, and change the secret: the history of the repository still holds it.",
    };
  }
}

function rangesOf(subject: Subject): readonly (readonly [string, AmountRange | undefined])[] {
  return [
    ["/compute/cores", subject.compute?.cores],
    ["/compute/memory", subject.compute?.memory],
    ...subject.storage.map(({ size }, index) => [`/storage/${index}/size`, size] as const),
  ];
}
