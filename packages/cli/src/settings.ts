/** The format of the output. */
export type Format = "text" | "json" | "raw";

/** The settings of all commands. */
export interface SharedSettings {
  readonly url: string;
  /** Header fields of every request. */
  readonly headers: Headers;
  /** Strings that no message may show. */
  readonly secrets: readonly string[];
  readonly format: Format;
  /** A file with certificates in PEM to trust in addition to the usual ones. */
  readonly ca: string | undefined;
  /** Whether to skip the check of certificates. */
  readonly insecure: boolean;
}

/** Further settings of the commands that wait for events. Times are in seconds. */
export interface WaitingSettings extends SharedSettings {
  readonly accept: string | undefined;
  readonly duration: number | undefined;
  readonly lastEventId: string | undefined;
  readonly resumeFile: string | undefined;
  /** How many lines of each content the format `text` shows. */
  readonly lines: number;
  /** Whether to print only items, and errors that end the command. */
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
  /** After how many notifications to end. */
  readonly count: number;
  /** How many attempts in a row may fail; undefined means any number, except before the first response: then none may. */
  readonly attempts: number | undefined;
  readonly retryMinimum: number | undefined;
  readonly retryMaximum: number | undefined;
  readonly timeout: number | undefined;
  readonly silence: number | undefined;
}

export interface DiscoverSettings extends SharedSettings {
  readonly command: "discover";
}

/** The settings that the command line asks for. */
export type Settings = WatchSettings | NextSettings | DiscoverSettings;

/** A text to show instead of running a command. */
export interface Information {
  readonly command: "information";
  readonly text: string;
}
