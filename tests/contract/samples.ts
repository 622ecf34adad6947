/** Synthetic rows for the Store's contract. */
import type { ApiKey } from '../../src/core/actor.ts';
import type { Agency, StandingStep } from '../../src/core/agency.ts';
import type { Batch, BatchPart } from '../../src/core/batch.ts';
import type { Occupation, Standard } from '../../src/core/catalogue.ts';
import type { PreparedCertificate, Securing, SignedCopy } from '../../src/core/certificate.ts';
import type { Event } from '../../src/core/event.ts';
import type { Job } from '../../src/core/jobs.ts';
import type { KeyRecord } from '../../src/core/key.ts';
import type { Block } from '../../src/core/ledger.ts';
import type { Person } from '../../src/core/person.ts';
import type { Share } from '../../src/core/share.ts';
import type { StatusMark, StatusSlot } from '../../src/core/status.ts';
import type { Template } from '../../src/core/template.ts';
import type { WalletGrant, WalletOffer, WalletRequest } from '../../src/core/wallet.ts';

/** 2026-11-01T00:00:00Z. */
export const NOW = 1_793_491_200_000;
export const AGENCY = 'S000033000107';
export const OTHER = 'Y000123000012';

/** The n-th of a row of time-ordered ids. */
export function id(n: number): string {
  return `01995000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function agency(code = AGENCY): Agency {
  const name = { zh: '浙江示范评价中心', en: 'Zhejiang Model Assessment Centre' };
  return { code, uscc: '91350100M000100Y43', name, class: 'S', region: '33', createdAt: NOW };
}

export function step(n: number, more: Partial<StandingStep> = {}): StandingStep {
  return {
    id: id(n),
    agency: AGENCY,
    kind: 'suspend',
    from: '2026-11-01',
    reason: 'inspection',
    recordedAt: NOW,
    ...more,
  };
}

export function occupation(code: string): Occupation {
  return {
    classification: 'CN-OCD',
    edition: '2022',
    code,
    name: { zh: '人工智能训练师', en: 'AI trainer' },
    digital: true,
    green: false,
    aliases: [{ edition: '2015', code: '4-04-05-05' }],
    directions: [{ zh: '数据标注员', en: 'data annotator' }],
    verified: true,
  };
}

export function standard(n: number, version: string, code = '4-04-05-05'): Standard {
  const title = { zh: '国家职业标准', en: 'National occupational standard' };
  const { classification, edition } = occupation(code);
  return {
    id: `standard-${n}`,
    kind: 'national_standard',
    version,
    documentNumber: `GZB ${n}`,
    title,
    occupation: { classification, edition, code },
  };
}

export function template(name: string, version: number): Template {
  return {
    id: name,
    version,
    credentialType: 'skill_level',
    name: { zh: '职业技能等级证书', en: 'Skill level certificate' },
    schema: 'skill-level-cn-1.schema.json',
    levelScheme: 'CN-SKILL',
    numbering: 'cn-vslc-22',
    formats: ['eddsa-rdfc-2022', 'vc+jwt', 'seal'],
    validityMonths: null,
    policy: { approval: 'none', routes: ['social_assessment'], requiredScores: ['theory', 'practical'] },
  };
}

export function key(n: number, more: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: `key-${n}`,
    owner: AGENCY,
    algorithm: 'Ed25519',
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    wrapped: 'v1.AAAA',
    state: 'active',
    createdAt: NOW + n,
    ...more,
  };
}

export function apiKey(n: number, more: Partial<ApiKey> = {}): ApiKey {
  return {
    id: id(n),
    hash: `hash-${n}`,
    kind: 'agency',
    organisation: AGENCY,
    roles: ['clerk', 'signer'],
    person: 'p-1',
    createdAt: NOW + n,
    expiresAt: NOW + 1_000_000,
    ...more,
  };
}

export function person(n: number, more: Partial<Person> = {}): Person {
  return {
    id: id(n),
    agency: AGENCY,
    blindIndex: `blind-${n}`,
    sealedIdentity: `sealed-${n}`,
    createdAt: NOW,
    ...more,
  };
}

export function slot(index: number, group = 1): StatusSlot {
  return { agency: AGENCY, group, index };
}

export function certificate(n: number, more: Partial<PreparedCertificate> = {}): PreparedCertificate {
  return {
    ...slot(n),
    id: id(n),
    number: `S000033000107263${String(n).padStart(6, '0')}`,
    numberScheme: 'cn-vslc-22',
    numberCheck: 'E',
    template: 'skill-level-cn',
    templateVersion: 1,
    person: id(n),
    holderName: '张伟',
    maskedId: '1101**********002X',
    occupation: {
      classification: 'CN-OCD',
      edition: '2022',
      code: '4-04-05-05',
      name: { zh: '人工智能训练师', en: 'AI trainer' },
    },
    level: { scheme: 'CN-SKILL', code: '3' },
    route: 'social_assessment',
    assessedOn: '2026-10-18',
    issuedOn: '2026-11-01',
    document: `{"b":${n},"a":"exactly these bytes, 张伟"}`,
    keys: { Ed25519: 'key-1', ES256: 'key-2' },
    preparedAt: NOW,
    ...more,
  };
}

export const securing: Securing = {
  proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', proofValue: 'z3abc' },
  jwt: { header: 'eyJhbGciOiJFUzI1NiJ9', signature: 'c2ln' },
  seal: 'hEOh',
};

export function mark(index: number, more: Partial<StatusMark> = {}): StatusMark {
  return {
    ...slot(index),
    kind: 'agency-revocation',
    certificate: id(index),
    since: NOW,
    reason: 'exam_fraud',
    effect: 'void',
    ...more,
  };
}

export function event(n: number, more: Partial<Event> = {}): Event {
  return {
    id: id(n),
    at: NOW + n,
    type: 'certificate.prepared',
    subject: id(n),
    owner: AGENCY,
    person: 'p-1',
    organisation: AGENCY,
    data: { number: `n-${n}` },
    ...more,
  };
}

/** The block `seq` with the events of these numbers; nothing in it is a real hash. */
export function block(seq: number, events: readonly number[]): Block {
  const entries = events.map((n) => [id(n), `digest-${n}`] as const);
  return { seq, at: NOW + seq, entries, events: seq * 10, hash: `hash-${seq}`, checkpoint: `jws-${seq}` };
}

export function copy(digest: string, more: Partial<SignedCopy> = {}): SignedCopy {
  return { id: digest, certificate: id(1), agency: AGENCY, format: 'dc+sd-jwt', signedAt: NOW, ...more };
}

export function walletOffer(n: number, more: Partial<WalletOffer> = {}): WalletOffer {
  const times = { createdAt: NOW, expiresAt: NOW + 1 };
  return { id: id(n), certificate: id(1), agency: AGENCY, maker: 'agency', txHash: 'h', ...times, ...more };
}

export function walletGrant(n: number, more: Partial<WalletGrant> = {}): WalletGrant {
  const times = { createdAt: NOW, expiresAt: NOW + 1 };
  return { offer: id(n), certificate: id(1), agency: AGENCY, tokenHash: `token-${n}`, ...times, ...more };
}

export function walletRequest(n: number, more: Partial<WalletRequest> = {}): WalletRequest {
  const keys = [{ kty: 'OKP', crv: 'Ed25519', x: 'x' }] as const;
  return { id: id(n), offer: id(n), configuration: 'a', certificate: id(1), agency: AGENCY, keys, at: NOW, ...more };
}

export function share(n: number, more: Partial<Share> = {}): Share {
  return {
    id: id(n),
    certificate: id(n),
    agency: AGENCY,
    recipient: '示范公司',
    purpose: '入职',
    createdAt: NOW,
    expiresAt: NOW + 1000,
    ...more,
  };
}

export function job(n: number, more: Partial<Job> = {}): Job {
  return {
    id: id(n),
    kind: 'count',
    owner: AGENCY,
    state: 'waiting',
    input: {},
    done: 0,
    chunk: 0,
    attempts: 0,
    dueAt: NOW,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
}

export function batch(n: number, more: Partial<Batch> = {}): Batch {
  return {
    id: id(n),
    agency: AGENCY,
    state: 'submitted',
    revision: 0,
    dryRun: false,
    makers: ['clerk'],
    hash: `hash-${n}`,
    rows: 300,
    faulty: 1,
    warned: 0,
    templates: [{ id: 'skill-level-cn', version: 1 }],
    approval: 'agency',
    ignored: [],
    releases: [],
    evidence: [],
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
}

export function batchPart(n: number, part: number, more: Partial<BatchPart> = {}): BatchPart {
  return {
    batch: id(n),
    agency: AGENCY,
    part,
    sealed: `sealed-${n}-${part}`,
    digest: `digest-${part}`,
    failed: 0,
    ...more,
  };
}

/** A text of so many characters that gzip, which looks back 32 KiB, makes little shorter. */
export function longText(length: number, seed: number): string {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(32 + (state >>> 25));
  };
  const noise = Array.from({ length: 50_000 }, next).join('');
  return noise.repeat(Math.ceil(length / noise.length)).slice(0, length);
}
