import { ExecatError } from "../../errors.ts";
import { findRule, RULES } from "../../manifest/rules/rules.ts";
import type { WebContext } from "../context.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toRule, toRuleJson } from "../view-models/rule.ts";

/** `GET /rules`: all of them. `GET /rules/<id>`: why a finding matters, and how the mended text looks. */
export function addRuleRoutes(routes: Routes, context: WebContext): void {
  routes.add("/rules", {
    get: answer(context, () => ({
      view: "rules",
      title: "Rules",
      description: "Everything that a manifest is checked for.",
      model: { rules: RULES.map(toRule) },
      json: { rules: RULES.map(toRuleJson) },
    })),
  });
  routes.add("/rules/*id", {
    get: answer(context, (request) => {
      const id = parameterOf(request, "id");
      const rule = findRule(id);
      if (rule === undefined) {
        throw new ExecatError("NOT_FOUND", `No rule "${id.slice(0, 80)}".`, {
          hint: "All rules stand at /rules.",
        });
      }
      return {
        view: "rule",
        title: rule.id,
        description: rule.explanation,
        model: toRule(rule),
        json: { rule: toRuleJson(rule) },
      };
    }),
  });
}
