import type { Notification } from "@resource-events/client";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { OpenNote } from "../model/open-note.ts";
import { type Block, decodePiece, type Exchange, type Piece } from "../model/wire.ts";
import { clockTime } from "./times.ts";

/** Shows the bytes of the stream as they arrive, next to their meaning. */
export function WirePanel({ note }: { readonly note: OpenNote }) {
  const exchanges = note.wire.exchanges.value;
  const log = useRef<HTMLElement>(null);
  const follows = useRef(true);
  // Scroll to new bytes, unless the user has scrolled back.
  useLayoutEffect(() => {
    if (follows.current && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [exchanges]);
  return (
    <section class="panel wire" aria-labelledby="wire-heading">
      <div class="panel-head">
        <h2 id="wire-heading">The wire</h2>
        <span class="quiet">what the server sends, byte by byte, and what it means</span>
      </div>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: scrollable elements must be reachable by keyboard. */}
      <section
        class="wire-log"
        ref={log}
        tabIndex={0}
        aria-label="Exchanges with the server"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {exchanges.length === 0 && <p class="quiet">Nothing has arrived yet.</p>}
        {exchanges.map((exchange) => (
          <ExchangeLog key={exchange.id} exchange={exchange} />
        ))}
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above */}
    </section>
  );
}

function ExchangeLog({ exchange }: { readonly exchange: Exchange }) {
  const { request, response, blocks, dropped, bytes, end } = exchange;
  return (
    <article class="exchange">
      <div class="heads">
        <Head title="Request" line={request.line} fields={request.fields} content={request.content} />
        <Head title="Response" line={response.line} fields={response.fields} content="" />
      </div>
      {dropped > 0 && <p class="quiet">Earlier parts that are no longer shown: {dropped}.</p>}
      {blocks.map((block) => (
        <BlockRow key={block.id} block={block} isOver={end !== undefined} />
      ))}
      <p class="quiet exchange-end">
        {end} {bytes.toLocaleString()} bytes of content{end === undefined && " so far"}.
      </p>
    </article>
  );
}

interface HeadProps {
  readonly title: string;
  readonly line: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly content: string;
}

function Head({ title, line, fields, content }: HeadProps) {
  return (
    <div class="head">
      <h3>{title}</h3>
      <pre>
        <span class="line-start">{line}</span>
        {fields.map(([name, value]) => (
          <span key={name} class="line">
            <b>{name}:</b> {value}
          </span>
        ))}
        {content !== "" && <span class="line line-content">{content}</span>}
      </pre>
    </div>
  );
}

function BlockRow({ block, isOver }: { readonly block: Block; readonly isOver: boolean }) {
  return (
    <div class={`block block-${block.kind}`}>
      <div class="bytes">
        {block.pieces.map((piece, index) => (
          <PieceRun key={index} piece={piece} />
        ))}
      </div>
      <div class="meaning">
        <Meaning block={block} isOver={isOver} />
      </div>
    </div>
  );
}

const tags: Readonly<Record<Piece["kind"], string>> = {
  delimiter: "delimiter",
  "start-line": "start line",
  field: "fields",
  separator: "separator",
  body: "body",
};

function PieceRun({ piece: { kind, text } }: { readonly piece: Piece }) {
  return (
    <div class={`run run-${kind}`}>
      <span class="tag">{tags[kind]}</span>
      <code>{linesOf(decodePiece(text), kind)}</code>
    </div>
  );
}

function linesOf(text: string, kind: Piece["kind"]) {
  if (kind === "separator") return [...text].map((_, index) => <SeparatorMark key={String(index)} />);
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => {
    const [, content = "", lineBreak = ""] = /^(.*?)(\r?\n)?$/s.exec(line) ?? [];
    const [, name, value] = (kind === "field" && /^([^:]+:)(.*)$/s.exec(content)) || [];
    return (
      <span key={index}>
        {name === undefined ? (
          content
        ) : (
          <>
            <b>{name}</b>
            {value}
          </>
        )}
        {lineBreak !== "" && <LineBreakMark lineBreak={lineBreak} />}
      </span>
    );
  });
}

function SeparatorMark() {
  return <span class="byte">RS</span>;
}

function LineBreakMark({ lineBreak }: { readonly lineBreak: string }) {
  return (
    <>
      <span class="line-break" title={lineBreak === "\r\n" ? "CR LF" : "LF"} aria-hidden="true">
        ↵
      </span>
      {"\n"}
    </>
  );
}

function Meaning({ block, isOver }: { readonly block: Block; readonly isOver: boolean }) {
  switch (block.kind) {
    case "representation":
      return block.pieces.some(({ kind }) => kind === "body") ? (
        <p>
          <strong>The note</strong> at the start of the stream.
        </p>
      ) : (
        <p>
          <strong>No note</strong>: this window has it already.
        </p>
      );
    case "notifications":
      return (
        <p>
          <strong>From here on, notifications</strong>: a multipart inside the multipart.
        </p>
      );
    case "notification":
      return block.notification ? <Decoded notification={block.notification} /> : <p class="quiet">A notification.</p>;
    case "end":
      return <p>The end, marked in the stream itself.</p>;
    default:
      return isOver ? null : (
        <p class="quiet awaited">
          The next notification will go here<span aria-hidden="true">…</span>
        </p>
      );
  }
}

function Decoded({ notification }: { readonly notification: Notification }) {
  const { type, eventId, published, method, etag, body, mediaType, skipped } = notification;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["event", eventId],
    ["caused by", method],
    ["at", published && clockTime(published)],
    ["entity tag", etag],
    ["skipped", skipped?.toString()],
    ["delta", mediaType === "message/rfc822" && body.length > 0 ? notification.text() : undefined],
  ];
  return (
    <div class={`decoded decoded-${type}`}>
      <p class="decoded-type">{type}</p>
      <dl class="facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ),
        )}
      </dl>
    </div>
  );
}
