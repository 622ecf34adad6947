/** Programs that others wrote check what we sign: Digital Bazaar's verifier and jose, over HTTP, without a line of ours. */
import { beforeAll, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { didDocument, verifyEmbedded, verifyJwt } from './foreign.ts';
import { forge } from './forge.ts';
import { verdictsOn } from './forms.ts';
import { entriesOf, fetchList } from './lists.ts';
import { A, B } from './people.ts';
import { issued, request } from './requests.ts';
import { type Answer, describeEngines, type World } from './world.ts';

const changes: Record<string, (credential: Record<string, unknown>) => object> = {
  'another name': (one) => ({ ...one, credentialSubject: { ...Object(one.credentialSubject), name: '冒名者' } }),
  'another number': (one) => ({ ...one, number: 'S000033000107263999999' }),
  'no status': ({ credentialStatus: _, ...one }) => one,
  'a longer life': (one) => ({ ...one, validUntil: '2099-01-01T00:00:00Z' }),
  'a term that nobody defines': (one) => ({ ...one, nickname: 'x' }),
  'another issuer': (one) => ({ ...one, issuer: 'did:web:elsewhere.example' }),
  'no proof': ({ proof: _, ...one }) => one,
};

describeEngines('A certificate, for programs of others', [], (world) => {
  let certificate: Presented;
  beforeAll(async () => {
    certificate = await issued(world);
  });

  test('has a good embedded proof and a good JWT', async () => {
    expect(await verifyEmbedded(world, certificate.credential)).toEqual({ verified: true });
    expect(await verifyJwt(world, certificate.jwt)).toMatchObject({ id: certificate.credential.id });
  });

  test.each(Object.keys(changes))('is refused with %s', async (what) => {
    const changed = changes[what]?.(structuredClone(certificate.credential)) ?? {};
    const { verified } = await verifyEmbedded(world, changed).catch(() => ({ verified: false }));
    expect(verified).toBe(false);
  });

  test('is refused as a JWT with another payload', async () => {
    const [header, payload = '', signature] = certificate.jwt.split('.');
    const other = Buffer.from(payload, 'base64url').toString().replace(certificate.number, `${certificate.number}0`);
    const jwt = [header, Buffer.from(other).toString('base64url'), signature].join('.');
    await expect(verifyJwt(world, jwt)).rejects.toThrow('signature verification failed');
  });
});

describeEngines('A certificate that runs out', ['move the clock'], (world) => {
  test('is good to the end of its last day, for us and for others, and expired after it', async () => {
    const { holder, occupation, level, assessment, issuedOn } = request(world);
    const certificate = await issued(world, {
      template: 'special-capability-cn',
      holder,
      occupation,
      level,
      assessment: { ...assessment, route: 'special_capability' },
      issuedOn,
    });
    const { validUntil } = certificate.credential as { validUntil: string };
    const verdicts = async () => Object.values(await verdictsOn(world, certificate)).map(({ verdict }) => verdict);
    world.pass(Date.parse(validUntil) - world.now().getTime() - 60_000);
    expect(new Set(await verdicts())).toEqual(new Set(['valid']));
    expect(await verifyEmbedded(world, certificate.credential)).toEqual({ verified: true });
    // Others allow for clocks that differ by five minutes.
    world.pass(7 * 60_000);
    expect(new Set(await verdicts())).toEqual(new Set(['expired']));
    expect(await verifyEmbedded(world, certificate.credential)).toMatchObject({ verified: false });
  });
});

describeEngines('What the authority publishes, for programs of others', [], (world) => {
  test('the trust list is signed by the authority, in both media types', async () => {
    const list = (type: string): Promise<Answer<Record<string, unknown>>> =>
      world.call('GET /trust-list', { headers: { Accept: type } });
    const { body, headers } = await list('application/vc');
    expect(headers.get('Content-Type')).toBe('application/vc');
    expect(body.issuer).toBe(authorityOf(world));
    expect(await verifyEmbedded(world, body)).toEqual({ verified: true });
    const jwt = await list('application/vc+jwt');
    expect(await verifyJwt(world, jwt.text)).toMatchObject({ id: `${world.origin}/trust-list` });
    const { proof: _, ...unsigned } = body;
    expect(await verifyJwt(world, jwt.text)).toEqual(unsigned);
  });

  test('it names every agency with the keys that its DID document has, and one changed word breaks it', async () => {
    const { body } = await world.call<TrustList>('GET /trust-list');
    const { entries } = body.credentialSubject;
    expect(entries.map(({ owner }) => owner)).toEqual(['authority', A.code, B.code]);
    for (const { id, keys } of entries) {
      const { assertionMethod } = await didDocument(world, id);
      expect(keys.map((key) => `${id}#${key.id}`).sort()).toEqual([...assertionMethod].sort());
    }
    const [first, ...others] = entries;
    const subject = { ...body.credentialSubject, entries: [{ ...first, uscc: '91350100M000100Y43' }, ...others] };
    const { verified } = await verifyEmbedded(world, { ...body, credentialSubject: subject });
    expect(verified).toBe(false);
  });

  test('a status list is signed by whoever acts through it', async () => {
    const { credential } = await issued(world);
    for (const [name, { statusListCredential }] of Object.entries(entriesOf(credential))) {
      const { body } = await fetchList(world, statusListCredential);
      expect(body.issuer).toBe(name.startsWith('authority') ? authorityOf(world) : agencyOf(world, A.code));
      expect(await verifyEmbedded(world, body)).toEqual({ verified: true });
      const { verified } = await verifyEmbedded(world, { ...body, issuer: agencyOf(world, B.code) });
      expect(verified).toBe(false);
    }
  });
});

describeEngines('One agency that signs in the name of another', ['reach the register'], (world) => {
  test('is found out by programs of others and by us: the key is not in the issuer’s document', async () => {
    const genuine = await issued(world);
    const records = await world.deps.store.keys(B.code);
    const [one, two] = await Promise.all(records.map((record) => world.deps.signer.open(record)));
    if (!one || !two) throw new Error('agency B has two keys');
    const [Ed25519, ES256] = one.algorithm === 'Ed25519' ? [one, two] : [two, one];
    const forged = await forge(world, genuine, { Ed25519, ES256 }, {});
    // Under the name of its own key, which is in another document.
    const proof = { ...Object(forged.credential.proof) };
    proof.verificationMethod = proof.verificationMethod.replace(A.code, B.code);

    for (const credential of [forged.credential, { ...forged.credential, proof }]) {
      expect((await verifyEmbedded(world, credential).catch(() => ({ verified: false }))).verified).toBe(false);
      for (const verdict of Object.values(await verdictsOn(world, { ...forged, credential }))) {
        expect(['not_authentic', 'cannot_check']).toContain(verdict.verdict);
        expect(verdict.certificate).toBeUndefined();
      }
    }
    await expect(verifyJwt(world, forged.jwt)).rejects.toThrow('does not list');
  });
});

interface TrustList {
  readonly credentialSubject: {
    readonly entries: readonly { owner: string; id: string; uscc: string; keys: readonly { id: string }[] }[];
  };
}

function authorityOf(world: World): string {
  return `did:web:${encodeURIComponent(new URL(world.origin).host)}`;
}

function agencyOf(world: World, code: string): string {
  return `${authorityOf(world)}:agencies:${code}`;
}
