import { html } from 'hono/html';
import { inLanguage, type LanguageText } from '../../core/language.ts';
import { region, route } from '../../core/lists.ts';
import { barChart } from '../chart.ts';
import { type Html, layout } from '../layout.ts';
import { namesIn } from '../names.ts';
import { fill, type Language, WORDS } from '../words.ts';

const MEASURES = ['issued', 'persons', 'revoked', 'suspended'] as const;
const TABLES = ['region', 'level', 'occupation', 'flags', 'class', 'route', 'sex', 'age'] as const;
type By = (typeof TABLES)[number];
/** Bars of one chart; the table has all rows. */
const BARS = 12;

type Counts = Readonly<Record<(typeof MEASURES)[number], number | null>>;
type Row = Counts & { readonly key: string };

interface StatisticsView {
  readonly language: Language;
  readonly months: readonly Row[];
  readonly shown:
    | { readonly month: string; readonly tables: Readonly<Record<By | 'total', readonly Row[]>> }
    | undefined;
}

/** `GET /statistics`: what is published of the months that are over. */
export function statisticsPage({ language, months, shown }: StatisticsView): Html {
  const { statistics: words, tag } = WORDS[language];
  const number = (n: number) => n.toLocaleString(tag);
  const said = { number, hidden: words.hidden };
  const name = namer(language);
  const total = shown?.tables.total[0];
  const body = html`<div class="hero"><h1>${words.title}</h1><p class="lead muted">${words.lead}</p></div>
${
  shown && total
    ? html`<section class="card"><h2>${fill(words.month, { month: monthName(shown.month, tag) })}</h2>
<dl class="figures">${MEASURES.map(
        (measure) =>
          html`<div><dt>${words.measures[measure]}</dt><dd>${total[measure] === null ? words.hidden : number(total[measure])}</dd></div>`,
      )}</dl>
<p class="muted">${words.hiddenHint}</p></section>
<section class="card"><h2>${words.byMonth}</h2>${barChart(
        words.byMonth,
        [...months].reverse().map((row) => ({ label: monthName(row.key, tag), value: row.issued })),
        said,
      )}
<nav aria-label="${words.byMonth}"><ul class="months">${months.map(
        ({ key }) =>
          html`<li><a href="?month=${key}&amp;lang=${language}"${key === shown.month ? html` aria-current="page"` : ''}>${monthName(key, tag)}</a></li>`,
      )}</ul></nav></section>
${TABLES.map((by) => section(by, shown.tables[by], { words, said, name }))}`
    : html`<section class="card"><p>${words.none}</p></section>`
}`;
  return layout({ language, title: words.title, body, styles: ['front.css', 'statistics.css'] });
}

interface Speech {
  readonly words: (typeof WORDS)[Language]['statistics'];
  readonly said: { number(n: number): string; hidden: string };
  readonly name: (by: By, key: string) => string;
}

/** The largest first; what is hidden comes last and in the order of the names, which tells nothing of its size. */
function section(by: By, rows: readonly Row[], { words, said, name }: Speech): Html {
  const ordered = by === 'age' ? rows : rows.toSorted((a, b) => (b.issued ?? -1) - (a.issued ?? -1));
  const bars = ordered.slice(0, BARS).map(({ key, issued }) => ({ label: name(by, key), value: issued }));
  const cell = (value: number | null) => (value === null ? words.hidden : said.number(value));
  const title = words.by[by];
  return html`<section class="card"><h2>${title}</h2>${barChart(`${title}: ${words.measures.issued}`, bars, said)}
<div class="wide" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr><th scope="col">${title}</th>${MEASURES.map((measure) => html`<th scope="col">${words.measures[measure]}</th>`)}</tr></thead>
<tbody>${ordered.map(
    (row) =>
      html`<tr><th scope="row">${name(by, row.key)}</th>${MEASURES.map((measure) => html`<td>${cell(row[measure])}</td>`)}</tr>`,
  )}</tbody></table></div></section>`;
}

function monthName(month: string, tag: string): string {
  const [year, number] = month.split('-').map(Number);
  const date = new Date(Date.UTC(year ?? 0, (number ?? 1) - 1, 1));
  return date.toLocaleDateString(tag, { timeZone: 'UTC', year: 'numeric', month: 'short' });
}

/** What codes are called. What no list has stays a code. */
function namer(language: Language): (by: By, key: string) => string {
  const names = namesIn(language);
  const { values } = WORDS[language].statistics;
  const text = (entry: { readonly name: LanguageText } | undefined) => entry && inLanguage(entry.name, language);
  const find: Record<By, (key: string) => string | undefined> = {
    region: (key) => text(region(key)),
    route: (key) => text(route(key)),
    level: (key) => names.levels[key.replace('/', ' ')],
    occupation: (key) => names.occupations[key.replaceAll('/', ' ')],
    flags: (key) => values.flags[key as keyof typeof values.flags],
    class: (key) => values.class[key as keyof typeof values.class],
    sex: (key) => values.sex[key as keyof typeof values.sex],
    age: (key) => (key === 'unknown' ? values.sex.unknown : fill(values.age, { band: ageBand(key) })),
  };
  return (by, key) => find[by](key) ?? key;
}

function ageBand(key: string): string {
  if (key.endsWith('-')) return `≥ ${key.slice(0, -1)}`;
  return key.replace('-', '–');
}
