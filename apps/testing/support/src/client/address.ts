/** Where a server is found. */
export interface Address {
  /** Its scheme, host and port. */
  readonly origin: string;
  /** The certificate that it shows over TLS, in PEM; it is self-signed. */
  readonly certificate?: string;
}
