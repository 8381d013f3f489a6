import { afterEach, describe, expect, it } from "vitest";
import { type BrokerServer, startBroker, wireRequest } from "../conformance/broker-server.ts";

describe("what keeps strangers from the embedded broker", () => {
  let server: BrokerServer;
  afterEach(() => server.close());

  const post = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${server.url}/requests`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(wireRequest({ cores: 1 })),
    });

  it.each([
    { origin: "https://elsewhere.test" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-origin" },
  ])(
    "refuses a request that a page makes a browser send (%j), in the protocol's own shape",
    async (headers) => {
      server = await startBroker();
      const answer = await post(headers);
      expect(answer.status).toBe(403);
      expect(Object.keys((await answer.json()) as object)).toEqual(
        expect.arrayContaining(["timestamp", "status", "error", "path"]),
      );
      expect((await post({})).status).toBe(303);
    },
  );

  it("lets an address post only so often a minute, and says when to come again", async () => {
    server = await startBroker({ postRate: 2, openAnswers: 0 });
    const statuses = [await post({}), await post({}), await post({})];
    expect(statuses.map(({ status }) => status)).toEqual([303, 303, 429]);
    expect(Number(statuses[2]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await fetch(`${server.url}/offersets/00000000-0000-4000-8000-000000000000`)).status).toBe(404);
  });
});
