import type { AskView } from "../../brokers/ask-service.ts";
import {
  TERMINAL_PHASES,
  type AnswerRecord,
  type BrokerMessage,
  type Measure,
  type OfferRecord,
  type SessionRecord,
} from "../../catalogue/asks.ts";
import type { Entry } from "../../catalogue/entry.ts";
import { signInHref } from "../access/local-path.ts";
import { countText, durationText, numberText, rangeText, toTime } from "../format.ts";
import { entryHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { drawTimeline, type TimelineBar } from "../svg/timeline.ts";

export interface AskFacts {
  readonly view: AskView;
  /** Absent when the entry is no longer there. */
  readonly entry: Entry | undefined;
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** True when the reader is who asked: only they accept and decline. */
  readonly own: boolean;
  /** Whether the reader may use brokers whose credentials are shared. */
  readonly mayUseShared: boolean;
}

/** The answers to one ask: a row an offer, and why there is none where there is none. */
export function toAsk(services: WebServices, facts: AskFacts): object {
  const { view, entry } = facts;
  const now = services.now();
  const rehearsals = new Set(services.asks.brokers.filter(({ rehearsal }) => rehearsal).map(({ id }) => id));
  const offers = view.offers.map((offer, index) => toOffer(offer, index, { services, facts, rehearsals }));
  const asking = view.answers.filter(({ outcome }) => outcome === "asking").length;
  return {
    title: entry?.program.title ?? "a program that is no longer in the catalogue",
    entryHref: entry === undefined ? null : entryHref(entry.program.path),
    againHref: againHref(view, entry),
    asked: toTime(view.ask.createdAt, now),
    wishes: Object.entries(view.ask.wishes).map(([name, value]) => ({ name, value })),
    asking: asking === 0 ? null : countText(asking, "broker has", "brokers have"),
    complete: view.complete,
    found: countText(view.offers.length, "offer"),
    none: view.complete && view.offers.length === 0,
    own: facts.own,
    leftOut: leftOut(services, facts),
    signInHref: signInHref(`/asks/${view.ask.id}`),
    offers,
    timeline:
      drawTimeline(view.offers.flatMap(toBar(now)), now, "When each offer would run, by its number") ?? null,
    answers: view.answers.map((answer) => toAnswer(answer, view, rehearsals)),
    request: indented(view.ask.request),
    rehearsal: view.answers.some(({ brokerId }) => rehearsals.has(brokerId)),
  };
}

/** Brokers that were not asked because who asked was no runner. */
function leftOut(services: WebServices, { view, entry, own }: AskFacts): string | null {
  if (entry === undefined || !own) return null;
  const asked = new Set(view.answers.map(({ brokerLabel }) => brokerLabel));
  const others = services.asks.form(entry, { mayUseShared: false }).leftOut;
  return others.filter((label) => !asked.has(label)).join(", ") || null;
}

export function toAskJson(facts: AskFacts): Readonly<Record<string, unknown>> {
  const { actorId: _actorId, request, ...ask } = facts.view.ask;
  return {
    ask: { ...ask, request: JSON.parse(request) as unknown, href: `/asks/${ask.id}` },
    complete: facts.view.complete,
    own: facts.own,
    answers: facts.view.answers.map(({ raw: _raw, ...answer }) => answer),
    offers: facts.view.offers.map((offer) => ({
      ...offer,
      sessionHref: sessionHref(facts, offer),
    })),
  };
}

interface OfferContext {
  readonly services: WebServices;
  readonly facts: AskFacts;
  readonly rehearsals: ReadonlySet<string>;
}

function toOffer(offer: OfferRecord, index: number, { services, facts, rehearsals }: OfferContext): object {
  const now = services.now();
  const answer = facts.view.answers.find(({ id }) => id === offer.answerId);
  const common = commonMessages(facts.view, offer.answerId);
  const open = isOpen(offer, now);
  const href = `/asks/${facts.view.ask.id}/offers/${offer.id}`;
  const isShared = services.asks.brokers.some(({ id, shared }) => shared && id === offer.brokerId);
  return {
    id: `offer-${index + 1}`,
    number: index + 1,
    broker: answer?.brokerLabel ?? offer.brokerId,
    rehearsal: rehearsals.has(offer.brokerId),
    starts: toTime(offer.startsAt, now),
    duration: offer.durationSeconds === undefined ? null : durationText(offer.durationSeconds),
    cores: rangeText(offer.cores),
    memory: rangeText(offer.memory, "GiB"),
    measures: [...offer.costs, ...offer.metrics].map(toMeasure),
    expires: open ? toTime(offer.expiresAt, now) : null,
    messages: offer.messages.filter((message) => !common.has(messageKey(message))),
    state: open ? null : stateText(offer, now),
    acceptHref: open && facts.own && (facts.mayUseShared || !isShared) ? `${href}/accept` : null,
    declineHref: open && facts.own ? `${href}/decline` : null,
    sessionHref: sessionHref(facts, offer),
  };
}

function isOpen(offer: OfferRecord, now: Date): boolean {
  const expired = offer.expiresAt !== undefined && new Date(offer.expiresAt) <= now;
  return offer.phase === "OFFERED" && !expired;
}

function stateText(offer: OfferRecord, now: Date): string {
  if (offer.phase === "REJECTED") return "declined";
  if (offer.phase !== "OFFERED" && !TERMINAL_PHASES.has(offer.phase)) return "accepted";
  const expired = offer.expiresAt !== undefined && new Date(offer.expiresAt) <= now;
  return expired ? "expired" : offer.phase.toLowerCase();
}

function sessionHref(facts: AskFacts, offer: OfferRecord): string | null {
  const session = facts.sessions.get(offer.id);
  return session === undefined ? null : `/sessions/${session.id}`;
}

function toMeasure(measure: Measure): object {
  const { min, max } = measure;
  const text = rangeText({ min, max }) ?? "not said";
  return { label: measure.label, text, description: measure.description ?? null };
}

function toAnswer(answer: AnswerRecord, view: AskView, rehearsals: ReadonlySet<string>): object {
  const offers = view.offers.filter(({ answerId }) => answerId === answer.id).length;
  const outcomes: Readonly<Record<AnswerRecord["outcome"], string>> = {
    asking: "is being asked",
    yes: countText(offers, "offer"),
    no: "no",
    failed: "no answer",
    unsupported: "was not asked",
  };
  return {
    broker: answer.brokerLabel,
    rehearsal: rehearsals.has(answer.brokerId),
    outcome: answer.outcome,
    outcomeText: outcomes[answer.outcome],
    elapsed: answer.elapsedMs === undefined ? null : `${numberText(answer.elapsedMs / 1000)} s`,
    failure: answer.failure?.message ?? null,
    hint: answer.failure?.hint ?? null,
    withoutReason: answer.outcome === "no" && answer.messages.length === 0,
    messages: [...new Map([...answer.messages.map(keyed), ...commonMessages(view, answer.id)]).values()],
  };
}

/** What a broker says of each of its offers is said once, with its answer. */
function commonMessages(view: AskView, answerId: string): ReadonlyMap<string, BrokerMessage> {
  const [first, ...others] = view.offers.filter((offer) => offer.answerId === answerId);
  const shared = (first?.messages ?? []).filter((message) =>
    others.every(({ messages }) => messages.some((other) => messageKey(other) === messageKey(message))),
  );
  return new Map(shared.map(keyed));
}

function keyed(message: BrokerMessage): [string, BrokerMessage] {
  return [messageKey(message), message];
}

function messageKey({ level, text }: BrokerMessage): string {
  return `${level} ${text}`;
}

function toBar(now: Date): (offer: OfferRecord, index: number) => readonly TimelineBar[] {
  return (offer, index) => {
    if (offer.startsAt === undefined) return [];
    const startMs = Date.parse(offer.startsAt);
    if (Number.isNaN(startMs)) return [];
    const seconds = offer.durationSeconds ?? 0;
    const label = `Offer ${index + 1}: ${offer.startsAt}, ${durationText(seconds)}`;
    return [
      { startMs, endMs: startMs + seconds * 1000, label, state: isOpen(offer, now) ? "open" : "closed" },
    ];
  };
}

/** The form of the entry with the same wishes; a link only fills it. */
function againHref(view: AskView, entry: Entry | undefined): string | null {
  if (entry === undefined) return null;
  const query = new URLSearchParams(
    Object.entries(view.ask.wishes).map(([name, value]) => [`run.${name}`, value]),
  );
  return `${entryHref(entry.program.path)}?${query.toString()}#run`;
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}
