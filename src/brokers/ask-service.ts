import type { AnswerRecord, AskRecord, OfferRecord } from "../catalogue/asks.ts";
import type { Entry } from "../catalogue/entry.ts";
import type { Parameter } from "../manifest/model.ts";

/** A field of the form of a concrete kind. */
export interface FormField {
  /** Full name in the form, for instance `data.input-image.location`. */
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "url" | "integer" | "choice";
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly help: string | undefined;
}

/** A placeholder that the reader fills in. */
export interface FormPlaceholder {
  /** Prefix of its fields: family and the element's name, for instance `data.input-image`. */
  readonly name: string;
  readonly label: string;
  readonly family: string;
  readonly description: string | undefined;
  /** From `discovery.inputs`. */
  readonly terms: readonly string[];
  readonly formats: readonly string[];
  readonly sample: string | undefined;
  /** Concrete kinds to choose from (`<name>.kind`), the usual one first, each with its fields. */
  readonly kinds: readonly {
    readonly kind: string;
    readonly label: string;
    readonly fields: readonly FormField[];
  }[];
}

/** The form "When can I run this?": `cores`, `memory` (GiB), `duration`, `earliest`, `latest`, placeholders, `parameter.<name>`. */
export interface AskForm {
  /** False when no configured broker can be asked for this kind; then `unsupported` says why. */
  readonly supported: boolean;
  readonly unsupported: { readonly message: string; readonly hint: string | undefined } | undefined;
  /** Labels of brokers that could be asked for this kind, by somebody who may use shared credentials. */
  readonly leftOut: readonly string[];
  readonly placeholders: readonly FormPlaceholder[];
  readonly parameters: readonly Parameter[];
  /** What the form starts with: the manifest's own wishes, else 1 core, 1 GiB, PT1H. */
  readonly defaults: Readonly<Record<string, string>>;
  /** The values of "try with the sample"; absent when not every required placeholder has a sample. */
  readonly sample: Readonly<Record<string, string>> | undefined;
}

export interface FormProblem {
  /** The field's name in the form. */
  readonly field: string;
  readonly sentence: string;
}

export type AskOutcome =
  | { readonly ok: true; readonly ask: AskRecord }
  | { readonly ok: false; readonly problems: readonly FormProblem[] };

export interface AskView {
  readonly ask: AskRecord;
  readonly answers: readonly AnswerRecord[];
  readonly offers: readonly OfferRecord[];
  /** False while a broker has yet to answer. */
  readonly complete: boolean;
}

/** Who asks. */
export interface Asker {
  readonly actorId: string;
  /** Whether brokers may be asked that take credentials which readers share (`Broker.shared`). */
  readonly mayUseShared: boolean;
}

export interface BrokerInfo {
  readonly id: string;
  readonly label: string;
  readonly rehearsal: boolean;
  readonly shared: boolean;
}

/** Turns a reader's wishes into requests, asks all configured brokers side by side and keeps what they say. */
export interface AskService {
  /** The configured brokers. */
  readonly brokers: readonly BrokerInfo[];
  form(entry: Entry, asker: Pick<Asker, "mayUseShared">): AskForm;
  /** The request document that the wishes make, as dialect D JSON, for the preview; or what is wrong with them. */
  preview(
    entry: Entry,
    wishes: Readonly<Record<string, string>>,
  ): { readonly request: string } | { readonly problems: readonly FormProblem[] };
  /**
   * Stores the ask and starts asking; comes back at once. Each broker has its own deadline. Brokers that the asker may
   * not use are left out: they have no answer. Throws `KIND_NOT_SUPPORTED` when none is left that could be asked.
   */
  ask(entry: Entry, wishes: Readonly<Record<string, string>>, asker: Asker): Promise<AskOutcome>;
  /** Waits until all have answered, at most `waitMs`. Throws `NOT_FOUND`. */
  view(askId: string, waitMs: number): Promise<AskView>;
  /** `doctor` and the brokers' page: asks each broker whether it is there. */
  checkBrokers(
    timeoutMs: number,
  ): Promise<
    readonly { readonly id: string; readonly label: string; readonly problem: string | undefined }[]
  >;
}
