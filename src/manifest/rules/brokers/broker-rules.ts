import type { ManifestModel } from "../../model.ts";

/** What one broker demands beyond the standard. None of it is a finding about the document. */
export interface BrokerRules {
  readonly id: string;
  /** Its name for people. */
  readonly broker: string;
  /** Why it would refuse a request made of this manifest today: sentences; placeholders are taken as filled in well. */
  reasonsAgainst(model: ManifestModel): Iterable<string>;
}
