/** The script of `GET /v`: from a code, a text, a file or a number to a verdict. */
import type { Verification } from '../../core/verdict.ts';
import { sealBytes } from '../../verify/light/seal.ts';
import { isCredential } from '../../verify/light/verify.ts';
import { checkCode, checkCredential } from './code.ts';
import { forgetOld, now } from './lists.ts';
import { byId, origin } from './page.ts';
import { cameraPart, filePart, servicePart } from './parts.ts';
import type { Message } from './service.ts';
import { type Shown, showBusy, showPending, showVerdict, showWays } from './view.ts';

const REMEMBERED = 'yinzheng-shown';

/** The check under way: one that began earlier has nothing more to say. */
let current = 0;
/** The result on the page. */
let result: Shown | undefined;

/** Checks the code in the page's address; other fragments lead to the ways. */
async function checkAddress(): Promise<void> {
  if (!/^#\d/.test(location.hash)) {
    current++;
    showWays();
    if (location.hash === '#lookup') byId('number').focus();
    return;
  }
  await checkHere(`${origin}/v${location.hash}`);
}

async function checkHere(text: string): Promise<void> {
  await answer(async (pending) => {
    const verification =
      isCredential(text) || isElsewhere(text) ? await checkCredential(text) : await checkCode(text, pending);
    return { verification, at: now(), text };
  });
}

async function askThere(question: () => Promise<Verification | Message>, text?: string): Promise<void> {
  await answer(async () => {
    const said = await question();
    return typeof said === 'string' ? said : { verification: said, at: now(), text, there: true };
  });
}

/** More about what is shown, or about a day in the past. */
async function askAbout(text = '', on?: string): Promise<void> {
  await askThere(async () => (await servicePart()).askService(text, on), text);
}

/** Shows what is found, unless another check has begun since. */
async function answer(
  find: (pending: (verification: Verification) => void) => Promise<Shown | Message>,
): Promise<void> {
  const mine = ++current;
  showBusy();
  const found = await find((pending) => {
    if (mine === current) showPending(pending);
  }).catch(() => 'failed' as const);
  if (mine !== current) return;
  if (typeof found === 'string') showWays(found);
  else show(found);
}

function show(shown: Shown): void {
  result = shown;
  showVerdict(shown);
}

/** Whatever somebody typed, pasted, scanned or dropped. A code goes into the address, where Back and Reload find it. */
async function checkText(text: string): Promise<void> {
  // Messengers and mail break long lines; only JSON has spaces of its own.
  const trimmed = text.trimStart().startsWith('{') ? text.trim() : text.replace(/\s+/g, '');
  const [, token] = /^https?:\/\/[^\s/?#]+\/v\/([a-z2-7]{26})(?:[?#].*)?$/.exec(trimmed) ?? [];
  if (token) location.assign(`/v/${token}${location.search}`);
  else if (isCode(trimmed)) {
    const fragment = trimmed.slice(trimmed.indexOf('#') + 1);
    if (location.hash === `#${fragment}`) await checkAddress();
    else location.hash = fragment;
  } else if (trimmed.startsWith('{') && !isJson(trimmed)) showWays('unreadable');
  else await checkHere(trimmed);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A link to another deployment, or to one that our own may be as well. */
function isElsewhere(text: string): boolean {
  return /^http/.test(text) && !text.startsWith(origin);
}

function isCode(text: string): boolean {
  try {
    return !isElsewhere(text) && sealBytes(text) !== undefined;
  } catch {
    return true;
  }
}

async function checkFile(file: File | undefined): Promise<void> {
  if (!file) return;
  const mine = ++current;
  showBusy();
  const found = await filePart()
    .then(({ textIn }) => textIn(file))
    .catch(() => ({ message: 'failed' }) as const);
  if (mine !== current) return;
  if ('message' in found) showWays(found.message);
  else await checkText(found.text);
}

async function useCamera(): Promise<void> {
  try {
    const { scan } = await cameraPart();
    const text = await scan(byId('camera'));
    if (text !== undefined) await checkText(text);
  } catch {
    showWays('noCamera');
  }
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  again: () => checkHere(result?.text ?? ''),
  ask: () => askAbout(result?.text),
  // Called by itself, it would not know its window.
  print: () => window.print(),
};

/** What was typed, once it may be sent. */
async function submitLookup({ number = '', name = '' }: Readonly<Record<string, string>>): Promise<void> {
  const { lookUp, accepts } = await servicePart();
  if (accepts(number, byId('number'), byId('number-fault'))) await askThere(() => lookUp(number, name));
}

function listen(): void {
  addEventListener('hashchange', checkAddress);
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    checkFile(event.dataTransfer?.files[0]);
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const said = Object.fromEntries(new FormData(form)) as Record<string, string>;
    if (form.id === 'lookup') submitLookup(said).catch(() => showWays('failed'));
    else if (form.id === 'day') askAbout(result?.text, said.on);
    else checkText(said.text ?? '');
  });
  byId('result').addEventListener('click', ({ target }) => ACTIONS[(target as HTMLElement).dataset.do ?? '']?.());
  const file = byId<HTMLInputElement>('file');
  byId('choose').onclick = () => file.click();
  file.onchange = () => {
    checkFile(file.files?.[0]);
    // The same file may be chosen again.
    file.value = '';
  };
  byId('scan').onclick = useCamera;
  // The other language is another page. A code is in the address, and any other result goes along.
  const language = document.querySelector<HTMLAnchorElement>('a.language');
  language?.addEventListener('click', () => {
    language.hash = location.hash;
    if (result && !location.hash) remember(result);
  });
}

function remember(shown: Shown): void {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(shown));
  } catch {
    // A browser that keeps nothing: the reader looks it up once more.
  }
}

function recall(): Shown | undefined {
  try {
    const text = sessionStorage.getItem(REMEMBERED);
    sessionStorage.removeItem(REMEMBERED);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

listen();
const recalled = recall();
if (recalled) show(recalled);
else checkAddress();

forgetOld();
// Browsers tell no more than that before the camera is allowed.
navigator.mediaDevices?.enumerateDevices().then((devices) => {
  byId('camera').hidden = !devices.some(({ kind }) => kind === 'videoinput');
});
// Without it the page works just as well, while there is a network.
navigator.serviceWorker?.register('/assets/service-worker.js', { scope: '/v' }).catch(() => {});
