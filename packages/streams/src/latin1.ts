/** Decodes bytes as one character each. (`TextDecoder("latin1")` decodes windows-1252, which differs.) */
export function latin1Text(bytes: Uint8Array): string {
  const step = 4096; // stays below the limit on arguments of every engine
  let text = "";
  for (let at = 0; at < bytes.length; at += step) {
    // Spreading the bytes would take five times as long, because it uses their iterator.
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + step));
  }
  return text;
}
