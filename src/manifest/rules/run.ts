import { kindUri } from "../kinds.ts";
import type { AmountRange } from "../model.ts";
import type { Rule, Subject } from "./rule.ts";

const COMPUTE = `kind: ${kindUri("simple-compute-resource")}`;

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
];

function rangesOf(subject: Subject): readonly (readonly [string, AmountRange | undefined])[] {
  return [
    ["/compute/cores", subject.compute?.cores],
    ["/compute/memory", subject.compute?.memory],
    ...subject.storage.map(({ size }, index) => [`/storage/${index}/size`, size] as const),
  ];
}
