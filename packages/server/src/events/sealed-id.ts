import { poly1305 } from "@noble/ciphers/_poly1305.js";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

/*
 * What is in an event id. Nobody but the log can read it or make one, so an id tells nothing (not even how much happens on
 * other resources), and nobody resumes from a place that was never given out.
 *
 *   nonce (24 bytes) | sealed: life (4) | fingerprint of the resource (8) | number (8) | authenticator (16)
 *
 * In base64url these are 80 characters. The cipher is XSalsa20-Poly1305. The nonce is random, so two ids of the same place
 * have nothing in common. It is also what distinguishes an event from another that got the same number, because the log
 * lost the first one.
 */

const lengths = { nonce: 24, fingerprint: 8, plain: 20, id: 60 } as const;

/** The number of bytes of a log's key. */
export const keyBytes = 64;

/** A place in the order of a log, as an id says it. */
interface Place {
  /** The number of the event at this place. */
  readonly number: number;
  /** The random bytes of the id. An event keeps its own. */
  readonly nonce: Uint8Array;
}

/** Makes and reads the ids of one log. */
export interface IdSeal {
  /** Makes the id of a place: a new one each time, unless the nonce is given. */
  seal(resource: string, number: number, nonce?: Uint8Array): string;
  /** Reads an id. `undefined`: this log did not make it, or not in this life, or for another resource. */
  open(resource: string, id: string): Place | undefined;
}

/**
 * Makes the seal of a log.
 *
 * @param key - 64 secret random bytes. A log that outlives its process keeps them beside its data.
 * @param life - A number below 2^32 that changes whenever the log may have lost events. Ids of earlier lives are unknown.
 */
export function createIdSeal(key: Uint8Array, life: number): IdSeal {
  const sealing = key.slice(0, 32);
  const fingerprinting = key.slice(32, keyBytes);
  const nextNonce = createNonces();
  const encoder = new TextEncoder();
  // It depends on the key, and is never shown: so nobody can look for two resources with the same fingerprint. JSON tells
  // surrogates apart that are alone, all of which are the same in UTF-8.
  const fingerprintOf = (resource: string): Uint8Array =>
    poly1305(encoder.encode(JSON.stringify(resource)), fingerprinting).subarray(0, lengths.fingerprint);
  return {
    seal(resource, number, nonce = nextNonce()) {
      const plain = new Uint8Array(lengths.plain);
      const view = new DataView(plain.buffer);
      view.setUint32(0, life);
      plain.set(fingerprintOf(resource), 4);
      view.setUint32(12, Math.floor(number / 2 ** 32));
      view.setUint32(16, number % 2 ** 32);
      const id = new Uint8Array(lengths.id);
      id.set(nonce);
      id.set(xsalsa20poly1305(sealing, nonce).encrypt(plain), lengths.nonce);
      return encodeBase64url(id);
    },
    open(resource, id) {
      const bytes = decodeBase64url(id, lengths.id);
      if (bytes === undefined) return undefined;
      const nonce = bytes.slice(0, lengths.nonce);
      const plain = decrypt(sealing, nonce, bytes.subarray(lengths.nonce));
      if (plain === undefined) return undefined;
      const view = new DataView(plain.buffer, plain.byteOffset);
      if (view.getUint32(0) !== life) return undefined;
      if (fingerprintOf(resource).some((byte, index) => plain[4 + index] !== byte)) return undefined;
      return { number: view.getUint32(12) * 2 ** 32 + view.getUint32(16), nonce };
    },
  };
}

function decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  try {
    return xsalsa20poly1305(key, nonce).decrypt(sealed);
  } catch {
    return undefined;
  }
}

/** Random nonces. Asking the system for many at a time costs less. */
function createNonces(): () => Uint8Array {
  const pool = new Uint8Array(64 * lengths.nonce);
  let used = pool.byteLength;
  return () => {
    if (used === pool.byteLength) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    used += lengths.nonce;
    const nonce = pool.slice(used - lengths.nonce, used);
    // So an id begins with a letter: on a command line, a hyphen would begin an option.
    nonce[0] = (nonce[0] as number) & 0x7f;
    return nonce;
  };
}
