import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";
import { CommandError } from "./command-error.ts";

/**
 * Has `fetch` trust the certificates in a file, or all.
 *
 * @throws CommandError
 */
export function setTrust(ca: string | undefined, insecure: boolean): void {
  if (insecure) {
    // The one way that `fetch` of Node has. It warns of it in four lines; whoever gave the option knows.
    process.removeAllListeners("warning");
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  }
  if (ca === undefined) return;
  if (typeof tls.setDefaultCACertificates !== "function") {
    throw new CommandError("usage", "--ca needs Node 22.19 or 24.5: set NODE_EXTRA_CA_CERTS to the file instead");
  }
  try {
    const certificates = readFileSync(ca, "utf8");
    new X509Certificate(certificates); // what holds none would be passed over
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificates]);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new CommandError("file", `${ca}, which --ca names, can't be read as certificates in PEM: ${code}`, { cause });
  }
}
