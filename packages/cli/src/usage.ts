/** What `--help` shows. */
export const usage = `Usage: resource-events COMMAND URL [options]

  watch      shows the resource, then every event, across lost connections
  next       waits for one event, by HTTP Events Query
  discover   shows what the resource offers

  resource-events watch http://127.0.0.1:8080/notes/welcome

resource-events COMMAND --help shows its options; --version the version.

Ends with 0 as it should (deleted, counted, nobody reads it any more),
  2 usage          3 no response    4 error status       5 no notifications
  6 cut off        7 bad response   8 no event (next)    9 files
  1 a fault of its own; Ctrl-C and SIGTERM end it by the signal (130, 143).`;

const requests = `  -H, --header 'NAME: VALUE'  a field of every request; @FILE: its lines; repeatable
  -u, --user NAME:PASSWORD    Basic authentication
      --ca FILE               trusts its certificates too (as NODE_EXTRA_CA_CERTS)
      --insecure              does not check certificates`;

const events = `      --accept TYPES          wanted of notifications, as in Accept
      --delta TYPES           wanted of deltas, such as '*/*'
      --duration SECONDS      wished of the response (Events Query)
      --last-event-id ID      goes on after this event
      --resume-file FILE      goes on after the event in it, and keeps the last one
      --lines N               shows so many lines of content, default 20; 0: none
      --raw                   the response's content as it comes; marked on a terminal
  -q, --quiet                 tells nothing but events and the last error`;

const formats = `      --json                  one line of JSON each
      --color, --no-color     default: on a terminal, unless NO_COLOR is set`;

/** What `--help` behind a command shows. */
export const commandUsage = {
  watch: `Usage: resource-events watch URL [options]

      --protocol NAME         auto (default), prep or events-query
      --encapsulation TYPE    multipart/mixed, application/http, application/json-seq
      --representation TYPES  wanted of the representation, as in Accept
      --no-representation     only events
      --latest                lets the server skip events that it can't send in time
      --once, --count N       ends after one event, or N
      --after-deletion wait   waits for the resource to come back; default: finish
      --attempts N            how many may fail in a row; default: any number, but
                              without --attempts the first must succeed; or forever
      --retry-min SECONDS     first pause, at most (1); doubles up to
      --retry-max SECONDS     the longest one (60)
      --timeout SECONDS       without any sign from the server (60)
      --silence SECONDS       of a stream without a byte, before it is taken for lost
${events}
${formats}
${requests}`,
  next: `Usage: resource-events next URL [options]

${events}
${formats}
${requests}`,
  discover: `Usage: resource-events discover URL [options]

${formats}
${requests}`,
} as const;
