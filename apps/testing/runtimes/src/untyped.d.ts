declare module "prep-fetch" {
  /** What the checks use of it; the package has no types. */
  interface PrepResponse {
    getRepresentation(): Promise<Response>;
    getNotifications(): Promise<AsyncIterable<{ message(): Promise<Message> }>>;
  }

  interface Message {
    readonly headers: Headers;
    text(): Promise<string>;
  }

  export default function prepFetch(response: Response): PrepResponse;
}
