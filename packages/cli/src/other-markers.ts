import { mostKept, type WireMark, type WireMarker } from "./wire-marks.ts";

const recordSeparator = "\u001e";

/** `application/json-seq`: RS before each text (RFC 7464). */
export class JsonSequenceMarker implements WireMarker {
  push(text: string): WireMark[] {
    return text.split(recordSeparator).flatMap((body, at) => {
      const separator: WireMark = { kind: "delimiter", text: recordSeparator };
      return [...(at > 0 ? [separator] : []), ...bodyOf(body)];
    });
  }

  finish(): WireMark[] {
    return [];
  }
}

/** `message/rfc822`: fields, an empty line, the rest. */
export class MessageMarker implements WireMarker {
  #inFields = true;
  #line = "";

  push(text: string): WireMark[] {
    let at = 0;
    while (this.#inFields && at < text.length) {
      const end = text.indexOf("\n", at) + 1 || text.length;
      this.#line = (this.#line + text.slice(at, end)).slice(0, mostKept);
      at = end;
      if (!text.slice(0, at).endsWith("\n")) break;
      this.#inFields = this.#line.trim() !== "";
      this.#line = "";
    }
    return [...(at > 0 ? [{ kind: "field", text: text.slice(0, at) } as const] : []), ...bodyOf(text.slice(at))];
  }

  finish(): WireMark[] {
    return [];
  }
}

/** A content without parts. */
export class PlainMarker implements WireMarker {
  push(text: string): WireMark[] {
    return bodyOf(text);
  }

  finish(): WireMark[] {
    return [];
  }
}

function bodyOf(text: string): WireMark[] {
  return text === "" ? [] : [{ kind: "body", text }];
}
