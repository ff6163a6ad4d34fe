/** The style of all pages: light and dark, at any width, on paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --soft: #5b6470; --line: #d9dee5; --code: #f2f4f7;
  --pass: #1a7f37; --fail: #c1272d; --warn: #955700; --info: #0a6ebd; --skipped: #66707c; --blocked: #8250b8;
  --error: #a40e52; --mark: #ffd7d5; --mark-ink: #82071e; --sent: #0a6ebd; --control: #8a6d3b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #171c23; --ink: #e3e8ee; --soft: #98a3b0; --line: #2c343e; --code: #11161c;
    --pass: #4ac26b; --fail: #ff7b72; --warn: #e3a33b; --info: #58a6ff; --skipped: #8b96a3; --blocked: #bf9cf0;
    --error: #ff7eb6; --mark: #6b1d20; --mark-ink: #ffdcd9; --sent: #79b8ff; --control: #c8a868;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
a { color: var(--info); }
code, .wire { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code { font-size: .9em; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.facts { margin: 0; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.outcome {
  display: inline-block; min-width: 4.6rem; padding: .05rem .5rem; border-radius: 1rem; border: 1px solid currentColor;
  font-size: .78rem; font-weight: 600; text-align: center;
}
.pass { color: var(--pass); } .fail { color: var(--fail); } .warn { color: var(--warn); } .info { color: var(--info); }
.skipped { color: var(--skipped); } .blocked { color: var(--blocked); } .error { color: var(--error); }
.requirement { padding: .5rem .9rem; border-left: 3px solid var(--line); margin: .5rem 0; overflow-wrap: anywhere; }
.requirement:target { border-left-color: var(--info); background: var(--card); }
.requirement b { margin-right: .5rem; }
`;

/** The style of the page of one run. */
export const reportStyle = `
.verdict { margin: 1.2rem 0 1rem; padding: .8rem 1rem; border-radius: .5rem; background: var(--card); border: 1px solid var(--line); border-left: .4rem solid var(--pass); font-weight: 600; }
.verdict.bad { border-left-color: var(--fail); }
.bar { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; gap: 2px; }
.bar span { background: currentColor; min-width: 3px; }
fieldset { border: 0; margin: 1rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
legend { float: left; margin: .2rem .5rem 0 0; font-size: .9rem; color: var(--soft); }
.chip { display: inline-flex; align-items: center; gap: .4rem; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); font-size: .9rem; cursor: pointer; }
.chip b { color: var(--ink); }
.chip input { margin: 0; accent-color: currentColor; }
h2 .soft { font-weight: 400; font-size: .9rem; }
nav ul { margin: .3rem 0 0; padding: 0; list-style: none; }
nav li { padding: .3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
details.check { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; margin: .25rem 0; }
details.check[open] { padding-bottom: .9rem; }
summary { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; padding: .4rem .9rem; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible, .chip:focus-within, a:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
summary .outcome { grid-row: span 2; align-self: start; margin-top: .1rem; }
summary code { font-weight: 600; }
summary .sentence { color: var(--soft); font-size: .92rem; }
.inside { padding: 0 .9rem; }
dl.findings { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .3rem 0 .8rem; font-size: .95rem; }
dl.findings dt { color: var(--soft); } dl.findings dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.exchange { margin: .6rem 0 0; border: 1px solid var(--line); border-radius: .4rem; background: var(--code); overflow: hidden; }
.exchange > summary { display: block; padding: .35rem .7rem; font-size: .85rem; color: var(--soft); overflow-wrap: anywhere; }
.wire { font-size: .8rem; line-height: 1.45; padding: .2rem 0; }
.row { display: grid; grid-template-columns: 9.5rem 1rem minmax(0, 1fr); padding: .12rem .7rem; border-top: 1px solid var(--line); }
.row .at { color: var(--soft); text-align: right; padding-right: .8rem; white-space: nowrap; }
.row.sent { color: var(--sent); } .row.note { color: var(--soft); font-style: italic; }
.row pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
.row.content.received pre { color: var(--ink); }
.c { display: inline-block; margin: 0 1px; padding: 0 .2em; border: 1px solid currentColor; border-radius: .25em; color: var(--control); font-size: .72em; line-height: 1.35; opacity: .8; }
.row mark { background: var(--mark); color: var(--mark-ink); border-bottom: 2px solid var(--fail); }
.row mark .c { color: inherit; opacity: 1; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
@media (max-width: 40rem) {
  main { padding: 1.2rem .8rem 3rem; }
  summary { padding: .55rem .7rem; }
  summary .outcome { grid-row: auto; justify-self: start; }
  summary { grid-template-columns: 1fr; }
  .inside { padding: 0 .7rem; }
  dl.findings { grid-template-columns: 1fr; gap: 0; } dl.findings dd { margin-bottom: .4rem; }
  .row { grid-template-columns: 1rem minmax(0, 1fr); padding: .2rem .5rem; }
  .row .at { grid-column: 1 / -1; text-align: left; font-size: .72rem; }
}
@media print {
  :root { --page: #fff; } fieldset { display: none; } details.check { break-inside: avoid; }
}
`;
