import type { AnswerRecord, AskRecord } from "../catalogue/asks.ts";
import type { Entry } from "../catalogue/entry.ts";
import { ExecatError } from "../errors.ts";
import { emitRequest } from "../manifest/emit.ts";
import { buildAskForm, unsupportedKind, usableBy, whyUnsupported } from "./ask-form.ts";
import type { Asker, AskOutcome, AskService, AskView } from "./ask-service.ts";
import { askOne, orAborted, type AskServiceOptions } from "./ask-one.ts";
import type { Broker, ExecutionRequest } from "./broker.ts";
import { failureText } from "./failure-text.ts";
import { buildRequest } from "./request.ts";

/** After its deadline an answer gets this long to be written, before it counts as lost. */
const GRACE_MS = 5_000;

/** Asks brokers side by side; see `AskService`. `close` gives up what is under way. */
export function createAskService(options: AskServiceOptions): AskService & { close(): Promise<void> } {
  const { store, brokers, now } = options;
  const closing = new AbortController();
  const underWay = new Map<string, Promise<unknown>>();

  async function ask(
    entry: Entry,
    wishes: Readonly<Record<string, string>>,
    asker: Asker,
  ): Promise<AskOutcome> {
    refuseUnsupported(entry, brokers, asker);
    const built = buildRequest(entry, wishes, now());
    if ("problems" in built) return { ok: false, problems: built.problems };
    const record: AskRecord = {
      id: options.newId(),
      programId: entry.program.id,
      documentId: entry.document.id,
      actorId: asker.actorId,
      wishes,
      request: toText(built.request),
      createdAt: now().toISOString(),
    };
    const questions = usableBy(asker, brokers).map((broker) => ({
      broker,
      answer: firstAnswer(options, record, broker, built.request),
    }));
    await store.asks.create(
      record,
      questions.map(({ answer }) => answer),
    );
    const asked = questions
      .filter(({ answer }) => answer.outcome === "asking")
      .map((question) =>
        askOne(options, closing.signal, { ask: record, request: built.request, ...question }),
      );
    const all = Promise.all(asked).finally(() => underWay.delete(record.id));
    underWay.set(record.id, all);
    return { ok: true, ask: record };
  }

  return {
    brokers: brokers.map(({ id, label, rehearsal, shared }) => ({ id, label, rehearsal, shared })),
    form: (entry, asker) => buildAskForm(entry, brokers, asker),
    preview(entry, wishes) {
      const built = buildRequest(entry, wishes, now());
      return "problems" in built ? built : { request: toText(built.request) };
    },
    ask,
    view: (askId, waitMs) => view(options, underWay, askId, waitMs),
    checkBrokers: (timeoutMs) => Promise.all(brokers.map((broker) => checkOne(broker, timeoutMs))),
    async close() {
      closing.abort();
      await Promise.all(underWay.values());
    },
  };
}

async function view(
  options: AskServiceOptions,
  underWay: ReadonlyMap<string, Promise<unknown>>,
  askId: string,
  waitMs: number,
): Promise<AskView> {
  const { asks } = options.store;
  const ask = await asks.find(askId);
  if (ask === undefined) throw new ExecatError("NOT_FOUND", `There is no ask "${askId}".`);
  await waitFor(underWay.get(askId), waitMs);
  const isOurs = underWay.has(askId);
  const kept = await asks.answersOf(askId);
  const answers = isOurs ? kept : await Promise.all(kept.map((answer) => giveUpLost(options, ask, answer)));
  const offers = await asks.offersOf(askId);
  return { ask, answers, offers, complete: answers.every(({ outcome }) => outcome !== "asking") };
}

function refuseUnsupported(entry: Entry, brokers: readonly Broker[], asker: Asker): void {
  const reason = whyUnsupported(entry.runs.model, brokers, asker);
  if (reason !== undefined)
    throw new ExecatError("KIND_NOT_SUPPORTED", reason.message, { hint: reason.hint });
}

function toText(request: ExecutionRequest): string {
  return JSON.stringify(emitRequest(request), undefined, 2);
}

function firstAnswer(
  options: AskServiceOptions,
  ask: AskRecord,
  broker: Broker,
  request: ExecutionRequest,
): AnswerRecord {
  const supported = broker.executableKinds.has(request.executable.kind);
  return {
    id: options.newId(),
    askId: ask.id,
    brokerId: broker.id,
    brokerLabel: broker.label,
    outcome: supported ? "asking" : "unsupported",
    messages: [],
    failure: supported ? undefined : unsupportedKind(request.executable.kind),
    brokerUuid: undefined,
    raw: undefined,
    elapsedMs: undefined,
  };
}

/** An answer that is still awaited after its deadline was lost with the process that asked. It is not asked again. */
async function giveUpLost(
  options: AskServiceOptions,
  ask: AskRecord,
  answer: AnswerRecord,
): Promise<AnswerRecord> {
  const deadline = Date.parse(ask.createdAt) + options.timeoutMsFor(answer.brokerId) + GRACE_MS;
  if (answer.outcome !== "asking" || options.now().getTime() < deadline) return answer;
  const lost: AnswerRecord = {
    ...answer,
    outcome: "failed",
    failure: {
      message: `The outcome at "${answer.brokerLabel}" is unknown: this server stopped while it was asking.`,
      hint: "The broker may hold offers until they expire. Ask again when you like; nothing is asked twice by itself.",
    },
  };
  await options.store.asks.saveAnswer(lost, []);
  return lost;
}

async function waitFor(work: Promise<unknown> | undefined, waitMs: number): Promise<void> {
  if (work === undefined || waitMs <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}

async function checkOne(
  broker: Broker,
  timeoutMs: number,
): Promise<{ readonly id: string; readonly label: string; readonly problem: string | undefined }> {
  const { id, label } = broker;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    await orAborted(broker.check(signal), signal, label);
    return { id, label, problem: undefined };
  } catch (error) {
    const { message, hint } = failureText(error, label);
    return { id, label, problem: hint === undefined ? message : `${message} ${hint}` };
  }
}
