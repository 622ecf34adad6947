import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../../src/core/calendar.ts';
import type { Verification } from '../../../src/core/verdict.ts';
import { readPresented } from '../../../src/credential/presented.ts';
import { parseSealText, readSeal, sealText, signSeal } from '../../../src/credential/seal.ts';
import { readTrustList } from '../../../src/credential/trust-list.ts';
import { parseJson } from '../../../src/lib/json.ts';
import { checkSeal, verifySeal } from '../../../src/verify/light/verify.ts';
import { NO_STATUS } from '../../../src/verify/status.ts';
import { verifyAgainst } from '../../../src/verify/trust-list.ts';
import { newKey } from '../../credential/seal-input.ts';
import { AGENCY, NOW, ORIGIN, OTHER_AGENCY, openWorld, type World } from '../../http/world.ts';
import { change, factsOf, type Issued, issue, published, sealOf } from './published.ts';

let world: World;
let good: Issued;

beforeAll(async () => {
  world = await openWorld();
  good = await issue(world, '张伟');
});
afterAll(() => world.close());

const results = ({ checks }: Verification) => Object.fromEntries(checks.map(({ id, result }) => [id, result]));

/** The full verifier with the same trust list and no status. */
async function oracle(text: string): Promise<Verification> {
  const entries = readTrustList(parseJson(await (await world.send('GET', '/trust-list')).text()) as object as never);
  const input = { origin: ORIGIN, timeZone: 'Asia/Shanghai', entries, clock: () => NOW, status: NO_STATUS };
  return verifyAgainst(input, readPresented(text));
}

async function withoutStatus(text: string): Promise<Verification> {
  const { trustList, timeZone, now } = await published(world);
  return (await checkSeal(text, { trustList, timeZone, now })).verification;
}

describe('a seal', () => {
  test('is valid when every check passes, and shows what the register knows', async () => {
    const found = await verifySeal(good.seal, await published(world));
    expect(found.verdict).toBe('valid');
    expect(new Set(Object.values(results(found)))).toEqual(new Set(['pass']));
    expect(found.certificate).toMatchObject({
      printedNumber: expect.stringMatching(/^S000033000107263\d{6}-.$/),
      holder: { name: '张伟', maskedId: '1101**********002X' },
      issuer: { code: AGENCY, name: { zh: `评价机构 ${AGENCY}` } },
    });
  });

  test.each<[string, 'signer' | 'officer', string, string, object]>([
    ['revoked by its agency', 'signer', 'revoke', 'misuse', { verdict: 'revoked', by: 'agency' }],
    ['revoked by the authority', 'officer', 'revoke', 'exam_fraud', { verdict: 'revoked', by: 'authority' }],
    ['suspended', 'officer', 'suspend', 'under_investigation', { verdict: 'suspended', by: 'authority' }],
  ])('that was %s', async (_, as, action, reason, verdict) => {
    const issued = await issue(world, `测试${action}${as}`);
    await change(world, issued, as, action, reason);
    const found = await verifySeal(issued.seal, await published(world));
    expect(found).toMatchObject(verdict);
    expect(results(found).status).toBe('fail');
    const { by: _by, checks: _checks, ...said } = await withoutStatus(issued.seal);
    expect(said.verdict).toBe('status_unchecked');
  });

  test('is judged by its dates, and a withdrawal says more than an expiry', async () => {
    const options = await published(world);
    const verdictOf = async (facts: Parameters<typeof sealOf>[2]) =>
      (await verifySeal(await sealOf(world, good, facts), options)).verdict;
    expect(await verdictOf({ validUntil: '2026-11-19' })).toBe('expired');
    expect(await verdictOf({ validUntil: '2026-11-20' })).toBe('valid');
    expect(await verdictOf({ issuedOn: '2026-11-21' })).toBe('not_yet_valid');
    const revoked = await issue(world, '过期');
    await change(world, revoked, 'signer', 'revoke', 'misuse');
    const both = await sealOf(world, revoked, { validUntil: '2026-11-19' });
    expect((await verifySeal(both, await published(world))).verdict).toBe('revoked');
  });

  test('of an agency that was not entitled is not recognised', async () => {
    const options = await published(world);
    for (const facts of [
      { occupation: { classification: 'CN-OCD', edition: '2022', code: '6-18-02-04' } },
      { level: { scheme: 'CN-SKILL', code: '1' } },
      { issuedOn: '2019-12-31' },
    ]) {
      const found = await verifySeal(await sealOf(world, good, facts), options);
      expect(found.verdict).toBe('issuer_unknown');
      expect(results(found)).toMatchObject({ issuer: 'pass', entitlement: 'fail', status: 'skipped' });
    }
  });

  test('of text that is none of ours, or damaged, shows no claims', async () => {
    const options = await published(world);
    const damaged = good.seal.slice(0, -1);
    for (const [text, verdict] of [
      ['https://elsewhere.test/', 'not_ours'],
      ['', 'not_ours'],
      [damaged, 'not_authentic'],
      [good.seal.replace('#1', '#7'), 'not_authentic'],
    ] as const) {
      const found = await verifySeal(text, options);
      expect(found.verdict).toBe(verdict);
      expect(found.certificate).toBeUndefined();
    }
  });
});

