import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedTemplates } from '../../src/core/lists.ts';
import { buildCredential } from '../../src/credential/build.ts';
import { type Columns, cut, cutAs, join, linesOf, type Rule } from '../../src/storage/skeleton.ts';
import { DOCUMENT } from '../../src/storage/skeletons.ts';
import { buildInput } from '../credential/build-input.ts';

/** Nothing that is put together again may differ, whichever way it was cut. */
function expectSame(text: string, rule: Rule, columns: Columns, skeletons: readonly string[] = []): void {
  const parts = cut(text, rule, columns);
  if (parts) expect(join(linesOf(parts.skeleton), parts.own, columns)).toBe(text);
  for (const skeleton of [...skeletons, ...(parts ? [parts.skeleton] : [])]) {
    const own = cutAs(linesOf(skeleton), text, columns);
    if (own !== undefined) expect(join(linesOf(skeleton), own, columns)).toBe(text);
  }
}

const NAUGHTY = [
  '',
  '"',
  '\\',
  '\\"',
  '\n',
  '\r\n',
  '\u0000',
  '\u001f',
  '\u2028',
  '\ud800',
  '𠮷',
  '",',
  '":"',
  'id',
  'is id',
  '}',
  '\\n',
  '\\u000a',
];
const string = fc.oneof(fc.constantFrom(...NAUGHTY), fc.string({ unit: 'binary', maxLength: 6 }));
const NAMES = ['a', 'b', 'id', '', '__proto__', '0', 'constructor'];
const name = fc.constantFrom(...NAMES);
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    fc.constant<Rule>('shared'),
    name.map((column): Rule => `is ${column}`),
    name.map((column): Rule => `ends with ${column}`),
    fc.dictionary(name, tie('rule'), { maxKeys: 4 }),
  ),
}));
const columns = fc.dictionary(name, fc.option(string), { maxKeys: 5 });
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    string,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));

test('any text comes back byte for byte, or is kept whole', () => {
  const text = fc.oneof(
    value.map((value) => JSON.stringify(value)),
    fc.tuple(value, fc.constantFrom(1, '\n', '\t')).map(([value, space]) => JSON.stringify(value, null, space)),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('{"a":1.0}', '{"a":1,"a":2}', '{"\\u0061":"\\u4e2d"}', '[-0]', '{"b":1,"0":2}', 'a\nb', '"\n"'),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), rule, columns, (texts, rule, columns) => {
      const skeletons = texts.flatMap((text) => cut(text, rule, columns)?.skeleton ?? []);
      for (const text of texts) expectSame(text, rule, columns, skeletons);
    }),
    { numRuns: 3_000 },
  );
});

const DEEP = '['.repeat(200_000) + ']'.repeat(200_000);
test('a text too deep to be walked through is kept whole', () => {
  expect(cut(DEEP, DOCUMENT, {})).toBeUndefined();
});

function columnsOf(input: ReturnType<typeof buildInput>): Columns {
  const { id, number, numberCheck, maskedId, request, slot, replaces } = input;
  const { batch, assessedOn } = request.assessment;
  const { issuedOn, jobDirection, holder } = request;
  const index = String(slot.index);
  const facts = { batch, assessedOn, issuedOn, jobDirection, holderName: holder.name, replaces: replaces?.id };
  return { id, number, numberCheck, maskedId, index, ...facts };
}

const KINDS = shippedTemplates().flatMap(({ id }) =>
  [{}, { jobDirection: '数据标注员' }, { replaces: true }].map((more) => ({ id, ...more })),
);

test.each(KINDS)('certificates of one kind share a skeleton that says nothing of a holder: %o', ({ id, ...more }) => {
  const { request } = buildInput({ template: id });
  const one = (n: number) => {
    const holder = { name: `持证人${n}`, nameLatin: `HOLDER ${n}`, idType: 'cn.resident_id', idNumber: '' };
    const assessment = { ...request.assessment, batch: `批次${n}`, theory: 70 + n, practical: 80 + n };
    const input = buildInput(
      { template: id, serial: n, issuedOn: `2026-11-0${n}` },
      {
        id: `0192d3a0-7c00-7abc-8def-01234567890${n}`,
        slot: { agency: 'S000033000107', group: 1, index: 1_000 + n },
        commitment: String(n).repeat(43),
        maskedId: `110${n}**********002X`,
        request: { ...request, ...more, holder, assessment, issuedOn: `2026-11-0${n}` },
        ...('replaces' in more && { replaces: { id: `0192d3a0-7c00-7abc-8def-11234567890${n}`, number: `n-${n}` } }),
      },
    );
    const text = JSON.stringify(buildCredential(input));
    const columns = columnsOf(input);
    const parts = cut(text, DOCUMENT, columns);
    expectSame(text, DOCUMENT, columns);
    return { text, columns, skeleton: parts?.skeleton ?? '' };
  };
  const [a, b] = [one(1), one(2)];
  expect(a.skeleton).toBe(b.skeleton);
  expect(a.skeleton.length).toBeGreaterThan(1_000);
  for (const personal of ['持证人', 'HOLDER', '批次', '110', '71', '81', '1'.repeat(32)]) {
    expect(a.skeleton).not.toContain(personal);
  }
  // The way without a look at the members cuts nothing else out.
  expect(cutAs(linesOf(a.skeleton), b.text, b.columns)).toBe(cut(b.text, DOCUMENT, b.columns)?.own);
});

test('a document of the known kind that somebody bent comes back byte for byte', () => {
  const input = buildInput();
  const columns = columnsOf(input);
  const text = JSON.stringify(buildCredential(input));
  const skeleton = cut(text, DOCUMENT, columns)?.skeleton ?? '';
  const place = fc.nat(text.length);
  fc.assert(
    fc.property(place, place, string, fc.constantFrom(...Object.keys(columns)), (from, length, put, column) => {
      const bent = text.slice(0, from) + put + text.slice(from + (length % 30));
      expectSame(bent, DOCUMENT, columns, [skeleton]);
      expectSame(text, DOCUMENT, { ...columns, [column]: put }, [skeleton]);
    }),
    { numRuns: 1_000 },
  );
});
