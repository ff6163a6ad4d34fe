/** The usage text of the command. */
export const usage = `Usage: resource-events-conformance URL [options]
       resource-events-conformance client [options] -- COMMAND     judge a client (client --help)
       resource-events-conformance matrix RESULTS.json ...         compare several runs (matrix --help)

What to judge
  --config FILE                      a configuration (JSON); options override it, lists and maps add to it
  --protocol prep|events-query|all   default: the protocols that the target advertises
  --http2                            use HTTP/2: prior knowledge for http:, ALPN for https:
  --claim NAME                       an optional feature that the target claims to have; repeatable
  --only ID, --skip ID               run or skip checks by id, or by prefix of ids; repeatable
  --prep-duration SECONDS            the duration of the target's PREP streams
  --subscription MEMBER=TEXT         the target's own realization: type, stream, stream-with-state, single
  --name TEXT                        the name of the target in reports

How to cause events (without these the suite only reads)
  --allow-writes                     by PUT, PATCH, POST, DELETE; the suite restores the target
  --resource-template URL            a URL with {id}: a fresh resource for each check, in parallel
  --container URL                    a resource on which POST creates others
  --body ACTION=TYPE:CONTENT         the content of put, patch, post, create; {n} makes it unique; repeatable
  --trigger ACTION=COMMAND           a command for put, patch, post, delete, create, remove; repeatable
  --webhook URL                      send a POST to a webhook
  --webhook-action ACTION            its actions; default put, patch, post, delete; repeatable

How to connect
  --field 'NAME: VALUE'              a field for every request; reports hide its value; repeatable
  --patience, --longest-wait, --time-limit SECONDS      default 5, 10, 60
  --concurrency NUMBER               checks to run at once, with a resource template; default 16
  --insecure, --ca FILE              for https: accept any certificate, or trust those in FILE

What to report
  --report KIND[=FILE]               html, json, junit, markdown, tap; default: standard output; repeatable
  --expect FILE                      the known outcomes; any other outcome fails the run, even a pass
  --write-expectations FILE          write such a file from the unexpected results
  --verbose                          also show checks that passed or were skipped
  --color, --no-color                default: colour on a terminal
  --list [--json]                    show the checks and run none
  --help, --version

Exit status: 0 nothing unexpected, 1 unexpected results, 2 could not run, 130 interrupted.`;
