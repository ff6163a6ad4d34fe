import { maximumKept, type WireClassifier, type WirePiece } from "./wire-classifier.ts";

const recordSeparator = "\u001e";

/** Classifies `application/json-seq`: RS before each text (RFC 7464). */
export class JsonSequenceClassifier implements WireClassifier {
  push(text: string): WirePiece[] {
    return text.split(recordSeparator).flatMap((body, at) => {
      const separator: WirePiece = { kind: "delimiter", text: recordSeparator };
      return [...(at > 0 ? [separator] : []), ...bodyOf(body)];
    });
  }

  finish(): WirePiece[] {
    return [];
  }
}

/** Classifies `message/rfc822`: fields, an empty line, then the body. */
export class MessageClassifier implements WireClassifier {
  #inFields = true;
  #line = "";

  push(text: string): WirePiece[] {
    let at = 0;
    while (this.#inFields && at < text.length) {
      const end = text.indexOf("\n", at) + 1 || text.length;
      this.#line = (this.#line + text.slice(at, end)).slice(0, maximumKept);
      at = end;
      if (!text.slice(0, at).endsWith("\n")) break;
      this.#inFields = this.#line.trim() !== "";
      this.#line = "";
    }
    return [...(at > 0 ? [{ kind: "field", text: text.slice(0, at) } as const] : []), ...bodyOf(text.slice(at))];
  }

  finish(): WirePiece[] {
    return [];
  }
}

/** Classifies content without parts: all of it is body. */
export class PlainClassifier implements WireClassifier {
  push(text: string): WirePiece[] {
    return bodyOf(text);
  }

  finish(): WirePiece[] {
    return [];
  }
}

function bodyOf(text: string): WirePiece[] {
  return text === "" ? [] : [{ kind: "body", text }];
}
