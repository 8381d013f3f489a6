import type { FormProblem } from "./ask-service.ts";

/** What a reader put into the form, read field by field; everything that is wrong is collected. */
export class Wishes {
  readonly problems: FormProblem[] = [];
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(values));
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The field's text without blanks around it; `undefined` when it is empty or absent, or cannot be taken. */
  text(name: string): string | undefined {
    const value = this.#values.get(name)?.trim() ?? "";
    if (value === "") return undefined;
    if (/\p{Cc}/u.test(value)) {
      this.add(name, "A line break or another control character cannot be given.");
      return undefined;
    }
    if (value.length > MAX_LENGTH) {
      this.add(name, `This is longer than ${MAX_LENGTH} characters.`);
      return undefined;
    }
    return value;
  }

  add(field: string, sentence: string): void {
    this.problems.push({ field, sentence });
  }
}

const MAX_LENGTH = 2000;
