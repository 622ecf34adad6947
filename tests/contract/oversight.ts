import { describe, expect, test } from 'vitest';
import type { SignedAgencyRecord } from '../../src/core/agency.ts';
import type { Norm } from '../../src/core/norm.ts';
import type { Page, Write } from '../../src/core/ports.ts';
import type { ArchivedList } from '../../src/core/status.ts';
import type { ClaimFilter, SubsidyCatalogue, SubsidyClaim } from '../../src/core/subsidy.ts';
import { AGENCY, agency, batch, certificate, event, id, key, NOW, OTHER, securing, step } from './samples.ts';
import type { Current } from './store.ts';

export function norm(n: number, more: Partial<Norm> = {}): Norm {
  return {
    id: id(n),
    owner: AGENCY,
    kind: 'evaluation_norm',
    occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
    title: { zh: '规范', en: 'Norm' },
    documentNumber: 'N',
    document: { url: 'https://files.example/', sha256: 'x' },
    state: 'submitted',
    submittedBy: 'p',
    submittedAt: NOW,
    ...more,
  };
}

export function claim(n: number, more: Partial<SubsidyClaim> = {}): SubsidyClaim {
  return {
    id: id(n),
    claimant: 'claimant',
    n,
    catalogue: { id: 'c', version: 1 },
    certificate: id(n),
    occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
    level: { scheme: 'CN-SKILL', code: '3', rank: 4 },
    on: '2026-11-01',
    person: 'p',
    at: NOW,
    ...more,
  };
}

