import { CRAWL_RULES } from "./crawl.ts";
import { DIALECT_RULES } from "./dialect.ts";
import { DISCOVERY_RULES } from "./discovery.ts";
import { DOCUMENT_RULES } from "./document.ts";
import { IMAGE_RULES } from "./image.ts";
import { LAYER_RULES } from "./layers.ts";
import { LINK_RULES } from "./links.ts";
import { PARAMETER_RULES } from "./parameters.ts";
import { PERSON_RULES } from "./people.ts";
import { PLACE_RULES } from "./places.ts";
import { PYTHON_RULES } from "./python.ts";
import type { Rule } from "./rule.ts";
import { RUN_RULES } from "./run.ts";
import { SCHEDULE_RULES } from "./schedule.ts";
import { SHAPE_RULES } from "./shape.ts";
import { TERM_RULES } from "./terms.ts";
import { TEXT_RULES } from "./text.ts";
import { SECRET_RULES } from "./written-secrets.ts";
import { YAML_SLIP_RULES } from "./yaml-slips.ts";

/** Every rule that a finding may name, in the order of `docs/rules.md`. */
export const RULES: readonly Rule[] = [
  ...TEXT_RULES,
  ...YAML_SLIP_RULES,
  ...DOCUMENT_RULES,
  ...DIALECT_RULES,
  ...SHAPE_RULES,
  ...RUN_RULES,
  ...SECRET_RULES,
  ...IMAGE_RULES,
  ...LINK_RULES,
  ...PLACE_RULES,
  ...SCHEDULE_RULES,
  ...PYTHON_RULES,
  ...DISCOVERY_RULES,
  ...PARAMETER_RULES,
  ...PERSON_RULES,
  ...TERM_RULES,
  ...CRAWL_RULES,
  ...LAYER_RULES,
];

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule with this id, for pages that explain it. */
export function findRule(id: string): Rule | undefined {
  return BY_ID.get(id);
}
