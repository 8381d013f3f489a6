import type { Request } from "express";
import type { WebServices } from "./services.ts";

/** The address under which readers see this server, without a slash at the end. */
export function publicAddress(services: WebServices, request: Request): string {
  const { publicUrl } = services.settings;
  if (publicUrl !== "") return publicUrl.replace(/\/+$/, "");
  return `${request.protocol}://${request.get("host") ?? "localhost"}`;
}
