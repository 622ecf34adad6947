/** The style of every page, on screens from 320 px and on paper. */
export const SITE_CSS = `:root {
  --ink: #17212b; --muted: #566370; --line: #dde3ea; --paper: #fff; --ground: #f3f5f8; --accent: #1c4f82; --seal: #b4281e;
  --good: #12733f; --good-soft: #e4f4ea; --caution: #8a5a00; --caution-soft: #fcf1d9;
  --bad: #b3261e; --bad-soft: #fce9e7; --neutral: #56616d; --neutral-soft: #e9edf1;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e8edf2; --muted: #a3b0bd; --line: #313b46; --paper: #1a222b; --ground: #11171d; --accent: #8dbdf0; --seal: #d8574c;
    --good: #5ccf92; --good-soft: #12301f; --caution: #f0bf5a; --caution-soft: #33270d;
    --bad: #ff8f86; --bad-soft: #3a1815; --neutral: #a9b5c1; --neutral-soft: #242e38;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
a { color: var(--accent); }
h1, h2, h3 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.75rem; }
ul { padding-left: 1.25rem; margin: .5rem 0 0; }
h2 { font-size: 1.1rem; margin-bottom: .75rem; }
p { margin: .5rem 0; }
small, .muted { color: var(--muted); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1:focus { outline: none; }
[hidden], .sheet { display: none; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 2; }

.top {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; justify-content: space-between;
  padding: .6rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); border-top: 3px solid var(--seal);
}
.top a { display: inline-flex; align-items: center; min-height: 2rem; text-decoration: none; }
.top nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.top nav a:hover { text-decoration: underline; }
.brand { gap: .6rem; color: var(--ink); font-weight: 650; font-size: 1.1rem; }
.language { color: var(--muted); }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }

.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.15rem 1.25rem; margin: 1rem 0; }
.verdict { background: var(--paper); border: 1px solid var(--tone); border-radius: 14px; margin: 0 0 1rem; overflow: hidden; }
.word { display: flex; gap: 1rem; align-items: center; padding: 1.2rem 1.25rem; background: var(--tone-soft); border-left: 8px solid var(--tone); }
.word h1 { color: var(--tone); font-size: 2rem; }
.word p { margin: .25rem 0 0; text-wrap: pretty; }
.word + .gist { padding-top: .9rem; }
.gist, .verdict .stamp, .verdict .actions { padding: 0 1.25rem; }
.gist > div:first-child dd { font-size: 1.35rem; line-height: 1.3; font-weight: 650; }
.verdict .stamp { margin: .9rem 0; }
.verdict .actions { margin: 0 0 1.25rem; }
.pending h1 { font-size: 1.35rem; }
.pending { --tone: var(--accent); --tone-soft: var(--neutral-soft); padding-bottom: 1rem; }
.pending:not(:has(.gist)) { padding-bottom: 0; }
.good { --tone: var(--good); --tone-soft: var(--good-soft); }
.caution { --tone: var(--caution); --tone-soft: var(--caution-soft); }
.bad { --tone: var(--bad); --tone-soft: var(--bad-soft); }
.neutral { --tone: var(--neutral); --tone-soft: var(--neutral-soft); }
.badge { flex: none; display: grid; place-items: center; border-radius: 50%; background: var(--tone); color: var(--paper); width: 1.6rem; height: 1.6rem; }
.word .badge { width: 3.5rem; height: 3.5rem; }
.busy { background: none; border: 5px solid var(--line); border-top-color: var(--accent); animation: turn 1s linear infinite; }
@keyframes turn { to { rotate: 1turn; } }
@media (prefers-reduced-motion: reduce) { .busy { animation-duration: 6s; } }
.icon { width: 70%; height: 70%; fill: none; stroke: currentColor; stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }

dl { margin: 0; }
dl > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: .15rem 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
dl > div:first-child, .checks li:first-child { border-top: 0; padding-top: 0; }
dl > div:last-child, .checks li:last-child { padding-bottom: 0; }
dt { color: var(--muted); }
dd { margin: 0; font-weight: 550; }
dd small { display: inline-block; font-weight: 400; }
.checks { list-style: none; margin: 0; padding: 0; }
.checks li { display: flex; gap: .75rem; padding: .5rem 0; border-top: 1px solid var(--line); }
.checks p { margin: 0; color: var(--muted); font-size: .92rem; }
.checks div { flex: 1; }
.outcome { color: var(--tone); }
.stamp { color: var(--muted); font-size: .92rem; }
.code { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; align-items: center; }
.code img { width: 14rem; height: 14rem; background: #fff; border-radius: 8px; }
.code div { flex: 1 1 14rem; }

form { display: grid; gap: .5rem; }
label { font-weight: 600; }
textarea, input {
  width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: var(--ground);
  border: 1px solid var(--muted); border-radius: 8px;
}
textarea { min-height: 7rem; resize: vertical; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .92rem; }
button, .button {
  min-height: 2.75rem; padding: .5rem 1.5rem; font: inherit; font-weight: 600; cursor: pointer; text-decoration: none;
  color: var(--paper); background: var(--accent); border: 1px solid var(--accent); border-radius: 8px;
  display: inline-flex; align-items: center;
}
.quiet { color: var(--accent); background: none; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem .75rem; align-items: center; }
.actions small { flex: 1 1 14rem; }
form .actions { margin-top: .25rem; }
.fault { color: var(--bad); font-weight: 600; }
.fault:empty, .verdict .actions:empty { display: none; }
#message { border-color: var(--caution); border-left: 8px solid var(--caution); }
#finder video { width: 100%; max-height: 60vh; aspect-ratio: 4 / 3; object-fit: cover; background: #000; border-radius: 8px; }
button:hover { filter: brightness(1.1); }
.lead { font-size: 1.1rem; }

@media (max-width: 30rem) {
  dl:not(.gist) > div { grid-template-columns: 1fr; }
  .word { align-items: flex-start; padding: 1.1rem 1rem; gap: .85rem; }
  .word .badge { width: 2.75rem; height: 2.75rem; }
  .gist > div { grid-template-columns: 5.9rem 1fr; column-gap: .5rem; }
  .top { padding-inline: 1rem; }
  .top nav { gap: .25rem .9rem; font-size: .95rem; }
  .gist, .verdict .stamp, .verdict .actions { padding-inline: 1rem; }
  .verdict:not(.pending) h1 { font-size: 1.75rem; }
  h1 { font-size: 1.5rem; }
}
/* Where the system chooses the colours, shapes need lines. */
@media (forced-colors: active) {
  .badge, .word, .busy { border: 2px solid; }
  .word { border-left-width: 8px; }
}
@media print {
  :root { --ground: #fff; --ink: #000; --muted: #333; --line: #bbb; }
  .top nav, form, .skip, noscript, .noprint, #result:not([hidden]) ~ * { display: none; }
  main { max-width: none; padding: 1rem 0; }
  .card, .verdict { break-inside: avoid; }
  .badge, .word { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
