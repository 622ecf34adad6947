import { html } from 'hono/html';
import { type Html, icon, layout } from '../layout.ts';
import { type Language, WORDS, type Words } from '../words.ts';

interface RefusedView {
  readonly act: 'share' | 'offer' | 'look' | 'count';
  readonly token: string;
  readonly code: string;
  readonly violations: readonly { readonly pointer: string }[];
  readonly language: Language;
}

/** What people see instead of a problem: why it did not work, and what to do next. */
export function refusedPage({ act, token, code, violations, language }: RefusedView): Html {
  const words = WORDS[language];
  const { refused, missing } = words;
  const title = code === 'not_found' ? missing.title : refused.title;
  const [href, back] = backFrom(act, token, words);
  const faults = violations.map(({ pointer }) => faultOf(pointer, words)).filter((one) => one !== undefined);
  const body = html`<section class="verdict neutral">
<div class="word"><span class="badge">${icon('minus')}</span>
<div><h1>${title}</h1><p>${faults.length > 0 ? refused.change : reasonOf(act, code, words)}</p></div></div>
</section>
${faults.length > 0 ? html`<section class="card"><dl>${faults.map(([field, rule]) => html`<div><dt>${field}</dt><dd>${rule}</dd></div>`)}</dl></section>` : ''}
<p><a href="${href}?lang=${language}">${back}</a></p>`;
  return layout({ language, title, body, translated: false });
}

/** Where they may have wanted to be, and what that is called. */
function backFrom(act: RefusedView['act'], token: string, { nav, share }: Words): readonly [string, string] {
  if (act === 'count') return ['/statistics', nav.statistics];
  return token === '' ? ['/v', nav.check] : [`/v/${token}`, share.back];
}

/** The field of a form as it is labelled, and what belongs into it. */
function faultOf(
  pointer: string,
  { share, result, statistics, refused }: Words,
): readonly [string, string] | undefined {
  const fields: Readonly<Record<string, readonly [string, string]>> = {
    '/recipient': [share.recipient, refused.text],
    '/purpose': [share.purpose, refused.text],
    '/days': [share.days, refused.days],
    '/on': [result.onDay, refused.day],
    '/query/on': [result.onDay, refused.day],
    '/query/month': [statistics.oneMonth, refused.month],
  };
  return fields[pointer];
}

const AWAY: ReadonlySet<string> = new Set(['unavailable', 'on_hold', 'storage_full', 'key_unavailable', 'internal']);

function reasonOf(act: RefusedView['act'], code: string, { refused, missing }: Words): string {
  if (code === 'not_found') return act === 'count' ? refused.notPublished : missing.text;
  if (code === 'method_not_allowed') return refused.nothing;
  if (code === 'rate_limited') return refused.tooMany;
  if (code === 'conflict' && act === 'share') return refused.copies;
  if (code === 'conflict' && act === 'offer') return refused.paper;
  if (code === 'status_conflict') return refused.revoked;
  return AWAY.has(code) ? refused.away : refused.other;
}
