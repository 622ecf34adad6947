import { describe, expect, test } from 'vitest';
import type { SignedAgencyRecord } from '../../src/core/agency.ts';
import type { Norm } from '../../src/core/norm.ts';
import type { SubsidyCatalogue, SubsidyClaim } from '../../src/core/subsidy.ts';
import { AGENCY, agency, event, id, NOW, OTHER, step } from './samples.ts';
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
    test('narrow lists of agencies, certificates and events, in their order', async () => {
      const far = 'S000044000012';
      await store().commit([
        ...[AGENCY, far].map((code) => ({
          write: 'agency.add' as const,
          agency: { ...agency(code), region: code.slice(5, 7) },
        })),
        ...[1, 2, 3].map((n) => ({
          write: 'event.add' as const,
          event: event(n, { owner: n === 2 ? far : AGENCY }),
        })),
      ]);
      const [region, limit] = ['33', 9];
      expect((await store().agencies({ limit, region })).map(({ code }) => code)).toEqual([AGENCY]);
      expect((await store().events({ limit, region })).map((one) => one.id)).toEqual([id(1), id(3)]);
      expect((await store().events({ limit: 1, region, after: id(1) })).map((one) => one.id)).toEqual([id(3)]);
      expect(await store().certificates({ limit, region })).toEqual([]);
      expect(await store().batches({ limit, region })).toEqual([]);
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
  });
}
