import { expect, it } from "vitest";
import { runBrokerCalendar } from "../support/long/broker-calendar.ts";
import { seedOf } from "../support/long/long-row.ts";

it("never holds more than there is, whatever many clients do at once with two processes", async () => {
  const row = await runBrokerCalendar({ clients: 12, rounds: 60, atOnce: 6 }, seedOf(4));
  expect(row.outcome).toContain("no fault");
});
