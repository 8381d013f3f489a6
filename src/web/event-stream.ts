import type { Response } from "express";

/** Server-sent events on one response. */
export interface EventStream {
  /** Nothing happens once the reader has left. */
  send(event: string, data: unknown): void;
  end(): void;
}

/** Proxies and browsers give up on what says nothing for long. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 3_000;

/** Begins a stream of events; `onClose` is called once, when the reader has left or the stream has ended. */
export function openEventStream(response: Response, onClose: () => void): EventStream {
  response.set({
    "Content-Type": "text/event-stream; charset=utf-8",
    // Compressed, an event would wait for those after it.
    "Cache-Control": "no-store, no-transform",
    // Some proxies hold back what they think is a page.
    "X-Accel-Buffering": "no",
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  heartbeat.unref();
  response.on("close", () => {
    clearInterval(heartbeat);
    onClose();
  });
  return {
    send(event, data) {
      // JSON has no line breaks of its own, so that one line holds it.
      if (!response.writableEnded && !response.destroyed) {
        response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }
    },
    end: () => void response.end(),
  };
}
