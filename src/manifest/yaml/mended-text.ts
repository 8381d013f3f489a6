import type { Range } from "../problems.ts";
import type { LineEdit } from "./slips/slip.ts";

/** A text that is changed within its lines, and knows where each place stood before. Lines and columns from 0. */
export class MendedText {
  readonly lines: string[];
  private readonly original: readonly string[];
  /** Changes of each line in the order in which they were made. */
  private readonly edits = new Map<number, LineEdit[]>();

  constructor(text: string) {
    this.lines = text.split("\n");
    this.original = [...this.lines];
  }

  get text(): string {
    return this.lines.join("\n");
  }

  isEdited(line: number): boolean {
    return this.edits.has(line);
  }

  /** Changes lines; false when that changes nothing. Each line is changed once at most in a call. */
  apply(edits: readonly LineEdit[]): boolean {
    let changed = false;
    for (const edit of edits) {
      const before = this.lines[edit.line] ?? "";
      const after = before.slice(0, edit.from) + edit.text + before.slice(edit.to);
      if (after === before) continue;
      changed = true;
      this.lines[edit.line] = after;
      this.edits.set(edit.line, [...(this.edits.get(edit.line) ?? []), edit]);
    }
    return changed;
  }

  /** Answers a function that brings back the text as it is now. */
  snapshot(): () => void {
    const lines = [...this.lines];
    const edits = new Map(this.edits);
    return () => {
      this.lines.splice(0, this.lines.length, ...lines);
      this.edits.clear();
      for (const [line, made] of edits) this.edits.set(line, made);
    };
  }

  /** The range in the text as it was. */
  toOriginal({ line, column, endLine, endColumn }: Range): Range {
    const start = this.toOriginalColumn(line - 1, column - 1) + 1;
    const end = this.toOriginalColumn(endLine - 1, endColumn - 1) + 1;
    return { line, column: start, endLine, endColumn: endLine === line ? Math.max(start, end) : end };
  }

  private toOriginalColumn(line: number, column: number): number {
    let place = column;
    for (const { from, to, text } of [...(this.edits.get(line) ?? [])].reverse()) {
      if (place <= from) continue;
      if (place >= from + text.length) place += to - from - text.length;
      else place = from + Math.min(place - from, to - from);
    }
    return Math.min(place, this.original[line]?.length ?? 0);
  }
}
