/** A plain scalar that readers of YAML 1.1 take for something else. */
export interface Trap {
  /** What such a reader makes of it. */
  readonly readAs: string;
}

const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/u;
const OCTAL = /^[-+]?0[0-7_]+$/u;
const NUMBER_WITH_UNDERSCORES = /^[-+]?[1-9][\d]*(?:_\d+)+(?:\.[\d_]*)?$/u;
const SEXAGESIMAL = /^[-+]?[1-9]\d*(?::[0-5]?\d)+(?:\.\d*)?$/u;
const NEW_OCTAL = /^0o[0-7]+$/u;

/** Says how YAML 1.1 (many Java readers) reads a plain scalar, when it is not how YAML 1.2 does. */
export function findTrap(source: string): Trap | undefined {
  if (source.length > 40) return undefined;
  if (BOOLEAN.test(source)) return { readAs: /^(?:yes|on)$/iu.test(source) ? "true" : "false" };
  if (OCTAL.test(source)) return { readAs: "an octal number" };
  if (NUMBER_WITH_UNDERSCORES.test(source)) return { readAs: "a number" };
  if (SEXAGESIMAL.test(source)) return { readAs: "a number to the base of 60" };
  if (NEW_OCTAL.test(source)) return { readAs: "text" };
  return undefined;
}
