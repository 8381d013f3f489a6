import { isAlias, isMap, isPair, isScalar, isSeq, Scalar, type Alias, type Node } from "yaml";
import { isMasked, joinPointer, quote, type Finding } from "../finding.ts";
import { looksSecret, nameLooksSecret } from "../rules/secrets.ts";
import { keyText } from "./places.ts";
import { findTrap } from "./traps.ts";

/** Nodes that all aliases of a document may expand to. */
const MAX_ALIAS_NODES = 10_000;
/** Collections inside collections. */
export const MAX_DEPTH = 64;

/** A finding with the offsets of the text that it is about. */
export interface OffsetFinding extends Finding {
  readonly from: number;
  readonly to: number;
}

export interface Values {
  /** Plain data; objects have no prototype, so that no key can reach one. */
  readonly value: unknown;
  readonly findings: readonly OffsetFinding[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/** A text between typographic quotes. */
const CURLY = /^[\u201C\u201D\u201E\u201F\u00AB][^"\\\u201C\u201D\u00BB]*[\u201C\u201D\u00BB]$/u;

interface Spot {
  readonly pointer: string;
  readonly depth: number;
  /** Inside something that an alias stands for; what is found there was found at the anchor. */
  readonly aliased: boolean;
}

/** Turns the nodes of a document into plain data, with limits for aliases and depth. Never throws. */
export function toValues(root: unknown): Values {
  const reader = new ValueReader();
  const value = reader.read(root, { pointer: "", depth: 0, aliased: false });
  reader.finish();
  return { value, findings: reader.findings, targets: reader.targets };
}

class ValueReader {
  readonly findings: OffsetFinding[] = [];
  readonly targets = new Map<Alias, Node>();
  private readonly anchors = new Map<string, Node>();
  /** Anchors on texts that no alias stands for so far. */
  private readonly unused = new Map<string, { readonly node: Node; readonly spot: Spot }>();
  private readonly unresolved = new Map<Finding, string>();
  private aliasNodes = 0;
  private stopped = false;
  /** The alias in the text that is being expanded. */
  private expanded: Alias | undefined;

  read(node: unknown, spot: Spot): unknown {
    if (this.stopped) return undefined;
    if (spot.aliased && ++this.aliasNodes > MAX_ALIAS_NODES) {
      return this.stop("yaml/alias-limit", "The aliases expand to more than 10,000 values.", node, spot);
    }
    if (isAlias(node)) return this.readAlias(node, spot);
    if (!spot.aliased) this.remember(node, spot);
    if (isScalar(node)) return this.readScalar(node, spot);
    if (!isMap(node) && !isSeq(node)) return null;
    if (spot.depth >= MAX_DEPTH) {
      return this.stop("yaml/depth", `Values are nested more than ${MAX_DEPTH} deep.`, node, spot);
    }
    return isMap(node) ? this.readPairs(node.items, spot) : this.readItems(node.items, spot);
  }

  private readItems(items: readonly unknown[], spot: Spot): unknown[] {
    return items.map((item, index) => {
      const inner = deeper(spot, index);
      return isPair(item) ? this.readPairs([item], inner) : this.read(item, inner);
    });
  }

  private readPairs(pairs: readonly unknown[], spot: Spot): unknown {
    const object = Object.create(null) as Record<string, unknown>;
    const seen = new Set<string>();
    for (const pair of pairs) {
      if (!isPair(pair)) continue;
      const key = this.readKey(pair.key, spot);
      if (key === undefined) continue;
      const pointer = joinPointer(spot.pointer, key);
      if (seen.has(key)) {
        this.add(pair.key, spot, {
          rule: "yaml/duplicate-key",
          severity: "error",
          pointer,
          sentence: `The key ${quote(key)} is there twice.`,
          hint: "Keep one of the two; readers differ in which one they take.",
        });
        continue;
      }
      seen.add(key);
      object[key] = this.read(pair.value, deeper(spot, key));
    }
    return object;
  }

  private readKey(key: unknown, spot: Spot): string | undefined {
    if (isAlias(key)) this.readAlias(key, spot);
    const text = keyText(isAlias(key) ? this.targets.get(key) : key);
    if (text === undefined) {
      this.add(key, spot, {
        rule: "yaml/key",
        severity: "error",
        pointer: spot.pointer,
        sentence: "A key is a list or a map; keys must be text.",
        hint: "Put the text in quotes; a template such as {{ name }} has to be filled in before.",
      });
      return undefined;
    }
    if (isScalar(key)) {
      this.remember(key, spot);
      this.checkKey(key, text, spot);
    }
    return text;
  }

  private checkKey(key: Scalar, text: string, spot: Spot): void {
    if (text === "<<" && key.type === Scalar.PLAIN) {
      this.add(key, spot, {
        rule: "yaml/merge-key",
        severity: "error",
        pointer: joinPointer(spot.pointer, text),
        sentence: "Merge keys (`<<`) are not part of YAML 1.2, and brokers differ in how they read them.",
        hint: "Write the merged keys out.",
      });
    }
    this.checkTrap(key, joinPointer(spot.pointer, text), spot);
  }

  private readScalar(node: Scalar, spot: Spot): unknown {
    if (!spot.aliased && node.type === Scalar.PLAIN) this.checkPlain(node, spot);
    const value = node.value;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    return value === null || value === undefined ? null : (node.source ?? null);
  }

  /** What people write without quotes and YAML reads in another way. */
  private checkPlain(node: Scalar, spot: Spot): void {
    this.checkTrap(node, spot.pointer, spot);
    const { source = "", comment } = node;
    const isText = typeof node.value === "string" || source === "";
    if (typeof comment === "string" && /^[^\s#!]/u.test(comment) && isText) {
      this.add(node, spot, {
        rule: "yaml/comment-in-value",
        severity: "warning",
        pointer: spot.pointer,
        sentence: "What follows the # is a comment to YAML and no part of the value.",
        hint: "Put the whole value in quotes when the # belongs to it, else a blank behind the #.",
      });
    }
    if (CURLY.test(source)) {
      this.add(node, spot, {
        rule: "yaml/curly-quotes",
        severity: "warning",
        pointer: spot.pointer,
        sentence: "The quotes are typographic ones, which are part of the text to YAML.",
        hint: 'Use straight quotes: ".',
        ...(isHidden(spot.pointer, source) ? {} : { fix: JSON.stringify(source.slice(1, -1)) }),
      });
    }
  }

  private checkTrap(node: Scalar, pointer: string, spot: Spot): void {
    if (node.type !== Scalar.PLAIN || node.source === undefined) return;
    const trap = findTrap(node.source);
    if (trap === undefined) return;
    const secret = isHidden(pointer, node.source);
    this.add(node, spot, {
      rule: "yaml/other-reading",
      severity: "warning",
      pointer,
      sentence: `${secret ? "This" : quote(node.source)} without quotes is read as ${trap.readAs} by readers of YAML 1.1, which many brokers are.`,
      hint: "Put it in quotes when it is text; write a number in plain digits.",
      ...(secret ? {} : { fix: JSON.stringify(node.source) }),
    });
  }

  private readAlias(alias: Alias, spot: Spot): unknown {
    const target = this.anchors.get(alias.source);
    if (target === undefined) {
      this.add(alias, spot, {
        rule: "yaml/alias-unresolved",
        severity: "error",
        pointer: spot.pointer,
        sentence: `The alias ${isHidden(spot.pointer, alias.source) ? "of this variable" : quote(`*${alias.source}`)} stands for nothing.`,
        hint: "Set the anchor (&) before it, or put the text in quotes.",
      });
      const added = spot.aliased ? undefined : this.findings.at(-1);
      if (added !== undefined) this.unresolved.set(added, alias.source);
      return null;
    }
    this.unused.delete(alias.source);
    this.targets.set(alias, target);
    if (!spot.aliased) this.expanded = alias;
    return this.read(target, { ...spot, aliased: true });
  }

  private remember(node: unknown, spot: Spot): void {
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
      this.anchors.set(node.anchor, node);
      if (isScalar(node)) this.unused.set(node.anchor, { node, spot });
    }
  }

  /** Says what is only known at the end: which anchors were never meant as such. */
  finish(): void {
    if (this.stopped) return;
    for (const [name, { node, spot }] of this.unused) {
      this.add(node, spot, {
        rule: "yaml/anchor-unused",
        severity: "warning",
        pointer: spot.pointer,
        sentence: `The value begins with ${isHidden(spot.pointer, name) ? "&" : quote(`&${name}`)}, which sets an anchor in YAML and is no part of it.`,
        hint: "Put the value in quotes when the & belongs to it, else remove the anchor.",
      });
    }
    if (this.anchors.size > 0) return;
    // Where no anchor is set at all, a * was meant as it stands.
    for (const [index, finding] of this.findings.entries()) {
      const name = this.unresolved.get(finding);
      if (name === undefined || isHidden(finding.pointer, name)) continue;
      this.findings[index] = { ...finding, hint: "Put the text in quotes.", fix: JSON.stringify(`*${name}`) };
    }
  }

  private stop(rule: string, sentence: string, node: unknown, spot: Spot): undefined {
    const place = spot.aliased ? this.expanded : node;
    this.add(
      place,
      { ...spot, aliased: false },
      { rule, severity: "error", pointer: spot.pointer, sentence },
    );
    this.stopped = true;
  }

  private add(node: unknown, spot: Spot, finding: Finding): void {
    if (spot.aliased) return;
    const range = isScalar(node) || isAlias(node) || isMap(node) || isSeq(node) ? node.range : undefined;
    this.findings.push({ ...finding, from: range?.[0] ?? 0, to: range?.[1] ?? 0 });
  }
}

/** True for a place, or a text, that may be a secret: no finding shows it. */
function isHidden(pointer: string, text: string): boolean {
  const name = pointer.slice(pointer.lastIndexOf("/") + 1);
  return isMasked(pointer) || looksSecret(text) || nameLooksSecret(name, text);
}

function deeper(spot: Spot, key: string | number): Spot {
  return { pointer: joinPointer(spot.pointer, key), depth: spot.depth + 1, aliased: spot.aliased };
}
