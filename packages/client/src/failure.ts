import type { ClientError } from "./errors.ts";

/** Whether it may help to try again after this error. */
export function isTemporary({ code, status = 0 }: ClientError): boolean {
  if (code === "response") return status >= 500 ? status !== 501 : [408, 425, 429].includes(status);
  if (code === "no-notifications") return status === 429 || status === 503; // PREP-NO-4
  return code === "network" || code === "cut-off" || code === "stream";
}

/** Whether the error says that the resource does not exist, at least for now. */
export function isGone({ code, status = 0 }: ClientError): boolean {
  return code === "response" && (status === 404 || status === 410);
}

/** Whether the error says that the resource does not serve this protocol. */
export function isUnsupported({ code, status = 0 }: ClientError): boolean {
  return code === "no-notifications" || (code === "response" && [405, 415, 501].includes(status));
}
