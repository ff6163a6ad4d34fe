declare module "prep-fetch" {
  /** Splits a response into its representation and its notifications. */
  export default function prepFetch(response: Response): {
    getRepresentation(): Promise<Response>;
    getNotifications(): Promise<AsyncIterable<Response & { message(): Promise<Response> }>>;
  };
}
