// The embedded broker in a process of its own, whose clock another process moves: `node broker-process.mjs <file> <nowMs>`.
// A line on its input is the new time in milliseconds and is answered by the same line. It takes the built sources, as
// `npm test` and `npm run soak` make them.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import express from "express";
import { pino } from "pino";
import { createEmbeddedBroker } from "../../../dist/src/brokers/embedded/index.js";
import { createSqlStore } from "../../../dist/src/catalogue/sql/index.js";

const [file, startMs, settings] = process.argv.slice(2);
let nowMs = Number(startMs);
let base = "";
const store = await createSqlStore({ file });
await store.migrate();
const embedded = createEmbeddedBroker({
  ...JSON.parse(settings),
  db: store.db,
  rehearsalSpeed: 1,
  postRate: 0,
  credentials: undefined,
  publicBase: () => base,
  now: () => new Date(nowMs),
  log: pino({ level: "error" }, pino.destination(2)),
});
const server = createServer(express().use("/execution-broker", embedded.router));
server.listen(0, "127.0.0.1", () => {
  base = `http://127.0.0.1:${server.address().port}/execution-broker`;
  process.stdout.write(`${base}\n`);
});
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  nowMs = Number(line);
  process.stdout.write(`${line}\n`);
});
// Its parent is gone: nobody would end it.
lines.on("close", () => process.exit(0));
