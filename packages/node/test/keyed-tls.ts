import type { ConnectionOptions, TlsOptions } from "node:tls";

const psk = Buffer.alloc(32, 1);
const ciphers = "PSK-AES128-GCM-SHA256";

/** TLS with a key that both sides have: no certificate is needed. */
export const keyedTls: { readonly server: TlsOptions; readonly client: ConnectionOptions } = {
  server: { ciphers, pskCallback: () => psk },
  client: {
    ciphers,
    maxVersion: "TLSv1.2",
    pskCallback: () => ({ psk, identity: "test" }),
    checkServerIdentity: () => undefined,
  },
};
