import { quote } from "../finding.ts";
import type { Rule } from "./rule.ts";

const HEAD = "discovery:\n  title: Root\n  summary: Takes roots.\n  parameters:\n";

/** Rules about what a user may set. */
export const PARAMETER_RULES: readonly Rule[] = [
  {
    id: "parameter/no-effect",
    severity: "warning",
    explanation:
      "A parameter reaches the program as words of the command (argument) or as an environment variable.",
    bad: `${HEAD}    - {name: tolerance, type: number}\n`,
    good: `${HEAD}    - {name: tolerance, type: number, argument: "--tol {}"}\n`,
    *check({ discovery }) {
      for (const [index, { name, argument, environment }] of (discovery?.parameters ?? []).entries()) {
        if (argument !== undefined || environment !== undefined) continue;
        yield {
          pointer: `/discovery/parameters/${index}`,
          at: "key",
          sentence: `The parameter ${quote(name)} does not say how it reaches the program.`,
          hint: 'Add argument: "--name {}", or environment: NAME.',
        };
      }
    },
  },
  {
    id: "parameter/duplicate",
    severity: "error",
    explanation: "Two parameters of one name cannot be told apart in a form.",
    bad: `${HEAD}    - {name: tol, argument: "--tol {}"}\n    - {name: tol, argument: "-t {}"}\n`,
    good: `${HEAD}    - {name: tol, argument: "--tol {}"}\n`,
    *check({ discovery }) {
      const seen = new Set<string>();
      for (const [index, { name }] of (discovery?.parameters ?? []).entries()) {
        if (name !== "" && seen.has(name)) {
          yield {
            pointer: `/discovery/parameters/${index}/name`,
            sentence: `The parameter ${quote(name)} is there twice.`,
            hint: "Give each parameter a name of its own.",
          };
        }
        seen.add(name);
      }
    },
  },
  {
    id: "parameter/choices",
    severity: "warning",
    explanation: "A choice needs values to choose from, and its default is one of them.",
    bad: `${HEAD}    - {name: method, type: choice, choices: [newton, halley], default: bisection, argument: "{}"}\n`,
    good: `${HEAD}    - {name: method, type: choice, choices: [newton, halley], default: newton, argument: "{}"}\n`,
    *check({ discovery }) {
      for (const [index, parameter] of (discovery?.parameters ?? []).entries()) {
        const pointer = `/discovery/parameters/${index}`;
        const { name, choices, type } = parameter;
        if (type === "choice" && choices.length === 0) {
          yield {
            pointer,
            at: "key",
            sentence: `The parameter ${quote(name)} has no choices.`,
            hint: 'Add "choices".',
          };
        } else if (
          choices.length > 0 &&
          parameter.default !== undefined &&
          !choices.includes(parameter.default)
        ) {
          yield {
            pointer: `${pointer}/default`,
            sentence: `The default ${quote(parameter.default)} is none of the choices.`,
            hint: `Choices are: ${choices.join(", ").slice(0, 200)}.`,
          };
        }
      }
    },
  },
];
