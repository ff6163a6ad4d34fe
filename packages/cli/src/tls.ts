import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls from "node:tls";
import { CommandError } from "./command-error.ts";

/**
 * Makes `fetch` trust the certificates in a file, or all certificates.
 *
 * @throws CommandError
 */
export function setTrust(ca: string | undefined, insecure: boolean): void {
  if (insecure) {
    // The only way that Node's `fetch` has. Node warns about it in four lines, but the user asked for it.
    process.removeAllListeners("warning");
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  }
  if (ca === undefined) return;
  if (typeof tls.setDefaultCACertificates !== "function") {
    throw new CommandError(
      "usage",
      "--ca needs Node 22.19+ or 24.5+; with older versions, set NODE_EXTRA_CA_CERTS to the file",
    );
  }
  try {
    const certificates = readFileSync(ca, "utf8");
    new X509Certificate(certificates); // a file without a certificate would be ignored silently
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificates]);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new CommandError("file", `--ca: the file ${ca} can't be read as certificates in PEM: ${code}`, { cause });
  }
}
