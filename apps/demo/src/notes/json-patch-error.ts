/** A JSON Patch was not applied. */
export class JsonPatchError extends Error {
  override readonly name = "JsonPatchError";
  /** `invalid`: it is no JSON Patch; `conflict`: the document is not as it expects; `limit`: it asks for too much. */
  readonly code: "invalid" | "conflict" | "limit";

  constructor(code: JsonPatchError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
