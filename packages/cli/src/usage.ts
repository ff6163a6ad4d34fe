/** The output of `--help`. */
export const usage = `Usage: resource-events COMMAND URL [options]

  watch      shows the resource, then every event, across lost connections
  next       waits for one event, by HTTP Events Query
  discover   shows what the resource offers

  resource-events watch http://127.0.0.1:8080/notes/welcome

resource-events COMMAND --help lists its options; --version prints the version.

Exit status:
  0 success (deleted, count reached, or the reader of the output left)
  1 bug            2 usage          3 no response    4 error status
  5 no notifications                6 cut off        7 invalid response
  8 no event (next)                 9 file           130, 143 Ctrl-C, SIGTERM`;

const requests = `  -H, --header 'NAME: VALUE'  adds a field to every request, @FILE all in it; repeatable
  -u, --user NAME:PASSWORD    Basic authentication
      --ca FILE               also trusts its certificates (as NODE_EXTRA_CA_CERTS)
      --insecure              does not check certificates`;

const events = `      --accept TYPES          media types for notifications, as in Accept
      --delta TYPES           media types for deltas, such as '*/*'
      --duration SECONDS      asks for responses of this duration (Events Query)
      --last-event-id ID      resumes after this event
      --resume-file FILE      resumes after the event in it, and stores the last one
      --lines N               lines to show of each content (default: 20)
      --raw                   the content of responses, unchanged; marked on a terminal
  -q, --quiet                 prints only events, and the error that ends it`;

const formats = `      --json                  one line of JSON per item
      --color, --no-color     default: on a terminal, unless NO_COLOR is set`;

/** The output of a command's `--help`. */
export const commandUsage = {
  watch: `Usage: resource-events watch URL [options]

      --protocol NAME         auto (default), prep or events-query
      --encapsulation TYPE    multipart/mixed, application/http, application/json-seq
      --representation TYPES  media types for the representation, as in Accept
      --no-representation     only events
      --latest                lets the server skip events that it can't send in time
      --once, --count N       ends after one event, or N
      --after-deletion wait   waits for the resource to come back (default: finish)
      --attempts N            how many may fail in a row, or forever (default: any
                              number, but the first attempt must succeed)
      --retry-min SECONDS     first pause, at most (default: 1); it doubles up to
      --retry-max SECONDS     the longest pause (default: 60)
      --timeout SECONDS       longest silence before notifications begin (default: 60)
      --silence SECONDS       longest silence of a stream before it reconnects
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
