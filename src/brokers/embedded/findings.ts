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

/** Collects, in one reading, what is wrong with a request and what is only worth saying. */
export class Findings {
  readonly bad: BadPart[] = [];
  readonly refusals: Message[] = [];
  readonly remarks: Message[] = [];
  readonly #unknown: string[] = [];

  /** The request cannot be read. */
  addBad(pointer: string, sentence: string): void {
    this.bad.push({ pointer, sentence });
  }

  /** The request can be read, and the answer is NO. */
  refuse(kind: string, template: string, values: Readonly<Record<string, string>> = {}): void {
    this.refusals.push({ kind, level: "WARN", template, values });
  }

  remark(message: Message): void {
    this.remarks.push(message);
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
