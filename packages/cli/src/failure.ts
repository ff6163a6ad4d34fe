import { ClientError } from "@resource-events/client";
import { CommandError } from "./command-error.ts";
import { exitStatus, exitStatusOf } from "./exit-status.ts";

/** What the command ends with, and says on one line. */
export interface Failure {
  readonly status: number;
  readonly message: string;
}

/** What an error means to whoever called the command, with what can be done. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) {
    const advice = error.code === "usage" ? " (see resource-events --help)" : "";
    return { status: exitStatus[error.code], message: `${error.message}${advice}` };
  }
  if (error instanceof ClientError) {
    return { status: exitStatusOf(error.code), message: `${reasonOf(error).replace(/\.$/, "")}${adviceFor(error)}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: exitStatus.fault, message: `This is a fault of resource-events itself: ${message}` };
}

/** Why an attempt failed. */
export function reasonOf(error: ClientError): string {
  if (error.code === "network") return `No response: ${rootCause(error)}`;
  if (error.code === "cut-off" && error.cause !== undefined) return `The connection was lost: ${rootCause(error)}`;
  return error.message;
}

function adviceFor({ code, status, cause }: ClientError): string {
  if (code === "network" && /certificate|self-signed/i.test(String(rootCause(cause)))) {
    return ". Trust it by --ca FILE or NODE_EXTRA_CA_CERTS";
  }
  if (code === "network") return ". Is the address right, and the server up?";
  if (status === 401 || status === 403) return ". Give credentials by --header or --user";
  if (code === "no-notifications") return ". See what it offers by: resource-events discover URL";
  if (code === "cut-off") return ". Run it again to go on; --resume-file FILE keeps the place";
  return "";
}

/** What lies at the bottom of an error: that of the system, where one is there. */
function rootCause(error: unknown): string {
  let root = error;
  // Where a host has several addresses, that of the first.
  for (let depth = 0; root instanceof Error && depth < 10; depth++) {
    const below: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (below === undefined) break;
    root = below;
  }
  const message = root instanceof Error ? root.message : String(root);
  return message.replace(/; if the root CA is installed locally.*/, ""); // advice for those who call Node themselves
}
