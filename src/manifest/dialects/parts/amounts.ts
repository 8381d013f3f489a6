import { toGib } from "../../amount-sentences.ts";
import { asText } from "../../data.ts";
import { quote, type Finding } from "../../finding.ts";
import { asPart, child, type Branch, type Draft, type Leaf, type Part } from "../draft.ts";

/** Amounts with more digits cannot be told apart. */
const MOST = Number.MAX_SAFE_INTEGER;

/**
 * The least and the most of an amount. Dialects A and B put them under `requested`, beside what a broker offered;
 * amounts of bytes may have units, which are counted in GiB, rounded up.
 */
export function rangeOf(leaf: Leaf | undefined, isBytes: boolean, findings: Finding[]): Branch | undefined {
  const part = asPart(leaf);
  if (part === undefined) return undefined;
  const range = asPart(child(part, "requested")) ?? part;
  const factor = isBytes ? factorOf(range, findings) : 1;
  return {
    at: range.at,
    keys: {
      min: amountOf(child(range, "min"), factor, findings),
      max: amountOf(child(range, "max"), factor, findings),
    },
  };
}

/** GiB in one unit of the range. */
function factorOf(range: Part, findings: Finding[]): number {
  const leaf = child(range, "units") ?? child(range, "unit");
  const unit = asText(leaf?.value);
  if (leaf === undefined || unit === undefined) return 1;
  const factor = /^[a-z]+$/iu.test(unit.trim()) ? toGib(`1 ${unit.trim()}`) : undefined;
  if (factor !== undefined) return factor;
  findings.push({
    rule: "amount/value",
    severity: "error",
    pointer: leaf.at,
    sentence: `The unit ${quote(unit)} is not known.`,
    hint: "Use kB, MB, GB, TB, PB, KiB, MiB, GiB, TiB or PiB; without a unit an amount counts GiB.",
  });
  return 1;
}

function amountOf(leaf: Leaf | undefined, factor: number, findings: Finding[]): Draft | undefined {
  if (leaf === undefined || typeof leaf.value !== "number" || leaf.value <= 0) return leaf;
  const exact = leaf.value * factor;
  // Not every unit can be written in binary: 3 GB of a thousand million bytes must not become one GiB more.
  const value = Math.max(1, Math.ceil(Number(exact.toPrecision(12))));
  if (value > MOST) {
    findings.push({
      rule: "amount/value",
      severity: "error",
      pointer: leaf.at,
      sentence: `The amount ${quote(leaf.value)} is more than can be counted.`,
      hint: "Give the amount that a machine may have.",
    });
    return undefined;
  }
  if (value !== exact) {
    findings.push({
      rule: "dialect/amount-rounded",
      severity: "hint",
      pointer: leaf.at,
      sentence: `The amount is ${String(Number(exact.toPrecision(6)))} ${factor === 1 ? "units" : "GiB"}, which is rounded up to ${value}.`,
      hint: `Write ${value}.`,
    });
  }
  return { at: leaf.at, value };
}
