/** Where the command writes, and how. */
export type Format = "text" | "json" | "raw";

/** What all commands are told. */
export interface SharedSettings {
  readonly url: string;
  /** Fields of every request. */
  readonly headers: Headers;
  /** What must not be shown in any message. */
  readonly secrets: readonly string[];
  readonly format: Format;
  /** A file with certificates in PEM to trust beside the usual ones. */
  readonly ca: string | undefined;
  /** Whether certificates are not checked. */
  readonly insecure: boolean;
}

/** What the commands that wait for events are told besides. Times are in seconds. */
export interface WaitingSettings extends SharedSettings {
  readonly accept: string | undefined;
  readonly duration: number | undefined;
  readonly lastEventId: string | undefined;
  readonly resumeFile: string | undefined;
  /** How many lines of a content the format `text` shows. */
  readonly lines: number;
  /** Whether only items are told, and errors that end the command. */
  readonly quiet: boolean;
}

export interface NextSettings extends WaitingSettings {
  readonly command: "next";
}

export interface WatchSettings extends WaitingSettings {
  readonly command: "watch";
  readonly protocol: "auto" | "prep" | "events-query";
  readonly encapsulation: "multipart/mixed" | "application/http" | "application/json-seq" | undefined;
  readonly representation: boolean | { readonly accept: string };
  readonly latest: boolean;
  readonly afterDeletion: "finish" | "wait";
  /** How many notifications are enough. */
  readonly count: number;
  /** How many attempts in a row may fail; undefined: any number of them, but for those before the first response. */
  readonly attempts: number | undefined;
  readonly retryMinimum: number | undefined;
  readonly retryMaximum: number | undefined;
  readonly timeout: number | undefined;
  readonly silence: number | undefined;
}

export interface DiscoverSettings extends SharedSettings {
  readonly command: "discover";
}

/** What the words of a command line ask for. */
export type Settings = WatchSettings | NextSettings | DiscoverSettings;

/** A text to show, and no more. */
export interface Information {
  readonly command: "information";
  readonly text: string;
}
