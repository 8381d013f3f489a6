import { lockDataFolder } from "../catalogue/data-folder.ts";
import type { Store } from "../catalogue/store.ts";
import { openEngine, openRemoteBrokers, openVocabularies } from "../compose.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { checkGit, describeSettings, type Finding, printFindings } from "./doctor.ts";
import { withStore } from "./with-catalogue.ts";

const BROKER_DEADLINE_MS = 10_000;

/** `execat doctor`: settings, engines, brokers, vocabularies, each with its state and what to do. Changes nothing. */
export async function diagnose({ settings, output }: CommandContext): Promise<ExitCode> {
  const findings: Finding[] = [describeSettings(settings), await checkGit()];
  const running = otherProcess(settings);
  if (running !== undefined) findings.push(running);
  try {
    findings.push(await describeVocabularies(settings));
    await withStore(settings, async (store) => {
      findings.push(...(await describeStore(store)));
      // A running server looks after its index itself; a second process keeps its hands off it.
      if (running === undefined) findings.push(await describeIndex(settings, store));
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

async function describeIndex(settings: Settings, store: Store): Promise<Finding> {
  const engine = await openEngine(settings);
  try {
    const [{ documents }, { published }, waiting] = await Promise.all([
      engine.describe(),
      store.entries.count(),
      store.jobs.count(),
    ]);
    // Unlisted entries are published but not indexed, so only too many programs, or none at all, is odd.
    const odd = waiting === 0 && (documents > published || (documents === 0 && published > 0));
    return {
      part: "search",
      state: odd ? "problem" : "ok",
      text: `${engine.name}, ${documents} programs indexed, ${waiting} changes waiting`,
      hint: odd ? "The index does not fit the store: run `execat reindex`." : undefined,
    };
  } finally {
    await engine.close();
  }
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