describe('what cannot be known is never green', () => {
  test('without a trust list', async () => {
    const { trustList: _, ...rest } = await published(world);
    const found = await verifySeal(good.seal, { ...rest, trustList: undefined });
    expect(found.verdict).toBe('cannot_check');
    expect(found.certificate).toBeUndefined();
  });

  test('when any of the four lists is silent', async () => {
    const options = await published(world);
    for (const silent of ['agency-revocation', 'agency-suspension', 'authority-revocation', 'authority-suspension']) {
      const found = await verifySeal(good.seal, {
        ...options,
        statusList: async (slot, kind) => {
          if (kind === silent) throw new TypeError('network');
          return options.statusList(slot, kind);
        },
      });
      expect([found.verdict, results(found).status]).toEqual(['status_unchecked', 'unknown']);
    }
  });

  test('when the lists are not valid at the time', async () => {
    const later = await published(world, { now: NOW + DAY + 60_000 });
    expect((await verifySeal(good.seal, later)).verdict).toBe('status_unchecked');
    await expect(published(world, { now: NOW + 2 * DAY + 60_000 })).rejects.toThrow('too old');
    await expect(published(world, { now: NOW - 600_000 })).rejects.toThrow('too old');
    expect((await verifySeal(good.seal, await published(world, { now: NOW - 200_000 }))).verdict).toBe('valid');
  });

  test('from kept copies it says as of when', async () => {
    const kept = await published(world, { current: false, now: NOW + 3_600_000 });
    const found = await verifySeal(good.seal, kept);
    expect(found).toMatchObject({ verdict: 'valid_as_of', asOf: '2026-11-20T08:00:00Z' });
  });

  test('of one kept list and current others, the kept one says as of when', async () => {
    const [kept, current] = [await published(world, { current: false }), await published(world)];
    const found = await verifySeal(good.seal, {
      ...current,
      statusList: (slot, kind) => (kind === 'authority-suspension' ? kept : current).statusList(slot, kind),
    });
    expect(found.verdict).toBe('valid_as_of');
  });

  test('a kept trust list does not know a new key, a current one knows that there is none', async () => {
    const stranger = sealText(ORIGIN, await signSeal(factsOf(good), await newKey()));
    const { statusList } = await published(world);
    for (const [current, verdict] of [
      [false, 'cannot_check'],
      [true, 'not_authentic'],
    ] as const) {
      const { trustList, timeZone, now } = await published(world, { current });
      expect((await verifySeal(stranger, { trustList, timeZone, now, statusList })).verdict).toBe(verdict);
    }
  });
});

describe('altered seals', () => {
  test('are never good, whichever byte differs, and the full verifier says the same', async () => {
    const bytes = parseSealText(good.seal) ?? new Uint8Array();
    const { trustList, timeZone, now } = await published(world);
    for (let at = 0; at < bytes.length; at++) {
      const altered = sealText(
        ORIGIN,
        Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte)),
      );
      const { verification, slot } = await checkSeal(altered, { trustList, timeZone, now });
      expect([verification.verdict, slot], `byte ${at}`).toEqual(['not_authentic', undefined]);
      expect(verification.certificate).toBeUndefined();
      const full = await oracle(altered);
      // A record code that no agency can have is looked up elsewhere by the full verifier, and not found.
      if (full.verdict !== 'cannot_check') expect(results(verification), `byte ${at}`).toEqual(results(full));
    }
  });

  test('nor is any field that another signature goes with', async () => {
    const facts = factsOf(good);
    const { trustList, timeZone, now } = await published(world);
    const [signature] = [(parseSealText(good.seal) ?? new Uint8Array()).slice(-64)];
    for (const change of [
      { certificate: '019d6c1f-5a00-7b3c-9e41-2f60718293a5' },
      { agency: OTHER_AGENCY },
      { issuedOn: '2026-11-02' },
      { validUntil: '2036-11-01' },
      { group: 2 },
      { index: facts.index + 1 },
      { number: `${facts.number.slice(0, -1)}9` },
      { holderName: '李伟' },
      { maskedId: '1101**********0021' },
      { occupation: { ...facts.occupation, code: '4-04-05-13' } },
      { level: { scheme: 'CN-SKILL', code: '1' } },
    ]) {
      const changed = await signSeal(
        { ...facts, ...change },
        { ...(await newKey()), id: readSeal(parseSealText(good.seal) ?? new Uint8Array()).kid },
      );
      const text = sealText(ORIGIN, Uint8Array.from([...changed.slice(0, -64), ...signature]));
      expect((await checkSeal(text, { trustList, timeZone, now })).verification.verdict).toBe('not_authentic');
    }
  });
});

test('the full verifier says the same of all that is not about the status', async () => {
  const texts = [
    good.seal,
    await sealOf(world, good, { issuedOn: '2019-12-31' }),
    await sealOf(world, good, { issuedOn: '2026-11-21' }),
    await sealOf(world, good, { validUntil: '2026-11-19' }),
    await sealOf(world, good, { level: { scheme: 'CN-SKILL', code: '1' } }),
    'https://cert.example/v#1',
    'hello',
  ];
  for (const text of texts) {
    const [light, full] = [await withoutStatus(text), await oracle(text)];
    const strip = ({ checks: _, ...rest }: Verification) => rest;
    expect(strip(light), text).toEqual(strip(full));
    expect(results(light), text).toEqual(results(full));
  }
});

describe('a compromised key', () => {
  test('leaves its seals open, since only the register knows what came before', async () => {
    const [key] = (await world.deps.store.keys(AGENCY)).filter(({ algorithm }) => algorithm === 'ES256');
    const route = `/v1/keys/${key?.id}/state`;
    const answer = await world.send('POST', route, {
      as: 'officer',
      body: { state: 'compromised', since: '2026-11-20T07:00:00Z' },
    });
    expect(answer.status).toBe(200);
    const found = await verifySeal(good.seal, await published(world));
    expect([found.verdict, results(found).signature]).toEqual(['cannot_check', 'unknown']);
    expect(found.certificate).toBeUndefined();
  });
});
