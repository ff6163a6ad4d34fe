/** How the command is used. */
export const usage = `Usage: resource-events-conformance URL [options]
       resource-events-conformance client [options] -- COMMAND     judges a client (client --help)
       resource-events-conformance matrix RESULTS.json ...         one table of several runs (matrix --help)

What is judged
  --config FILE                      a configuration (JSON); options win over it, lists and maps add to it
  --protocol prep|events-query|all   default: what the target advertises
  --http2                            HTTP/2: prior knowledge for http:, ALPN for https:
  --claim NAME                       an optional feature that the target says it has; repeatable
  --only ID, --skip ID               check ids, or beginnings of them; repeatable
  --prep-duration SECONDS            how long the target's PREP streams last
  --subscription MEMBER=TEXT         type, stream, stream-with-state, single: the target's own realization
  --name TEXT                        what reports call the target

How events are caused (without any the suite only reads)
  --allow-writes                     by PUT, PATCH, POST, DELETE; the target is put back
  --resource-template URL            with {id}: a fresh resource for each check, all together
  --container URL                    a resource on which POST creates others
  --body ACTION=TYPE:CONTENT         what put, patch, post, create send; {n} makes each differ; repeatable
  --trigger ACTION=COMMAND           put, patch, post, delete, create, remove by a command; repeatable
  --webhook URL                      by a POST to it
  --webhook-action ACTION            what it does; default put, patch, post, delete; repeatable

How it is spoken to
  --field 'NAME: VALUE'              a field of every request, shown in no report; repeatable
  --patience, --longest-wait, --time-limit SECONDS      default 5, 10, 60
  --concurrency NUMBER               checks at once, with a template; default 16
  --insecure, --ca FILE              for https:

What is told
  --report KIND[=FILE]               html, json, junit, markdown, tap; default: standard output; repeatable
  --expect FILE                      what is known of the target; anything else fails the run, a pass too
  --write-expectations FILE          starts such a file with what was unexpected
  --verbose                          shows what passed and what was skipped, too
  --color, --no-color                default: on a terminal
  --list [--json]                    shows the checks, and runs none
  --help, --version

Exit status: 0 nothing unexpected, 1 unexpected results, 2 could not run, 130 interrupted.`;
