/** Checking the code of a certificate on this device: only signed lists are fetched, and nothing of the code is sent. */
import { statusListId } from '../../core/status.ts';
import type { Verification, VerifiedCertificate } from '../../core/verdict.ts';
import type { TrustList } from '../../verify/light/trust-list.ts';
import { checkSeal, conclude, openStatusList, openTrustList, readStatus } from '../../verify/light/verify.ts';
import { languageOf } from '../words.ts';
import { clockIsOff, kept, load, now } from './lists.ts';
import { names, origin, timeZone, words } from './page.ts';

const STATUS_LIMIT_MS = 2_500;
/** A kept copy is at hand sooner than a slow answer; without one, waiting is all there is. */
const TRUST_LIMIT_MS = 10_000;

const TRUST_LIST = '/trust-list';

/** `pending` is shown what holds whatever the status is. The last word is what comes back. */
export async function checkCode(text: string, pending: (verification: Verification) => void): Promise<Verification> {
  const trustList = await loadTrustList();
  const judgement = await checkSeal(text, { trustList, timeZone, now: now() });
  const { slot } = judgement;
  if (!slot || !trustList) return finished(judgement.verification, trustList);

  pending(withNames(judgement.verification));
  const status = await readStatus(slot, (kind) =>
    load(`/status/${statusListId(slot.agency, slot.group, kind)}`, STATUS_LIMIT_MS, (jwt, current) =>
      openStatusList(jwt, { slot, kind, trustList, now: now(), current }),
    ),
  );
  return finished(conclude(judgement, status), trustList);
}

/** The trust list, signed by the authority as its DID document has it; undefined when none can be had that is. */
async function loadTrustList(): Promise<TrustList | undefined> {
  const limit = (await kept(TRUST_LIST)) === undefined ? TRUST_LIMIT_MS : STATUS_LIMIT_MS;
  const authority = load<unknown>('/.well-known/did.json', limit, async (text) => JSON.parse(text));
  const opened = load(TRUST_LIST, limit, async (jwt, current) =>
    openTrustList(jwt, { origin, authority: await authority, now: now(), current }),
  );
  const [, list] = await Promise.allSettled([authority, opened]);
  return list.status === 'fulfilled' ? list.value : undefined;
}

function finished(verification: Verification, trustList: TrustList | undefined): Verification {
  const { notices = [], asOf } = verification;
  const fromKept = asOf !== undefined || trustList?.current === false;
  const all = [...notices, ...(clockIsOff() ? ['clock'] : []), ...(fromKept ? ['kept'] : [])];
  return { ...withNames(verification), notices: all };
}

/** A seal has room for codes and hardly for names. Codes are what was signed. */
function withNames(verification: Verification): Verification {
  const { certificate } = verification;
  return certificate ? { ...verification, certificate: named(certificate) } : verification;
}

function named(certificate: VerifiedCertificate): VerifiedCertificate {
  const { occupation, level } = certificate;
  const known =
    occupation && names.occupations[`${occupation.classification} ${occupation.edition} ${occupation.code}`];
  // The name in a seal is the Chinese one, frozen at issue.
  const keeps = languageOf(words) === 'zh' && occupation?.name;
  const levelName = level && names.levels[`${level.scheme} ${level.code}`];
  return {
    ...certificate,
    ...(occupation && known && !keeps && { occupation: { ...occupation, name: { zh: known, en: known } } }),
    ...(level && levelName && { level: { ...level, name: { zh: levelName, en: levelName } } }),
  };
}
