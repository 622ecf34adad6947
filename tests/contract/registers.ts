import { describe, expect, test } from 'vitest';
import { AGENCY, agency, NOW, OTHER, occupation, standard, step, template } from './samples.ts';
import type { Current } from './store.ts';

const ref = (code: string) => ({ classification: 'CN-OCD', edition: '2022', code });
const skill = {
  code: 'CN-SKILL',
  name: { zh: '职业技能等级', en: 'Skill level' },
  passMark: 60,
  levels: [{ code: '3', rank: 4, name: { zh: '高级工', en: 'senior' } }],
};

export function registersContract(store: Current): void {
  describe('registers', () => {
    test('the authority is put, and put again', async () => {
      expect(await store().authority()).toBeUndefined();
      const authority = {
        name: { zh: '主管部门', en: 'Authority' },
        uscc: '11100000000000000X',
        origin: 'https://a.example',
      };
      await store().commit([{ write: 'authority.put', authority }]);
      await store().commit([{ write: 'authority.put', authority: { ...authority, uscc: '1' } }]);
      expect(await store().authority()).toEqual({ ...authority, uscc: '1' });
    });

    test('secrets are kept by name', async () => {
      await store().commit([{ write: 'secret.add', name: 'token', wrapped: 'v1.AAAA' }]);
      expect(Object.fromEntries(await store().secrets())).toEqual({ token: 'v1.AAAA' });
    });

    test('agencies come in code order, in pages, or one', async () => {
      const codes = ['S000033000109', AGENCY, OTHER];
      await store().commit(codes.map((code) => ({ write: 'agency.add', agency: agency(code) })));
      expect(await store().agency(AGENCY)).toEqual(agency());
      expect(await store().agency('S000033000108')).toBeUndefined();

      const page = await store().agencies({ limit: 2 });
      expect(page.map(({ code }) => code)).toEqual([AGENCY, 'S000033000109']);
      expect(await store().agencies({ limit: 2, after: 'S000033000109' })).toEqual([agency(OTHER)]);
      expect(await store().agencies({ limit: 2, after: OTHER })).toEqual([]);
      expect(await store().agencies({ limit: 2, code: OTHER })).toEqual([agency(OTHER)]);
    });

    test('standing steps come in the order they were written', async () => {
      const scope = [
        {
          classification: 'CN-OCD',
          edition: '2022',
          occupations: ['4-04-05-05'],
          levelScheme: 'CN-SKILL',
          levels: ['3'],
        },
      ];
      const steps = [
        step(1, { kind: 'record', from: '2026-01-01', until: '2028-12-31', scope }),
        step(2, { from: '2026-11-01' }),
        step(3, { kind: 'reinstate', from: '2026-10-01' }),
      ];
      await store().commit(steps.toReversed().map((step) => ({ write: 'standing.add', step })));
      await store().commit([{ write: 'standing.add', step: step(4, { agency: OTHER }) }]);
      expect(await store().standing(AGENCY)).toEqual(steps);
      expect(await store().standing('S000033000999')).toEqual([]);
      expect(await store().standing()).toEqual([...steps, step(4, { agency: OTHER })]);
    });

    test('occupations come by reference, in pages', async () => {
      const codes = ['4-04-05-05', '2-02-38-01', '4-01-06-02'];
      await store().commit(codes.map((code) => ({ write: 'occupation.add', occupation: occupation(code) })));
      expect(await store().occupation(ref('4-04-05-05'))).toEqual(occupation('4-04-05-05'));
      expect(await store().occupation({ ...ref('4-04-05-05'), edition: '2015' })).toBeUndefined();

      const page = await store().occupations({ limit: 2 });
      expect(page.map(({ code }) => code)).toEqual(['2-02-38-01', '4-01-06-02']);
      const rest = await store().occupations({ limit: 2, after: 'CN-OCD/2022/4-01-06-02' });
      expect(rest).toEqual([occupation('4-04-05-05')]);
    });

    test('level schemes', async () => {
      const technical = { ...skill, code: 'CN-TECH' };
      await store().commit([technical, skill].map((scheme) => ({ write: 'levels.add', scheme })));
      expect(await store().levelScheme('CN-SKILL')).toEqual(skill);
      expect(await store().levelScheme('DQR')).toBeUndefined();
      expect(await store().levelSchemes()).toEqual([skill, technical]);
    });

    test('standards come oldest first for one occupation, in pages for all', async () => {
      const [newer, older, other] = [
        standard(1, '2026-03-01'),
        standard(2, '2021-09-01'),
        standard(3, '2020-01-01', '2-02-38-01'),
      ];
      await store().commit([newer, older, other].map((standard) => ({ write: 'standard.add', standard })));
      expect(await store().standardsFor(ref('4-04-05-05'))).toEqual([older, newer]);
      expect(await store().standards({ limit: 2 })).toEqual([newer, older]);
      expect(await store().standards({ limit: 2, after: 'standard-2' })).toEqual([other]);
    });

    test('templates have versions, and the newest is the default', async () => {
      const versions = [template('b', 1), template('a', 10), template('a', 9)];
      await store().commit(versions.map((template) => ({ write: 'template.add', template })));
      expect(await store().template('a')).toEqual(template('a', 10));
      expect(await store().template('a', 9)).toEqual(template('a', 9));
      expect(await store().template('a', 11)).toBeUndefined();
      expect(await store().templates()).toEqual([template('a', 9), template('a', 10), template('b', 1)]);
    });

    test('text is in the order of its UTF-8 bytes, whatever the language of the database', async () => {
      const names = ['b', 'B', 'a', 'Z', 'é', 'e', '测', '𠮷', '\u{ffee}', '-', '1', '10', '2'];
      await store().commit(names.map((name) => ({ write: 'template.add', template: template(name, 1) })));
      const ordered = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect((await store().templates()).map(({ id }) => id)).toEqual(ordered);
    });

    test('values come back as they went in', async () => {
      const name = { zh: '測試\u{2070E}·«"\\', en: "O'Brien; drop table agency --", ug: 'ئۇيغۇر' };
      const strange = { ...agency(), name, createdAt: NOW + 0.0 };
      await store().commit([{ write: 'agency.add', agency: strange }]);
      expect(await store().agency(AGENCY)).toEqual(strange);
    });
  });
}
