import type { ManifestModel } from "../../model.ts";
import type { BrokerRules } from "./broker-rules.ts";
import { CALYCOPIS } from "./calycopis.ts";

export interface Refusal {
  /** The broker's name for people. */
  readonly broker: string;
  /** Sentences. */
  readonly reasons: readonly string[];
}

const BROKERS: readonly BrokerRules[] = [CALYCOPIS];

/** The brokers known to us that would refuse a request made of this manifest today, with their reasons. */
export function brokersThatRefuse(model: ManifestModel): readonly Refusal[] {
  return BROKERS.flatMap((rules) => {
    const reasons = [...new Set(rules.reasonsAgainst(model))];
    return reasons.length === 0 ? [] : [{ broker: rules.broker, reasons }];
  });
}
