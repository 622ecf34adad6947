/** What the page shows: the ways to check, or one result. Templates escape every value, so what strangers chose stays text. */
import { html } from 'hono/html';
import { dateAt } from '../../core/calendar.ts';
import type { Verification } from '../../core/verdict.ts';
import type { Speech } from '../facts.ts';
import type { Html } from '../layout.ts';
import { dayForm, details, pendingCard, verdictCard } from '../pages/result.ts';
import { fill } from '../words.ts';
import { byId, names, timeZone, words } from './page.ts';
import type { Message } from './service.ts';

const speech: Speech = { words, reasons: names.reasons, timeZone: undefined, host: location.host };

const start = document.title;

export interface Shown {
  readonly verification: Verification;
  /** When it was checked, milliseconds since 1970. */
  readonly at: number;
  /** What was checked, where it is at hand: the service could tell more about it. */
  readonly text?: string | undefined;
  /** The service checked it, and has nothing to add. */
  readonly there?: boolean;
}

export function showBusy(): void {
  const title = words.messages.busy;
  write(
    'verdict',
    html`<section class="verdict pending"><div class="word"><span class="badge busy"></span><div><h1>${title}</h1></div></div></section>`,
  );
  write('details', html``);
  showResult(true);
}

export function showPending(verification: Verification): void {
  write('verdict', pendingCard({ verification, speech }));
}

export function showVerdict({ verification, at, text, there }: Shown): void {
  const view = { verification, speech, at, actions: actionsOn(verification, text !== undefined && !there) };
  write('verdict', verdictCard(view));
  const { print, another } = words.result;
  write(
    'details',
    html`${details(view)}
<div class="actions noprint"><button data-do="print" class="quiet">${print}</button><a class="button quiet" href="?lang=${words.tag.slice(0, 2)}">${another}</a></div>
${text !== undefined && verification.certificate ? dayForm(verification, words, dateAt(at, timeZone)) : ''}`,
  );
  showResult(true);
  const heading = byId('verdict').querySelector('h1');
  document.title = `${heading?.textContent} · ${words.brand}`;
  heading?.focus();
}

/** The ways to check, with a message where one of them came to nothing. */
export function showWays(message?: Message): void {
  const place = byId('message');
  place.textContent = message === undefined ? '' : fill(words.messages[message], { host: location.host });
  place.hidden = message === undefined;
  document.title = start;
  showResult(false);
  if (message !== undefined) place.scrollIntoView({ block: 'nearest' });
}

function showResult(there: boolean): void {
  byId('result').hidden = !there;
  byId('ways').hidden = there;
}

function actionsOn({ verdict }: Verification, local: boolean): Html {
  const { again, byNumber, ask, askHint } = words.result;
  const host = { host: location.host };
  const open = verdict === 'status_unchecked' || verdict === 'valid_as_of' || verdict === 'cannot_check';
  const more = verdict === 'revoked' || verdict === 'suspended' || verdict === 'cannot_check';
  if (!(open || more) || !local) return html``;
  return html`<div class="actions noprint">
${open ? html`<button data-do="again">${again}</button>` : ''}
${verdict === 'cannot_check' ? html`<a class="button quiet" href="#lookup">${byNumber}</a>` : ''}
${more ? html`<button data-do="ask"${open ? html` class="quiet"` : ''}>${fill(ask, host)}</button><small>${fill(askHint, host)}</small>` : ''}
</div>`;
}

function write(id: string, markup: Html): void {
  byId(id).innerHTML = String(markup);
}
