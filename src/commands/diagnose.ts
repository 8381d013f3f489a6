import { lockDataFolder } from "../catalogue/data-folder.ts";
import type { Store } from "../catalogue/store.ts";
import { openRemoteBrokers, openVocabularies } from "../compose.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { describeIndex } from "./describe-index.ts";
import { checkGit, describeSettings, type Finding, printFindings } from "./doctor.ts";
import { withStore } from "./with-catalogue.ts";

const BROKER_DEADLINE_MS = 10_000;

const OWNED: Finding = {
  part: "search",
  state: "problem",
  text: "the index file belongs to the server that runs",
  hint: "Stop the server, then repair.",
};

/**
 * `execat doctor`: settings, engines, brokers, vocabularies, each with its state and what to do. Changes nothing, but
 * for the index with `repair`.
 */
export async function diagnose(
  { settings, output }: CommandContext,
  options: { readonly repair?: boolean } = {},
): Promise<ExitCode> {
  const findings: Finding[] = [describeSettings(settings), await checkGit()];
  const running = otherProcess(settings);
  if (running !== undefined) findings.push(running);
  try {
    findings.push(await describeVocabularies(settings));
    await withStore(settings, async (store) => {
      findings.push(...(await describeStore(store)));
      // A running server owns an index file; a second process keeps its hands off it.
      if (running === undefined || settings.meiliUrl !== "")
        findings.push(await describeIndex(settings, store, { repair: options.repair ?? false }));
      else if (options.repair === true) findings.push(OWNED);
    });
    findings.push(...(await checkBrokers(settings)));
  } catch (error) {
    if (!(error instanceof ExecatError)) throw error;
    findings.push({ part: "catalogue", state: "problem", text: error.message, hint: error.hint });
  }
  return printFindings(findings, output);
}

function otherProcess(settings: Settings): Finding | undefined {
  try {
    lockDataFolder(settings.dataDir).release();
    return undefined;
  } catch (error) {
    if (!(error instanceof ExecatError) || error.code !== "DATA_IN_USE") throw error;
    return { part: "data folder", state: "note", text: error.message };
  }
}

async function describeVocabularies(settings: Settings): Promise<Finding> {
  const vocabularies = await openVocabularies(settings);
  const concepts = [...vocabularies.schemes.values()].reduce((sum, scheme) => sum + scheme.concepts.size, 0);
  const text = `${vocabularies.schemes.size} schemes with ${concepts} concepts, ${vocabularies.facets.length} facets`;
  return { part: "vocabularies", state: "ok", text };
}

async function describeStore(store: Store): Promise<Finding[]> {
  const { published, withdrawn } = await store.entries.count();
  const findings: Finding[] = [
    {
      part: "store",
      state: "ok",
      text: `${store.name}, ${published} entries published, ${withdrawn} withdrawn`,
    },
  ];
  const sources = await store.sources.list();
  for (const { key, failure } of sources) {
    if (failure === undefined) continue;
    findings.push({ part: `source ${key}`, state: "problem", text: failure.message, hint: failure.hint });
  }
  const proposed = sources.filter((source) => source.state === "proposed").length;
  if (proposed > 0) {
    const hint = "See `execat source list`, then `accept` or `refuse`.";
    findings.push({ part: "sources", state: "note", text: `${proposed} proposed by readers`, hint });
  }
  return findings;
}

async function checkBrokers(settings: Settings): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (settings.embeddedBroker) {
    findings.push({
      part: "broker embedded",
      state: "ok",
      text: "runs within `execat serve`, in rehearsal: nothing is executed",
    });
  }
  for (const broker of openRemoteBrokers(settings)) {
    try {
      await broker.check(AbortSignal.timeout(BROKER_DEADLINE_MS));
      findings.push({ part: `broker ${broker.id}`, state: "ok", text: `${broker.label} answers` });
    } catch (error) {
      if (!(error instanceof ExecatError)) throw error;
      findings.push({ part: `broker ${broker.id}`, state: "problem", text: error.message, hint: error.hint });
    }
  }
  return findings;
}
