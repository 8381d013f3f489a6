import { testBroker } from "./broker.ts";
import { startBroker } from "./broker-server.ts";

testBroker("embedded, over HTTP", { keepsUpdates: true, rehearses: true }, async () => {
  const server = await startBroker();
  return {
    broker: server.broker,
    moveBy: async (seconds) => server.clock.moveBy(seconds),
    close: () => server.close(),
  };
});

testBroker(
  "embedded, on the way at ten times the speed",
  { keepsUpdates: true, rehearses: false },
  async () => {
    const server = await startBroker({ rehearsalSpeed: 10 });
    return {
      broker: server.broker,
      moveBy: async (seconds) => server.clock.moveBy(seconds),
      close: () => server.close(),
    };
  },
);
