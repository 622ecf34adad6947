/** Whatever somebody hands in to be verified: an answer that is no server error, and never a green word for another text. */
import { beforeAll, expect, test, vi } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import { canonicalizeJson } from '../../src/lib/jcs.ts';
import naughty from '../vectors/blns.json' with { type: 'json' };
import { payloadOf } from './lists.ts';
import { dice, mutateJson, mutateText } from './mutants.ts';
import { issued } from './requests.ts';
import { type Answer, type Call, describeEngines } from './world.ts';

// Hundreds of verifications each; a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const GREEN = ['valid', 'valid_as_of'];
const AT_ONCE = 32;

describeEngines('POST /verify, given', [], (world, { name: engine }) => {
  // What somebody hands in is judged by the same code everywhere; on the slower engines a part of it shows that they are asked alike.
  const part = engine === 'sqlite' ? 1 : 5;
  const mutations = 500 / part;
  const texts = naughty.filter((_, at) => at % part === 0);
  let genuine: Presented;
  let shown: Verification['certificate'];
  beforeAll(async () => {
    genuine = await issued(world);
    const { body } = await world.call<Verification>('POST /verify', { json: genuine.credential });
    expect(body.verdict).toBe('valid');
    shown = body.certificate;
  });

  /** The answers to all of these, none of them a server error. */
  async function answers(calls: readonly Call[]): Promise<Answer<Verification>[]> {
    const all: Answer<Verification>[] = [];
    for (let at = 0; at < calls.length; at += AT_ONCE) {
      const batch = calls.slice(at, at + AT_ONCE);
      all.push(...(await Promise.all(batch.map((call) => world.call<Verification>('POST /verify', call)))));
    }
    for (const [at, { status, text }] of all.entries()) {
      if (status !== 200 && status !== 400) throw new Error(`${status} ${text} for ${JSON.stringify(calls[at])}`);
    }
    return all;
  }

  const asText = (text: string): Call => ({ text, type: 'text/plain' });

  test('naughty strings, finds nothing of ours in them', async () => {
    expect(naughty.length).toBeGreaterThan(500);
    const calls = texts.flatMap((text) => [asText(text), { json: text }, { json: { credential: text } }]);
    const found = await answers(calls);
    for (const [at, { status, body }] of found.entries()) {
      // Three words with dots between could be a JWT, and then it is one with a wrong signature.
      const likeJwt = /^\s*[\w-]+\.[\w-]+\.[\w-]*\s*$/.test(texts[Math.floor(at / 3)] ?? '');
      if (status === 200) expect(body.verdict).toBe(likeJwt ? 'not_authentic' : 'not_ours');
    }
    expect(found.filter(({ status }) => status === 400).length).toBeLessThan(20);
  });

  test('a certificate with a naughty string in it, says that it is not authentic', async () => {
    const subject = Object(genuine.credential.credentialSubject);
    const calls = texts
      .filter((name) => name !== subject.name)
      .map((name): Call => ({ json: { ...genuine.credential, credentialSubject: { ...subject, name } } }));
    for (const { status, body } of await answers(calls)) {
      if (status === 200) expect([body.verdict, body.certificate]).toEqual(['not_authentic', undefined]);
    }
  });

  test(`${mutations} credentials with one place changed, is green only where the same is said`, async () => {
    const roll = dice(1);
    const mutants = Array.from({ length: mutations }, () => mutateJson(genuine.credential, roll));
    const found = await answers(mutants.map((json) => ({ json })));
    const green = mutants.filter((_, at) => GREEN.includes(found[at]?.body.verdict ?? ''));
    for (const { body } of found.filter(({ body }) => body.certificate)) {
      if (GREEN.includes(body.verdict)) expect(body.certificate).toEqual(shown);
    }
    for (const mutant of green) expect(plain(mutant)).toBe(plain(genuine.credential));
    expect(green.length).toBeLessThan(mutations / 10);
  });

  test(`${mutations} credentials with some characters changed, is green only for the same JSON`, async () => {
    const roll = dice(2);
    const text = JSON.stringify(genuine.credential);
    const mutants = Array.from({ length: mutations }, () => mutateText(text, roll, '{}[]",:\\u0019azAZ -\u202e'));
    const found = await answers(mutants.map((mutant) => ({ text: mutant, type: 'application/vc' })));
    for (const [at, { body }] of found.entries()) {
      if (!GREEN.includes(body?.verdict)) continue;
      expect(canonicalizeJson(JSON.parse(mutants[at] ?? ''))).toBe(canonicalizeJson(genuine.credential));
    }
  });

  test.each([
    ['JWT', 'jwt', 'azAZ09-_=. ', 3],
    ['text of a QR code', 'seal', '0123456789', 4],
  ] as const)(
    `${mutations} changes of a %s, is green only for the one that is no change`,
    async (_, form, alphabet, seed) => {
      const roll = dice(seed);
      const mutants = Array.from({ length: mutations }, () => mutateText(genuine[form], roll, alphabet));
      for (const [at, { body }] of (await answers(mutants.map(asText))).entries()) {
        if (GREEN.includes(body.verdict)) expect(codeIn(mutants[at] ?? '')).toBe(codeIn(genuine[form]));
      }
      expect((await answers([asText(` ${genuine[form]}\n`)]))[0]?.body.verdict).toBe('valid');
    },
  );

  test('a JWT with another payload, header or algorithm, says that it is not authentic', async () => {
    const [header = '', payload = '', signature = ''] = genuine.jwt.split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = payloadOf<Record<string, unknown>>(genuine.jwt);
    const own = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = [
      `${header}.${encode({ ...claims, number: 'S000033000107263999999' })}.${signature}`,
      `${encode({ ...own, alg: 'none' })}.${payload}.`,
      `${encode({ ...own, alg: 'HS256' })}.${payload}.${signature}`,
      `${encode({ ...own, kid: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' })}.${payload}.${signature}`,
      `${encode({ ...own, crit: ['exp'] })}.${payload}.${signature}`,
      `${header}.${payload}.${'A'.repeat(86)}`,
    ];
    for (const { body } of await answers(forged.map(asText))) expect(body.verdict).toBe('not_authentic');
  });

  test('garbage, answers', async () => {
    const roll = dice(5);
    const bytes = (length: number) => Uint8Array.from({ length }, () => roll(256));
    const types = ['application/json', 'application/vc', 'application/vc+jwt', 'application/jwt', 'text/plain'];
    const random = Array.from(
      { length: 200 },
      (_, n): Call => ({ text: bytes(roll(2_000)), type: types[n % 5] ?? '' }),
    );
    const shaped: Call[] = [
      { json: {} },
      { json: { credential: [genuine.credential] } },
      { json: { type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${'a.'.repeat(1_000)}` } },
      { json: { ...genuine.credential, '@context': 'http://127.0.0.1:1/context' } },
      { json: { ...genuine.credential, issuer: 'did:web:127.0.0.1%3A1' } },
      { json: { ...genuine.credential, proof: Array(100).fill(genuine.credential.proof) } },
      { json: { ...genuine.credential, more: '['.repeat(200) } },
      { text: `{"a":${'['.repeat(60)}${']'.repeat(60)}}`, type: 'application/json' },
      asText(`${world.origin}/v#1${'9'.repeat(5_000)}`),
      asText(`${world.origin}/v#2123`),
      asText(`${world.origin}/v#1`),
      asText('1'.repeat(200_000)),
    ];
    for (const { body } of await answers([...random, ...shaped])) expect(GREEN).not.toContain(body?.verdict);
  });

  test('and is none the worse for it', async () => {
    const found = await answers([{ json: genuine.credential }, asText(genuine.jwt), asText(genuine.seal)]);
    expect(found.map(({ body }) => body.verdict)).toEqual(['valid', 'valid', 'valid']);
  });
});

/** What JSON-LD sees as one: a single value and a list of it, a list in another order or with a value twice. */
function plain(value: unknown): string {
  if (Array.isArray(value)) {
    const items = [...new Set(value.map(plain))].sort();
    return items.length === 1 ? String(items[0]) : `[${items}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${plain(member)}`);
  return members.length === 1 && '@value' in value ? plain(value['@value']) : `{${members.sort()}}`;
}

/** What counts in a text: all of a JWT; the digits of a code, whose host an app of ours ignores. */
function codeIn(text: string): string {
  return text.trim().replace(/^https?:\/\/[^\s/?#]+\/v(\?[^\s#]*)?#/, '');
}
