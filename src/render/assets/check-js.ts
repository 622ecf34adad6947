/**
 * The script of `GET /v`: hands what the code holds to `POST /verify` and shows the answer. Everything from outside is
 * written with `textContent`, so it stays text. The elements are those of `pages/result.ts`.
 */
export const CHECK_JS = `const { tag, words, verdictLook, resultLook, reasons } = JSON.parse(document.getElementById('page-data').textContent);
const output = document.getElementById('result');

function element(name, { className, text, children = [] } = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

function badge(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', '#icon-' + name);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return element('span', { className: 'badge', children: [svg] });
}

function fill(text, values) {
  return text.replaceAll(/\\{(\\w+)\\}/g, (_, name) => values[name] ?? '');
}

function inLanguage(text) {
  return text?.[tag.slice(0, 2)] ?? text?.en ?? text?.zh;
}

function time(at) {
  return at && new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'long' }).format(new Date(at));
}

function facts(heading, rows) {
  const shown = rows.filter(([, value]) => value);
  if (shown.length === 0) return [];
  const list = element('dl', {
    children: shown.map(([label, value, note]) => {
      const dd = element('dd', { text: value });
      if (note) dd.append(' ', element('small', { text: note }));
      return element('div', { children: [element('dt', { text: label }), dd] });
    }),
  });
  return [element('section', { className: 'card', children: [element('h2', { text: heading }), list] })];
}

function certificateFacts({ name, holder, occupation, jobDirection, level, issuer, ...rest }) {
  const labels = words.facts;
  const occupationCode = occupation && [occupation.classification, occupation.edition, occupation.code].join(' ');
  const levelCode = level && level.scheme + ' ' + level.code;
  const named = (text, code) => (text ? [inLanguage(text), code] : [code]);
  return facts(words.result.certificate, [
    [labels.name, holder.name],
    [labels.nameLatin, holder.nameLatin],
    [labels.occupation, ...named(occupation?.name, occupationCode)],
    [labels.jobDirection, jobDirection],
    [labels.level, ...named(level?.name, levelCode)],
    [labels.issuer, ...named(issuer.name, issuer.code ?? issuer.id)],
    [labels.number, rest.printedNumber ?? rest.number],
    [labels.maskedId, holder.maskedId],
    [labels.assessedOn, rest.assessedOn],
    [labels.issuedOn, rest.issuedOn],
    [labels.validUntil, rest.validUntil],
    [labels.kind, inLanguage(name)],
  ]);
}

function statusFacts({ by, since, reason, effect, effectiveFrom }) {
  const labels = words.status;
  return facts(words.result.status, [
    [labels.by, by && labels[by]],
    [labels.since, time(since)],
    [labels.reason, reason && (inLanguage(reasons[reason]) ?? reason)],
    [labels.effect, effect && labels.effects[effect]],
    [labels.effectiveFrom, effectiveFrom],
  ]);
}

function checkRow({ id, result, detail }) {
  const { tone, icon } = resultLook[result];
  const line = [element('b', { text: words.checks[id] }), ' ', element('span', { className: 'outcome', text: words.results[result] })];
  if (detail) line.push(element('p', { text: detail }));
  return element('li', { className: tone, children: [badge(icon), element('div', { children: line })] });
}

function card(heading, list) {
  return element('section', { className: 'card', children: [element('h2', { text: heading }), list] });
}

function show(verification) {
  const { verdict, checks, certificate, notices = [], replacedBy, asOf } = verification;
  const { tone, icon } = verdictLook[verdict];
  const blanks = { asOf: time(asOf), validUntil: certificate?.validUntil, issuedOn: certificate?.issuedOn };
  const title = element('h1', { text: fill(words.verdicts[verdict].title, blanks) });
  title.tabIndex = -1;
  const text = [title, element('p', { text: fill(words.verdicts[verdict].next, blanks) })];
  if (replacedBy && /^(https?:\\/)?\\//.test(replacedBy)) {
    const link = element('a', { text: words.status.replacedBy });
    link.href = replacedBy;
    text.push(element('p', { children: [link] }));
  }
  const stamp = fill(words.result.checkedAt, { host: location.host, time: time(Date.now()) });
  output.replaceChildren(
    element('section', { className: 'verdict ' + tone, children: [badge(icon), element('div', { children: text })] }),
    ...statusFacts(verification),
    ...(certificate ? certificateFacts(certificate) : []),
    ...(notices.length ? [card(words.result.notices, element('ul', { children: notices.map((one) => element('li', { text: words.result.notice[one] ?? one })) }))] : []),
    card(words.result.checks, element('ul', { className: 'checks', children: checks.map(checkRow) })),
    element('p', { className: 'stamp', text: stamp }),
  );
  document.title = title.textContent;
  title.focus();
}

function say(text) {
  output.replaceChildren(element('p', { className: 'card', text }));
}

async function ask(path, type, body) {
  say(words.check.busy);
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': type, Accept: 'application/json' }, body });
    if (answer.ok) show(await answer.json());
    else if (answer.status === 404) say(words.check.notFound);
    else if (answer.status === 429) say(words.check.tooMany);
    else if (answer.status < 500) say(words.check.unreadable);
    else say(words.check.failed);
  } catch {
    say(words.check.failed);
  }
}

function checkText(text) {
  const trimmed = text.trim();
  if (trimmed === '') return;
  return ask('/verify', trimmed.startsWith('{') ? 'application/json' : 'text/plain', trimmed);
}

/** The payload stands behind the #, which browsers do not send; so this page hands in its whole address. */
function checkAddress() {
  if (location.hash.length > 2 && location.hash !== '#main') checkText(location.origin + '/v' + location.hash);
}

document.getElementById('paste').addEventListener('submit', (event) => {
  event.preventDefault();
  checkText(new FormData(event.target).get('text'));
});
document.getElementById('lookup').addEventListener('submit', (event) => {
  event.preventDefault();
  const { number, name } = Object.fromEntries(new FormData(event.target));
  ask('/lookup', 'application/json', JSON.stringify({ number: number.trim(), name: name.trim() }));
});
for (const link of document.querySelectorAll('a.language')) {
  link.addEventListener('click', () => { link.hash = location.hash; });
}
addEventListener('hashchange', checkAddress);
checkAddress();
`;
