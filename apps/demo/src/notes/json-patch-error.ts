/** Thrown when a JSON Patch cannot be applied. */
export class JsonPatchError extends Error {
  override readonly name = "JsonPatchError";
  /** `invalid`: it is not a JSON Patch; `conflict`: it does not fit the document; `limit`: it exceeds a limit. */
  readonly code: "invalid" | "conflict" | "limit";

  constructor(code: JsonPatchError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
