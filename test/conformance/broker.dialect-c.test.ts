import { createHttpBroker, type HttpBrokerOptions } from "../../src/brokers/http/index.ts";
import { createHttpClient } from "../../src/http/undici-client.ts";
import { startDialectCBroker, type DialectCOptions } from "../support/dialect-c-broker.ts";
import { testBroker, type BrokerFacts, type BrokerUnderTest } from "./broker.ts";

/** The contract holds where the reference broker allows: it forgets cancellations and rejections. */
const FACTS: BrokerFacts = { keepsUpdates: false, rehearses: false };

async function underTest(
  served: DialectCOptions,
  asked: Pick<HttpBrokerOptions, "dialect" | "credentials">,
): Promise<BrokerUnderTest> {
  const server = await startDialectCBroker(served);
  const http = createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "test" });
  const broker = createHttpBroker({
    id: "far",
    label: "Far",
    baseUrl: () => server.url,
    http,
    timeoutMs: 5_000,
    rehearsal: false,
    executableKinds: new Set(["docker-container", "singularity-container", "jupyter-notebook"]),
    ...asked,
  });
  return {
    broker,
    moveBy: async (seconds) => server.moveBy(seconds),
    async close() {
      await http.close();
      await server.close();
    },
  };
}

testBroker("dialect C, found out by asking", FACTS, () => underTest({}, {}));
testBroker("dialect C, as it was set", FACTS, () => underTest({}, { dialect: "C" }));
testBroker("dialect C of before March 2026", FACTS, () => underTest({ generation: "C1" }, {}));

const credentials = { username: "anna", password: "pass:word" };
testBroker("dialect C with credentials", FACTS, () => underTest({ credentials }, { credentials }));
