import type { AnswerRecord, AskRecord, OfferRecord } from "../catalogue/asks.ts";
import type { Store } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Broker, BrokerAnswer, BrokerOffer, ExecutionRequest } from "./broker.ts";
import { failureText } from "./failure-text.ts";

export interface AskServiceOptions {
  readonly store: Store;
  readonly brokers: readonly Broker[];
  readonly now: () => Date;
  /** ULIDs: answers are listed in the order of their ids. */
  readonly newId: () => string;
  /** Deadline of a broker's answer. */
  readonly timeoutMsFor: (brokerId: string) => number;
  readonly log: Logger;
}

/** One question to one broker. */
export interface Asking {
  readonly ask: AskRecord;
  readonly answer: AnswerRecord;
  readonly broker: Broker;
  readonly request: ExecutionRequest;
}

/** Never throws: what one broker does must not touch what the others say. */
export async function askOne(
  options: AskServiceOptions,
  closing: AbortSignal,
  asking: Asking,
): Promise<void> {
  const { answer, broker, ask } = asking;
  const begun = options.now().getTime();
  const deadline = AbortSignal.timeout(options.timeoutMsFor(broker.id));
  const elapsed = (): number => options.now().getTime() - begun;
  try {
    const signal = AbortSignal.any([deadline, closing]);
    const call = broker.ask(asking.request, { signal, actorId: ask.actorId });
    const said = await orAborted(call, signal, broker.label);
    await options.store.asks.saveAnswer(
      { ...toAnswer(answer, said), elapsedMs: elapsed() },
      said.offers.map((offer) => toOffer(options, asking, offer)),
    );
  } catch (error) {
    // An ask that we gave up ourselves stays "asking": whether the broker took it is not known.
    if (closing.aborted) return;
    if (!(error instanceof ExecatError))
      options.log.error({ err: error, broker: broker.id }, "asking failed");
    const failure = failureText(error, broker.label);
    const failed = { ...answer, outcome: "failed" as const, failure, elapsedMs: elapsed() };
    await options.store.asks
      .saveAnswer(failed, [])
      .catch((problem: unknown) => options.log.error({ err: problem }, "an answer could not be kept"));
  }
}

/** A broker that forgets its signal must not hold up the ask either. */
export function orAborted<T>(call: Promise<T>, signal: AbortSignal, label: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const hint = "It may hold offers for this ask all the same; it is not asked again by itself.";
      reject(new ExecatError("UPSTREAM_TIMEOUT", `"${label}" did not answer in time.`, { hint }));
    };
    if (signal.aborted) give();
    signal.addEventListener("abort", give, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
  });
}

function toAnswer(answer: AnswerRecord, said: BrokerAnswer): AnswerRecord {
  return {
    ...answer,
    outcome: said.result === "YES" ? "yes" : "no",
    messages: said.messages,
    brokerUuid: said.uuid,
    raw: said.raw,
  };
}

function toOffer(options: AskServiceOptions, { ask, answer }: Asking, offer: BrokerOffer): OfferRecord {
  const { uuid, ...facts } = offer;
  return {
    ...facts,
    id: options.newId(),
    askId: ask.id,
    answerId: answer.id,
    brokerId: answer.brokerId,
    brokerUuid: uuid,
  };
}
