import { isObject, valueAt } from "../json-value.ts";
import type { Findings } from "./findings.ts";
import type { Part } from "./wire-request.ts";

/** The least of a `{min, max}` in a part; `undefined` when nothing is said. What cannot be meant goes to `findings`. */
export function readAmount(part: Part | undefined, key: string, findings: Findings): number | undefined {
  const range = part === undefined ? undefined : valueAt(part.fields, key);
  if (part === undefined || range === undefined || range === null) return undefined;
  const pointer = `${part.pointer}/${key}`;
  if (!isObject(range)) {
    findings.addBad(pointer, `"${key}" is not an object with min and max.`);
    return undefined;
  }
  const min = readWhole(valueAt(range, "min"), `${pointer}/min`, findings);
  const max = readWhole(valueAt(range, "max"), `${pointer}/max`, findings);
  if (min !== undefined && max !== undefined && min > max) {
    findings.addBad(pointer, `The least ${key} (${min}) is more than the most (${max}).`);
  }
  // Only a most is given: the least that it allows is our default of one.
  return min ?? (max === undefined ? undefined : Math.min(1, max));
}

function readWhole(value: unknown, pointer: string, findings: Findings): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) {
    findings.addBad(pointer, `${JSON.stringify(value)?.slice(0, 60)} is not a whole number.`);
    return undefined;
  }
  if (number <= 0) {
    findings.addBad(pointer, `${number} is not more than zero.`);
    return undefined;
  }
  return number;
}
