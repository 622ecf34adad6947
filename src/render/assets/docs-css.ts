/** The style of the API reference, on top of the one of every page. */
export const DOCS_CSS = `main { max-width: none; padding: 0; }
.docs { display: grid; grid-template-columns: 17.5rem minmax(0, 1fr); }
.side {
  position: sticky; top: 0; align-self: start; height: 100vh; overflow-y: auto; padding: 1.5rem .75rem 3rem 1.25rem;
  background: var(--paper); border-right: 1px solid var(--line); font-size: .9rem;
}
.side b { display: block; margin: 1.1rem 0 .25rem; font-size: .78rem; letter-spacing: .05em; text-transform: uppercase; color: var(--muted); }
.side b:first-child { margin-top: 0; }
.side ul { list-style: none; margin: 0; padding: 0; }
.side a { display: flex; gap: .5rem; align-items: baseline; padding: .2rem .4rem; border-radius: 6px; color: inherit; text-decoration: none; line-height: 1.4; }
.side a:hover { background: var(--neutral-soft); }
.content { padding: 2rem 2.5rem 5rem; max-width: 88rem; }
.content h1 small { font-size: 1rem; font-weight: 400; }
.group { margin-top: 3rem; }
.group > h2 { font-size: 1.45rem; margin-bottom: .25rem; }
.call, .shape { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; margin: 1.1rem 0; scroll-margin-top: 1rem; }
.call:target, .shape:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.call > header { padding: 1rem 1.25rem .75rem; border-bottom: 1px solid var(--line); }
.shape { padding: 1rem 1.25rem; }
.shape h3 { margin-bottom: .35rem; }
.call h3 a, .shape h3 a { color: inherit; text-decoration: none; }
.call h3 a:hover, .shape h3 a:hover { text-decoration: underline; }
.route { margin: .35rem 0 0; }
.halves { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); }
.halves > div { padding: .75rem 1.25rem 1.25rem; }
.sample { border-left: 1px solid var(--line); }
h4 { margin: 1.1rem 0 .35rem; font-size: .78rem; letter-spacing: .05em; text-transform: uppercase; color: var(--muted); }
.halves > div > h4:first-child { margin-top: .25rem; }
code, pre { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
p code, li code, .answer > code { background: var(--neutral-soft); border-radius: 4px; padding: .1em .35em; }
.route code { background: none; padding: 0; font-size: 1rem; }
pre { margin: 0; padding: .9rem 1rem; overflow: auto; max-height: 30rem; border-radius: 8px; background: #16202a; color: #dfe8f0; line-height: 1.5; }
pre code { font-size: .82rem; }
.method {
  flex: none; display: inline-block; min-width: 2.6rem; padding: 0 .3rem; border-radius: 4px; text-align: center;
  font: 700 .68rem/1.5 ui-monospace, Menlo, Consolas, monospace; color: var(--tone); background: var(--tone-soft);
}
.get { --tone: var(--good); --tone-soft: var(--good-soft); }
.post { --tone: var(--accent); --tone-soft: var(--neutral-soft); }
.key { margin-left: .5rem; padding: .1rem .5rem; font-size: .78rem; border: 1px solid var(--caution); border-radius: 99px; color: var(--caution); }
.members { list-style: none; margin: .25rem 0; padding: 0; }
.members li { padding: .4rem 0; border-top: 1px solid var(--line); }
.members .members { margin: .4rem 0 0; padding-left: 1rem; border-left: 2px solid var(--line); }
.member { display: flex; flex-wrap: wrap; gap: .1rem .6rem; align-items: baseline; }
.members .muted { font-size: .92rem; }
.member .name { font-weight: 650; background: none; padding: 0; }
.type, .limits { color: var(--muted); font-size: .88rem; font-weight: 400; }
.required { color: var(--bad); font-size: .78rem; }
.media { margin: .35rem 0; }
.answer { border-top: 1px solid var(--line); padding: .45rem 0; font-size: .95rem; }
.status { font: 700 .85rem ui-monospace, Menlo, Consolas, monospace; margin-right: .25rem; color: var(--tone); }
@media (max-width: 68rem) {
  .halves { grid-template-columns: minmax(0, 1fr); }
  .sample { border-left: 0; border-top: 1px solid var(--line); }
}
@media (max-width: 50rem) {
  .docs { grid-template-columns: minmax(0, 1fr); }
  .side { position: static; height: auto; max-height: 16rem; border-right: 0; border-bottom: 1px solid var(--line); }
  .content { padding: 1.25rem 1rem 3rem; }
}
@media print { .side { display: none; } .docs { display: block; } }
`;
