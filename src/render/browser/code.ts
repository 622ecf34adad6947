/** Checking certificates on this device: only signed lists are fetched, and nothing of a certificate is sent. */
import { type StatusListKind, type StatusSlot, statusListId } from '../../core/status.ts';
import type { Verification, VerifiedCertificate } from '../../core/verdict.ts';
import type { StatusList } from '../../verify/light/status.ts';
import type { TrustList } from '../../verify/light/trust-list.ts';
import { checkSeal, conclude, openStatusList, openTrustList, readStatus } from '../../verify/light/verify.ts';
import { languageOf } from '../words.ts';
import { clockIsOff, kept, load, now } from './lists.ts';
import { names, origin, timeZone, words } from './page.ts';
import { credentialPart } from './parts.ts';

const STATUS_LIMIT_MS = 2_500;
/** A kept copy is at hand sooner than a slow answer; without one, waiting is all there is. */
const TRUST_LIMIT_MS = 10_000;

const TRUST_LIST = '/trust-list';

/** The code of a certificate. `pending` is shown what holds whatever the status is. The last word is what comes back. */
export async function checkCode(text: string, pending: (verification: Verification) => void): Promise<Verification> {
  const trustList = await loadTrustList();
  const judgement = await checkSeal(text, { trustList, timeZone, now: now() });
  const { slot } = judgement;
  if (!slot || !trustList) return finished(judgement.verification, trustList);

  pending(withNames(judgement.verification));
  const status = await readStatus(slot, (kind) => loadStatusList(trustList, slot, kind));
  return finished(conclude(judgement, status), trustList);
}

/** An electronic certificate, or what another deployment issued. Rejects when the part of the page that can is out of reach. */
export async function checkCredential(text: string): Promise<Verification> {
  const [trustList, { checkText }] = await Promise.all([loadTrustList(), credentialPart()]);
  const verification = await checkText(text, { origin, timeZone, trustList, now, load, statusList: loadStatusList });
  return { ...verification, notices: noticesOn(verification, trustList) };
}

function loadStatusList(trustList: TrustList, slot: StatusSlot, kind: StatusListKind): Promise<StatusList> {
  return load(`/status/${statusListId(slot.agency, slot.group, kind)}`, STATUS_LIMIT_MS, (jwt, current) =>
    openStatusList(jwt, { slot, kind, trustList, now: now(), current }),
  );
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
  return { ...withNames(verification), notices: noticesOn(verification, trustList) };
}

function noticesOn({ notices = [], asOf }: Verification, trustList: TrustList | undefined): string[] {
  const fromKept = asOf !== undefined || trustList?.current === false;
  return [...notices, ...(clockIsOff() ? ['clock'] : []), ...(fromKept ? ['kept'] : [])];
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
