import type { AnswerRecord, AskRecord, OfferRecord, SessionRecord } from "../../src/catalogue/asks.ts";
import type { Actor } from "../../src/catalogue/store.ts";

const AT = "2026-11-24T10:00:00.000Z";

export function actorRecord(over: Partial<Actor> = {}): Actor {
  return { id: "01ACTOR", kind: "anonymous", createdAt: AT, ...over };
}

export function askRecord(over: Partial<AskRecord> = {}): AskRecord {
  return {
    id: "01ASK",
    programId: "01PROGRAM",
    documentId: "01PROGRAM-DOCUMENT",
    actorId: "01ACTOR",
    wishes: { cores: "4", duration: "PT1H" },
    request: "{}",
    createdAt: AT,
    ...over,
  };
}

export function answerRecord(over: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    id: "01ANSWER",
    askId: "01ASK",
    brokerId: "embedded",
    brokerLabel: "This catalogue",
    outcome: "no",
    messages: [{ kind: "urn:resource-limit", level: "WARN", text: "Too many cores." }],
    failure: undefined,
    brokerUuid: "5f0c",
    raw: undefined,
    elapsedMs: 12,
    ...over,
  };
}

export function offerRecord(over: Partial<OfferRecord> = {}): OfferRecord {
  return {
    id: "01OFFER",
    askId: "01ASK",
    answerId: "01ANSWER",
    brokerId: "embedded",
    brokerUuid: "77aa",
    phase: "OFFERED",
    startsAt: AT,
    durationSeconds: 3600,
    expiresAt: AT,
    cores: { min: 4, max: 4 },
    memory: undefined,
    costs: [{ type: "urn:x:cost", label: "Cost", description: undefined, min: 1, max: undefined }],
    metrics: [],
    messages: [],
    ...over,
  };
}

export function sessionRecord(over: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: "01SESSION",
    askId: "01ASK",
    offerId: "01OFFER",
    programId: "01PROGRAM",
    actorId: "01ACTOR",
    brokerId: "embedded",
    brokerUuid: "77aa",
    phase: "ACCEPTED",
    history: [{ phase: "ACCEPTED", at: AT }],
    startsAt: AT,
    durationSeconds: 3600,
    components: [{ family: "executable", name: undefined, phase: "INITIALIZING" }],
    connectors: [],
    options: [{ kind: "uri:enum-value-option", path: "/phase", values: ["CANCELLED"] }],
    messages: [],
    createdAt: AT,
    updatedAt: AT,
    nextLookAt: undefined,
    attempts: 0,
    failure: undefined,
    ...over,
  };
}
