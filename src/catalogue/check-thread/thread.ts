import { parentPort, workerData } from "node:worker_threads";
import { createVocabularies } from "../../vocabulary/create-vocabularies.ts";
import { createChecker } from "../checker.ts";
import { checkAndQuote } from "../guarded-checker.ts";
import type { ThreadAnswer, ThreadData, ThreadTask } from "./messages.ts";

const { schemes, facets, hash, settled } = workerData as ThreadData;
const checker = createChecker(createVocabularies(schemes, facets, hash, settled));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, a window has
const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message);

parentPort?.on("message", (files: ThreadTask) => {
  for (const file of files) {
    try {
      answer({ kind: "checked", checked: checkAndQuote(checker, file) });
    } catch (error) {
      answer({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) });
      return;
    }
  }
});
// What is made when it is first needed is made now, so that no text pays for it.
checkAndQuote(checker, {
  bytes: new TextEncoder().encode("executable: {}\ndiscovery: {}\n"),
  file: "none.yaml",
});
answer({ kind: "ready" });
