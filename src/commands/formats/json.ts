import type { Problem } from "../../manifest/problems.ts";
import type { Report } from "./report.ts";

/** One JSON object, and nothing else, in the documented shape. */
export function* toJson({ manifests, ok }: Report): Generator<string> {
  const answer = {
    ok,
    problems: manifests.flatMap(({ problems }) => problems.map(problemJson)),
    entries: manifests.flatMap(({ file, documents }) =>
      documents.map(({ number, model, discovery, dialect, publishable }) => ({
        file,
        document: number,
        name: discovery?.name ?? model?.executable.name ?? null,
        title: discovery?.title ?? null,
        dialect: dialect ?? null,
        publishable,
      })),
    ),
  };
  yield JSON.stringify(answer, null, 2);
}

function problemJson(problem: Problem): unknown {
  const { rule, severity, pointer, file, line, column, endLine, endColumn, sentence, hint, fix } = problem;
  const place = { pointer, file, line, column, endLine, endColumn };
  return { rule, severity, ...place, sentence, hint: hint ?? null, fix: fix ?? null };
}
