import { expect, it } from "vitest";
import { runBrokerCalendar } from "../support/long/broker-calendar.ts";
import { kept, seedOf } from "../support/long/long-row.ts";

it("keeps the calendar through very many rounds", async () => {
  const row = await kept(runBrokerCalendar({ clients: 40, rounds: 1_500, atOnce: 10 }, seedOf(4)));
  expect(row.outcome).toContain("no fault");
});
