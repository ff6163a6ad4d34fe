import { ClientError } from "@resource-events/client";
import { CommandError } from "./command-error.ts";
import { exitStatus, exitStatusOf } from "./exit-status.ts";

/** How a failed command ends: its exit status, and its error message of one line. */
export interface Failure {
  readonly status: number;
  readonly message: string;
}

/** Explains an error to the user, with advice on what to do. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) {
    const advice = error.code === "usage" ? " (see resource-events --help)" : "";
    return { status: exitStatus[error.code], message: `${error.message}${advice}` };
  }
  if (error instanceof ClientError) {
    return { status: exitStatusOf(error.code), message: `${reasonOf(error).replace(/\.$/, "")}${adviceFor(error)}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: exitStatus.fault, message: `This is a bug in resource-events: ${message}` };
}

/** Returns why an attempt failed. */
export function reasonOf(error: ClientError): string {
  if (error.code === "network") return `No response: ${rootCause(error)}`;
  if (error.code === "cut-off" && error.cause !== undefined) return `The connection was lost: ${rootCause(error)}`;
  return error.message;
}

function adviceFor({ code, status, cause }: ClientError): string {
  if (code === "network" && /certificate|self-signed/i.test(String(rootCause(cause)))) {
    return ". To trust it, use --ca FILE or NODE_EXTRA_CA_CERTS";
  }
  if (code === "network") return ". Is the address correct, and the server running?";
  if (status === 401 || status === 403) return ". Give credentials with --header or --user";
  if (code === "no-notifications") return ". To see what it offers: resource-events discover URL";
  if (code === "cut-off")
    return ". Run the command again to continue; with --resume-file FILE, it resumes after the last event";
  return "";
}

/** Returns the message of the innermost cause of an error, which is often that of the system. */
function rootCause(error: unknown): string {
  let root = error;
  // If a host has several addresses, that of the first.
  for (let depth = 0; root instanceof Error && depth < 10; depth++) {
    const below: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (below === undefined) break;
    root = below;
  }
  const message = root instanceof Error ? root.message : String(root);
  return message.replace(/; if the root CA is installed locally.*/, ""); // advice for users of Node itself
}