export function oversightContract(store: Current): void {
  describe('agencies of a province', () => {
    const far = 'S000044000012';
    const near = 'S000033000108';
    /** An employer's code and the authority's name have a 33 in the place of the province, and are no agencies'. */
    const strange = ['9133033000000001XX', 'autho33ty'];
    /** The second is in another province. */
    const owner = (n: number) => [AGENCY, far, near][(n - 1) % 3] ?? '';
    const [region, limit] = ['33', 9];

    test('narrow lists of agencies, certificates, batches, reports and events, in their order', async () => {
      const entry = (n: number) => {
        const made = { organisation: 'firm', person: 'e', at: NOW, text: 'seen', kind: 'report' } as const;
        return { ...made, id: id(n), agency: owner(n) };
      };
      const writes = [1, 2, 3, 4].flatMap((n): Write[] => [
        { write: 'certificate.prepare', certificate: certificate(n, { agency: owner(n) }) },
        { write: 'certificate.sign', certificate: certificate(n, { agency: owner(n) }), securing, at: NOW },
        { write: 'event.add', event: event(n, { owner: owner(n) }) },
        { write: 'batch.add', batch: batch(n, { agency: owner(n) }) },
        { write: 'entry.add', entry: entry(n) },
        { write: 'key.add', key: key(n, { owner: owner(n) }) },
      ]);
      await store().commit([
        ...[AGENCY, far, near].map((code): Write => {
          return { write: 'agency.add', agency: { ...agency(code), region: code.slice(5, 7), uscc: code } };
        }),
        ...writes,
        ...strange.map((code, n): Write => ({ write: 'event.add', event: event(9 + n, { owner: code }) })),
      ]);
      expect((await store().agencies({ limit, region })).map(({ code }) => code)).toEqual([AGENCY, near]);
      expect((await store().listedKeys({ limit: 9, region })).map((one) => one.id)).toEqual([
        'key-1',
        'key-3',
        'key-4',
      ]);
      const ids = async (rows: Promise<readonly { readonly id: string }[]>) => (await rows).map((one) => one.id);
      for (const list of ['certificates', 'batches'] as const) {
        expect(await ids(store()[list]({ limit, region }))).toEqual([id(4), id(3), id(1)]);
        expect(await ids(store()[list]({ limit: 1, region, after: id(4) }))).toEqual([id(3)]);
        expect(await ids(store()[list]({ limit, region: '44' }))).toEqual([id(2)]);
      }
      expect(await ids(store().events({ limit, region }))).toEqual([id(1), id(3), id(4)]);
      expect(await ids(store().events({ limit: 1, region, after: id(1) }))).toEqual([id(3)]);
      expect(await store().fileEntries({ incident: undefined, region, limit })).toEqual([entry(1), entry(3), entry(4)]);
    });

    test('and what is read by province is what was written', async () => {
      const [one, happened] = [certificate(1), event(1)];
      await store().commit([
        { write: 'certificate.prepare', certificate: one },
        { write: 'event.add', event: happened },
      ]);
      expect(await store().preparedAmong([id(1)])).toEqual([one]);
      expect(await store().events({ limit, region })).toEqual([happened]);
      expect(await store().unsealed({ limit })).toEqual([happened]);
    });
  });

  describe('versions of the trust list', () => {
    const list = (version: number, more: Partial<ArchivedList> = {}): ArchivedList => {
      return { version, signedAt: NOW + version, credential: `{"v":${version}}`, detached: 'a..c', ...more };
    };

    test('are kept as they were first signed, and found by number and by time', async () => {
      const writes = [7, 3, 12].map((version): Write => ({ write: 'trust-list.archive', list: list(version) }));
      await store().commit(writes);
      await store().commit([{ write: 'trust-list.archive', list: list(7, { signedAt: NOW + 99, detached: 'x..z' }) }]);
      expect(await store().trustListVersion(7)).toEqual(list(7));
      expect(await store().trustListVersion(8)).toBeUndefined();
      const at = (time: number) => store().trustListVersionAt(NOW + time);
      expect([await at(2), await at(3), await at(11), await at(99)]).toEqual([undefined, 3, 7, 12]);
      const heads = async (page: { limit: number; after?: string }) =>
        (await store().trustListVersions(page)).map(({ version }) => version);
      expect(await heads({ limit: 9 })).toEqual([12, 7, 3]);
      expect(await heads({ limit: 1, after: '12' })).toEqual([7]);
    });
  });

  describe('signed records of agencies', () => {
    const record: SignedAgencyRecord = {
      step: id(1),
      keys: { Ed25519: 'a', ES256: 'b' },
      signedAt: NOW,
      credential: '{}',
      jwt: 'a.b.c',
    };

    test('are kept by their step, and a later one takes the place of an earlier', async () => {
      expect(await store().agencyRecord(id(1))).toBeUndefined();
      await store().commit([{ write: 'agency.record', record }]);
      const later = { ...record, signedAt: NOW + 1, jwt: 'd.e.f' };
      await store().commit([{ write: 'agency.record', record: later }]);
      expect(await store().agencyRecord(id(1))).toEqual(later);
    });

    test('steps are found by the day on which they begin', async () => {
      const steps = [
        step(1, { from: '2026-01-01' }),
        step(2, { from: '2026-01-03', agency: OTHER }),
        step(3, { from: '2026-01-02' }),
      ];
      await store().commit(steps.map((one) => ({ write: 'standing.add', step: one })));
      expect(await store().standingFrom('2026-01-02', '2026-01-03')).toEqual([steps[2], steps[1]]);
    });
  });

  describe('norms', () => {
    test('are listed newest first, of all or of one organisation, and change when they are decided', async () => {
      const all = [norm(1), norm(2, { owner: OTHER }), norm(3)];
      await store().commit(all.map((one) => ({ write: 'norm.add', norm: one })));
      expect(await store().norms({ limit: 2 })).toEqual([all[2], all[1]]);
      expect(await store().norms({ limit: 9, owner: AGENCY, after: id(3) })).toEqual([all[0]]);
      const declined = norm(1, { state: 'declined', reason: 'x' });
      await store().commit([{ write: 'norm.put', norm: declined }]);
      expect(await store().norm(id(1))).toEqual(declined);
      expect(await store().norm(id(9))).toBeUndefined();
    });
  });

  describe('subsidies', () => {
    const catalogue = (version: number, name = 'c'): SubsidyCatalogue => ({
      id: name,
      version,
      name: { zh: '补贴', en: 'Subsidy' },
      validFrom: '2026-01-01',
      rules: { oncePerLevel: true, higherBarsLower: true, excludedRoutes: [] },
      verified: true,
    });

    test('have catalogues in versions, each once', async () => {
      const all = [catalogue(1), catalogue(2), catalogue(1, 'd')];
      await store().commit(all.map((one) => ({ write: 'subsidy.catalogue', catalogue: one })));
      expect(await store().subsidyCatalogues()).toEqual(all);
      expect(await store().subsidyCatalogues('c')).toEqual(all.slice(0, 2));
      const again = store().commit([{ write: 'subsidy.catalogue', catalogue: catalogue(2) }]);
      await expect(again).rejects.toMatchObject({ table: 'subsidy_catalogue' });
    });

    test('have claims that are counted for each person, of which no two are the n-th', async () => {
      const all = [claim(1), claim(2), claim(3, { claimant: 'another', n: 1 })];
      await store().commit(all.map((one) => ({ write: 'subsidy.claim', claim: one })));
      expect(await store().subsidyClaims('claimant')).toEqual(all.slice(0, 2));
      expect(await store().subsidyClaimsFor(all[2]?.certificate ?? '')).toEqual([all[2]]);
      expect(await store().subsidyClaimsFor(id(9))).toEqual([]);
      const rival = store().commit([{ write: 'subsidy.claim', claim: claim(4, { n: 2 }) }]);
      await expect(rival).rejects.toMatchObject({ table: 'subsidy_claim' });
      const withdrawn = claim(2, { withdrawnAt: NOW });
      await store().commit([{ write: 'subsidy.put', claim: withdrawn }]);
      expect(await store().subsidyClaim(id(2))).toEqual(withdrawn);
      expect(await store().subsidyClaim(id(4))).toBeUndefined();
    });

    test('are listed newest first, and narrowed', async () => {
      const all = [
        claim(1),
        claim(2, { region: '33', on: '2026-11-02', catalogue: { id: 'd', version: 1 } }),
        claim(3, { region: '33', on: '2026-11-03', withdrawnAt: NOW }),
        claim(4, { region: '44', certificate: id(1), claimant: 'other' }),
      ];
      await store().commit(all.map((one) => ({ write: 'subsidy.claim', claim: one })));
      const listed = async (filter: ClaimFilter & Partial<Page>) =>
        (await store().listedClaims({ limit: 9, ...filter })).map((one) => one.n);
      expect(await store().listedClaims({ limit: 9 })).toEqual(all.toReversed());
      expect([await listed({ limit: 2 }), await listed({ after: id(3) })]).toEqual([
        [4, 3],
        [2, 1],
      ]);
      expect(await listed({ region: '33' })).toEqual([3, 2]);
      expect(await listed({ region: '33', withdrawn: false })).toEqual([2]);
      expect(await listed({ withdrawn: true })).toEqual([3]);
      expect(await listed({ catalogue: 'd' })).toEqual([2]);
      expect(await listed({ certificate: id(1) })).toEqual([4, 1]);
      expect(await listed({ from: '2026-11-02' })).toEqual([3, 2]);
      expect(await listed({ from: '2026-11-02', until: '2026-11-02' })).toEqual([2]);
      await store().commit([{ write: 'subsidy.put', claim: { ...claim(1), withdrawnAt: NOW } }]);
      expect(await listed({ withdrawn: true })).toEqual([3, 1]);
    });
  });
}
