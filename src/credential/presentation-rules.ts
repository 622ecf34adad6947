/** What VC Data Model 2.0 demands of presentations and of envelopes (section 4.13). */
import { CREDENTIALS_V2 } from './contexts.ts';
import { isObject, isUrl, listOf } from './credential-form.ts';
import { contextVersion, eachObject, idFaults, typedFaults, typeFaults } from './credential-rules.ts';
import type { Fault, Report } from './rules.ts';

type Members = Readonly<Record<string, unknown>>;

/** All rules that a presentation breaks, its proofs and what its credentials hold apart. */
export function presentationFaults(document: Members): Fault[] {
  const faults: Fault[] = [];
  const report: Report = (rule, pointer, message) => faults.push({ rule, pointer, message });
  contextVersion(document, 'presentation', report);
  idFaults(document.id, 'presentation/id', '/id', report);
  typeFaults(document.type, 'VerifiablePresentation', 'presentation/type', report);
  const { holder, verifiableCredential } = document;
  if (holder !== undefined && !isUrl(isObject(holder) ? holder.id : holder)) {
    report('presentation/holder', '/holder', 'must be a URL, or an object with one as id');
  }
  for (const [at, one] of listOf(verifiableCredential).entries()) {
    if (!isObject(one)) report('presentation/credential', `/verifiableCredential/${at}`, 'must be a credential');
  }
  const rule = 'presentation/terms-of-use';
  eachObject(document.termsOfUse, rule, '/termsOfUse', report, (one, pointer) =>
    typedFaults(one, { rule, pointer, id: false }, report),
  );
  return faults;
}

/** The holder of a presentation without faults, if it names one. */
export function holderOf({ holder }: Members): string | undefined {
  if (holder === undefined) return undefined;
  return String(isObject(holder) ? holder.id : holder);
}

export type Enveloped = 'credential' | 'presentation';
const ENVELOPES = {
  EnvelopedVerifiableCredential: { what: 'credential', media: 'application/vc+jwt' },
  EnvelopedVerifiablePresentation: { what: 'presentation', media: 'application/vp+jwt' },
} as const;

/** Whether a document says that it is an envelope, good or bad. */
export function isEnvelope({ type }: Members): boolean {
  return [type].flat().some((name) => typeof name === 'string' && Object.hasOwn(ENVELOPES, name));
}

/** The token in an envelope of that kind, or the rules that it breaks (sections 4.13.2 and 4.13.3). */
export function openEnvelope(
  envelope: Members,
  what: Enveloped,
): { readonly jwt: string } | { readonly faults: Fault[] } {
  const faults: Fault[] = [];
  const report: Report = (rule, pointer, message) => faults.push({ rule, pointer, message });
  const { '@context': context, id, type } = envelope;
  if (![context].flat().includes(CREDENTIALS_V2))
    report('envelope/context', '/@context', `must hold ${CREDENTIALS_V2}`);
  const types = [type].flat();
  const [name = ''] = types;
  const kind = Object.entries(ENVELOPES).find(([known]) => known === name)?.[1];
  if (types.length !== 1 || kind?.what !== what)
    report('envelope/type', '/type', `must be that of an enveloped ${what}`);
  const [head = '', jwt = ''] = typeof id === 'string' ? id.split(',', 2) : [];
  const media = head.replace(/^data:/i, '').toLowerCase();
  if (!/^data:/i.test(head) || jwt === '') report('envelope/id', '/id', 'must be a data: URL');
  else if (media !== kind?.media)
    report('envelope/id', '/id', `must be of ${kind?.media ?? 'a media type for envelopes'}`);
  return faults.length > 0 ? { faults } : { jwt };
}

/** An envelope around a signed credential. */
export function envelop(jwt: string): Record<string, unknown> {
  return { '@context': [CREDENTIALS_V2], id: `data:application/vc+jwt,${jwt}`, type: 'EnvelopedVerifiableCredential' };
}
