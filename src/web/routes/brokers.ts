import type { WebContext } from "../context.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import type { AskService } from "../../brokers/ask-service.ts";

const TIMEOUT_MS = 3000;
const KEPT_MS = 15_000;

type States = Awaited<ReturnType<AskService["checkBrokers"]>>;

/** `GET /brokers`: who is asked, and whether they answer. They are not called more often than every 15 s. */
export function addBrokerRoutes(routes: Routes, context: WebContext): void {
  const { asks, now } = context.services;
  let kept: { readonly at: number; readonly states: Promise<States> } | undefined;
  const statesNow = (): Promise<States> => {
    if (kept === undefined || now().getTime() - kept.at > KEPT_MS) {
      const states = asks.checkBrokers(TIMEOUT_MS);
      kept = { at: now().getTime(), states };
      states.catch(() => {
        kept = undefined;
      });
    }
    return kept.states;
  };
  routes.add("/brokers", {
    get: answer(context, async () => {
      const states = await statesNow();
      const brokers = asks.brokers.map(({ id, label, rehearsal, shared }) => {
        const problem = states.find((state) => state.id === id)?.problem ?? null;
        return { id, label, rehearsal, shared, problem, answers: problem === null };
      });
      return {
        view: "brokers",
        title: "Brokers",
        description: "The brokers that are asked when and where a program can run.",
        model: { brokers, none: brokers.length === 0 },
        json: { brokers },
      };
    }),
  });
}
