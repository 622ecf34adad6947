/** Whatever a document is made of, the compiled form is the library's answer or the library is asked. */
import { expect, test } from 'vitest';
import { comparison } from './canonize-compare.ts';
import { documents, loader, randomFrom } from './canonize-documents.ts';

/** Documents, each with a dozen variants; more of them on request. */
const RUNS = Number(process.env.YINZHENG_CANONIZE_RUNS ?? 1_000);
const SEED = Number(process.env.YINZHENG_CANONIZE_SEED ?? 1);

test(`${RUNS} generated documents and their variants`, async () => {
  const { compare } = comparison(loader);
  const forms = { same: 0, like: 0, wild: 0 };
  let rejected = 0;
  for (let seed = SEED; seed < SEED + RUNS; seed++) {
    const make = documents(randomFrom(seed));
    const document = make.document();
    const { by, learn } = await compare(document);
    if (by === 'rejected') {
      rejected++;
      continue;
    }
    await learn?.('ours');
    await (await compare(document)).learn?.('ours');
    if ((await compare(document)).by === 'form') forms.same++;
    for (let time = 0; time < 4; time++) {
      if ((await compare(make.variant(document, false))).by === 'form') forms.like++;
      if ((await compare(make.variant(document, true))).by === 'form') forms.wild++;
    }
  }
  // The forms were used, with strings of all sorts; and not all documents were tame.
  expect(forms.same).toBeGreaterThan(RUNS / 5);
  expect(forms.like).toBeGreaterThan(RUNS / 2);
  expect(forms.wild).toBeGreaterThan(RUNS / 10);
  expect(rejected).toBeGreaterThan(RUNS / 10);
}, 3_600_000);
