/** A message of the broker's, before it has a time. */
export interface Message {
  readonly kind: string;
  readonly level: "DEBUG" | "INFO" | "WARN" | "ERROR";
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What makes a body unreadable: answered with 400. */
export interface BadPart {
  /** RFC 6901 JSON pointer. */
  readonly pointer: string;
  readonly sentence: string;
}

/** Of each sort; a body of a megabyte could be wrong in a hundred thousand places. */
const MOST_TOLD = 100;
const AND_MORE = "More is to be said than stands here; mend what is told first.";

/** Collects, in one reading, what is wrong with a request and what is only worth saying. */
export class Findings {
  readonly bad: BadPart[] = [];
  readonly refusals: Message[] = [];
  readonly remarks: Message[] = [];
  readonly #unknown: string[] = [];

  /** The request cannot be read. */
  addBad(pointer: string, sentence: string): void {
    tell(this.bad, { pointer, sentence }, { pointer: "", sentence: AND_MORE });
  }

  /** The request can be read, and the answer is NO. */
  refuse(kind: string, template: string, values: Readonly<Record<string, string>> = {}): void {
    const message: Message = { kind, level: "WARN", template, values };
    tell(this.refusals, message, { ...message, template: AND_MORE, values: {} });
  }

  remark(message: Message): void {
    tell(this.remarks, message, { ...message, template: AND_MORE, values: {} });
  }

  /** Notes properties that are not in the model; they are ignored. */
  noteUnknown(pointer: string, known: ReadonlySet<string>, present: readonly string[]): void {
    for (const key of present) if (!known.has(key)) this.#unknown.push(`${pointer}/${escapePointer(key)}`);
  }

  /** The remarks, with one that names the ignored properties. */
  allRemarks(): readonly Message[] {
    if (this.#unknown.length === 0) return this.remarks;
    const shown = this.#unknown.slice(0, 20).join(", ").slice(0, 1000);
    return [
      ...this.remarks,
      {
        kind: "urn:unknown-property",
        level: "DEBUG",
        template: "These properties are not known and were ignored: ${properties}",
        values: { properties: shown },
      },
    ];
  }
}

function tell<T>(told: T[], one: T, andMore: T): void {
  if (told.length < MOST_TOLD) told.push(one);
  else if (told.length === MOST_TOLD) told.push(andMore);
}

export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A message as it is sent, with its text rendered. */
export function toWireMessage(message: Message, time: string): Readonly<Record<string, unknown>> {
  const text = message.template.replaceAll(
    /\$\{([^}]*)\}/g,
    (hole, name: string) => new Map(Object.entries(message.values)).get(name) ?? hole,
  );
  return {
    kind: message.kind,
    time,
    level: message.level,
    template: message.template,
    ...(Object.keys(message.values).length === 0 ? {} : { values: message.values }),
    message: text,
  };
}
