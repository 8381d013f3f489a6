import type { RepositoryFacts } from "../repository-facts/facts.ts";
import { type DraftAnswers, isContainer } from "./init-draft.ts";
import type { SuggestedTerm } from "../vocabulary/suggest/suggested-term.ts";

/** Asks one question; an empty answer means "I do not know". */
export type Ask = (question: string) => Promise<string>;

/** Asks the author what the repository does not say, and nothing else. What is left open becomes a TODO. */
export async function askAuthor(facts: RepositoryFacts, ask: Ask): Promise<DraftAnswers> {
  const answer = async (question: string): Promise<string | undefined> => {
    const text = (await ask(question)).trim();
    return text === "" ? undefined : text;
  };
  const title =
    facts.title === undefined && facts.name === undefined
      ? await answer("What is the program called? ")
      : undefined;
  const summary =
    facts.summary === undefined ? await answer("What does it do, in one sentence? ") : undefined;
  const image = isContainer(facts, { inputs: [] })
    ? await answer("Where is its container image, such as registry.example.org/group/name:1.0? ")
    : undefined;
  const inputs = await answer(
    "What does a user give to it? Names with commas between, such as image, catalogue: ",
  );
  return { title, summary, image, inputs: splitNames(inputs) };
}

function splitNames(text: string | undefined): readonly string[] {
  const names = (text ?? "").split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

/** Asks which of the proposed terms are true; the others stay in the file as comments. */
export async function askTerms(terms: readonly SuggestedTerm[], ask: Ask): Promise<readonly SuggestedTerm[]> {
  if (terms.length === 0) return terms;
  const list = terms.map(
    ({ facet, concept, words }, index) =>
      `  ${index + 1}. ${facet}: ${concept.prefLabel} (from "${words}")\n       ${concept.definition ?? ""}`,
  );
  const likely = terms.flatMap((term, index) => (term.likely ? [index + 1] : [])).join(" ");
  const reply = await ask(
    `The words lead to these terms:\n${list.join("\n")}\nWhich are true? Numbers, or nothing for ${likely === "" ? "none" : likely}: `,
  );
  const numbers = new Set((reply.match(/\d+/gu) ?? []).map(Number));
  if (reply.trim() === "") return terms;
  return terms.map((term, index) => ({ ...term, likely: numbers.has(index + 1) }));
}
