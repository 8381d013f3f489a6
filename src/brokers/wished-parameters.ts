import type { Executable, Parameter } from "../manifest/model.ts";
import { splitWords } from "./shell-words.ts";
import type { Wishes } from "./wishes.ts";

const WITH_COMMAND = new Set(["docker-container", "python-program"]);

/** The executable with the parameters' values in its command and environment. */
export function withParameters(
  executable: Executable,
  parameters: readonly Parameter[],
  wishes: Wishes,
): Executable {
  const command = [...(executable.command ?? [])];
  const environment = new Map((executable.environment ?? []).map(({ name, value }) => [name, value]));
  for (const parameter of parameters) {
    const field = `parameter.${parameter.name}`;
    const value = valueOf(parameter, field, wishes);
    if (value === undefined) continue;
    if (WITH_COMMAND.has(executable.kind)) {
      if (parameter.argument !== undefined) command.push(...wordsOf(parameter.argument, parameter, value));
      if (parameter.environment !== undefined) environment.set(parameter.environment, value);
    } else if (wishes.text(field) !== undefined && value !== parameter.default) {
      wishes.add(field, `A broker cannot pass parameters to this kind of executable (${executable.kind}).`);
    }
  }
  return {
    ...executable,
    ...(command.length === 0 ? {} : { command }),
    ...(environment.size === 0
      ? {}
      : { environment: [...environment].map(([name, value]) => ({ name, value })) }),
  };
}

/** A field that is not in the form at all means the default; one that was left empty means "do not pass it". */
function valueOf(parameter: Parameter, field: string, wishes: Wishes): string | undefined {
  const known = wishes.problems.length;
  const value = wishes.has(field) ? wishes.text(field) : parameter.default;
  if (value === undefined) {
    if (parameter.required && wishes.problems.length === known) {
      wishes.add(field, `The parameter "${parameter.name}" is needed.`);
    }
    return undefined;
  }
  const problem = problemOf(parameter, value);
  if (problem === undefined) return value;
  wishes.add(field, problem);
  return undefined;
}

function problemOf(parameter: Parameter, value: string): string | undefined {
  switch (parameter.type) {
    case "integer":
      return /^[+-]?\d{1,18}$/.test(value) ? undefined : `"${value}" is no whole number.`;
    case "number":
      return Number.isFinite(Number(value)) ? undefined : `"${value}" is no number.`;
    case "boolean":
      return value === "true" || value === "false" ? undefined : `"${value}" is neither true nor false.`;
    case "choice":
      return parameter.choices.includes(value)
        ? undefined
        : `"${value}" is none of the choices: ${parameter.choices.join(", ")}.`;
    case "string":
      return undefined;
  }
}

/** The value takes the place of `{}` inside its word and is never split again. */
function wordsOf(argument: string, parameter: Parameter, value: string): readonly string[] {
  const words = splitWords(argument);
  if (words.some((word) => word.includes("{}")))
    return words.map((word) => word.replaceAll("{}", () => value));
  if (parameter.type === "boolean") return value === "true" ? words : [];
  return [...words, value];
}
