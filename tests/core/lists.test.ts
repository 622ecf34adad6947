import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { YinzhengError } from '../../src/core/errors.ts';
import { contrastOnPaper, PAPER_FACTS } from '../../src/core/layout.ts';
import {
  allReasons,
  checkedReason,
  reason,
  region,
  reservedWords,
  route,
  shippedLevelSchemes,
  shippedOccupations,
  shippedTemplates,
} from '../../src/core/lists.ts';
import { isNumberScheme } from '../../src/core/numbering.ts';

const ROOT = new URL('../../schemas/', import.meta.url);

function file(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, ROOT), 'utf8'));
}

/** Each shape of core/catalogue.ts and core/template.ts with nothing more in it. */
const text = z
  .string()
  .min(1)
  .regex(/^\S.*\S$|^\S$/);
const name = z.strictObject({ zh: text.regex(/\p{Script=Han}/u), en: text.regex(/^[ -~]+$/) });
const code = z.string().regex(/^[a-z]+(_[a-z]+)*$/);
const occupation = z.strictObject({
  classification: z.literal('CN-OCD'),
  edition: z.literal('2022'),
  code: z.string().regex(/^[1-8]-\d{2}-\d{2}-\d{2}$/),
  name,
  digital: z.boolean(),
  green: z.boolean(),
  isco08: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  escoUri: z.url().optional(),
  aliases: z.array(z.strictObject({ edition: z.string(), code: z.string() })),
  directions: z.array(name),
  verified: z.boolean(),
});
const level = z.strictObject({ code: text, rank: z.int().positive(), name });
const levelScheme = z.strictObject({ code: text, name, passMark: z.number().min(0).max(100), levels: z.array(level) });
const reasonEntry = z.strictObject({
  code,
  name,
  effect: z.enum(['void', 'from_date', 'none']),
  actions: z.array(z.enum(['revoke', 'suspend', 'replace'])).min(1),
});
const score = z.enum(['theory', 'practical', 'comprehensive']);
const template = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  version: z.int().positive(),
  credentialType: z.enum(['skill_level', 'special_capability', 'professional_technical', 'qualification']),
  name,
  schema: z.string(),
  levelScheme: z.string(),
  numbering: z.string().refine(isNumberScheme),
  formats: z.array(z.enum(['eddsa-rdfc-2022', 'vc+jwt', 'seal', 'dc+sd-jwt'])).min(1),
  validityMonths: z.int().positive().nullable(),
  policy: z.strictObject({
    approval: z.enum(['none', 'agency', 'authority']),
    routes: z.array(z.string()).min(1),
    requiredScores: z.array(score),
  }),
});
const readable = z.string().refine((colour) => contrastOnPaper(colour) >= 4);
const FILES: Record<string, z.ZodType> = {
  'occupations/CN-OCD-2022.json': z.array(occupation),
  'levels.json': z.array(levelScheme),
  'reasons.json': z.array(reasonEntry),
  'routes.json': z.array(z.strictObject({ code, name })),
  'purposes.json': z.array(z.strictObject({ code, name })),
  'regions.json': z.array(
    z.strictObject({ division: z.string().regex(/^\d{2}$/), iso: z.string().regex(/^CN-[A-Z]{2}$/), name }),
  ),
  'subsidies.json': z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      version: z.int().positive(),
      name,
      validFrom: z.iso.date(),
      validUntil: z.iso.date().optional(),
      rules: z.strictObject({
        withinMonths: z.int().positive().optional(),
        perYear: z.int().positive().optional(),
        oncePerLevel: z.boolean(),
        higherBarsLower: z.boolean(),
        excludedRoutes: z.array(z.string().refine((known) => route(known) !== undefined)),
        levels: z.strictObject({ scheme: z.string(), codes: z.array(z.string()).min(1) }).optional(),
      }),
      verified: z.boolean(),
    }),
  ),
  'titles.json': z.array(
    z.strictObject({
      scheme: z.string(),
      level: z.string(),
      title: name,
      validFrom: z.iso.date(),
      validUntil: z.iso.date().optional(),
      verified: z.boolean(),
    }),
  ),
  'templates.json': z.array(template),
  'reserved-words.json': z.array(text),
  'layouts.json': z.array(
    z.strictObject({
      id: code,
      name,
      orientation: z.enum(['portrait', 'landscape']),
      colours: z.strictObject({ accent: readable, ornament: readable }),
      statement: name,
      facts: z.array(z.enum(PAPER_FACTS)),
      code: z.enum(['seal', 'small']),
    }),
  ),
};

function unique(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

describe('every file', () => {
  test.each(Object.keys(FILES))('%s has exactly the shape of its type', (path) => {
    expect(FILES[path]?.safeParse(file(path)).error).toBeUndefined();
  });

  test('is checked here', () => {
    const lists = readdirSync(ROOT).filter((entry) => entry.endsWith('.json'));
    const occupations = readdirSync(new URL('occupations/', ROOT)).map((entry) => `occupations/${entry}`);
    expect([...lists, ...occupations].sort()).toEqual(Object.keys(FILES).sort());
  });
});

describe('occupations', () => {
  test('have their own codes and names, and aliases of no other entry', () => {
    const all = shippedOccupations();
    expect(all).toHaveLength(28);
    expect(unique(all.map((entry) => entry.code))).toBe(true);
    expect(unique(all.map((entry) => entry.name.zh))).toBe(true);
    expect(unique(all.flatMap((entry) => entry.aliases.map((alias) => `${alias.edition}/${alias.code}`)))).toBe(true);
    expect(all.flatMap((entry) => entry.aliases).every((alias) => alias.edition !== '2022')).toBe(true);
  });

  test('the AI engineer is found under the code of the edition before', () => {
    const known = shippedOccupations().find((entry) => entry.code === '2-02-38-01');
    expect(known?.aliases).toEqual([{ edition: '2015', code: '2-02-10-09' }]);
  });

  test('say where only one weak source stands behind them', () => {
    const weak = shippedOccupations().filter((entry) => !entry.verified);
    expect(weak.map((entry) => entry.code)).toEqual(['6-18-02-04', '6-31-01-03']);
  });
});

describe('levels', () => {
  test('have their own codes and rising ranks', () => {
    for (const { levels } of shippedLevelSchemes()) {
      expect(unique(levels.map((entry) => entry.code))).toBe(true);
      expect(levels.map((entry) => entry.rank)).toEqual(levels.map((_, i) => i + 1));
    }
  });

  test('CN-SKILL counts down from 5 to 1 between the appointments', () => {
    const skill = shippedLevelSchemes().find((scheme) => scheme.code === 'CN-SKILL');
    expect(skill?.levels.map((entry) => entry.name.zh).join(' ')).toBe(
      '学徒工 初级工 中级工 高级工 技师 高级技师 特级技师 首席技师',
    );
    expect(skill?.levels.slice(1, 6).map((entry) => entry.code)).toEqual(['5', '4', '3', '2', '1']);
  });
});

describe('reasons', () => {
  const all = allReasons();
  const codes = (effect: string, action: string) =>
    all
      .filter((entry) => entry.effect === effect && entry.actions.some((one) => one === action))
      .map(({ code }) => code);

  test('have the effects that the law tells apart', () => {
    expect(unique(all.map((entry) => entry.code))).toBe(true);
    expect(codes('void', 'revoke')).toEqual([
      'exam_fraud',
      'identity_fraud',
      'forged_eligibility',
      'issuer_out_of_scope',
      'no_real_assessment',
    ]);
    expect(codes('from_date', 'revoke')).toEqual(['misuse', 'authority_order']);
    expect(codes('none', 'revoke')).toEqual(['duplicate', 'holder_request', 'deceased']);
    expect(codes('none', 'replace')).toEqual(['data_error', 'revocation_error']);
    expect(codes('none', 'suspend')).toEqual(['under_investigation', 'appeal_pending', 'issuer_record_suspended']);
  });

  test('that an act may not name are refused with those that it may', () => {
    const refusal = (code: string | undefined) => {
      try {
        checkedReason(code, 'suspend');
      } catch (error) {
        return error instanceof YinzhengError && error.violations[0]?.message;
      }
    };
    const those = 'under_investigation, appeal_pending, issuer_record_suspended';
    expect(refusal('exam_fraud')).toBe(`is no reason to suspend: ${those}`);
    expect(refusal(undefined)).toBe(`say why: ${those}`);
  });

  test('are found by code, and nothing is found by a name of Object', () => {
    for (const entry of all) expect(reason(entry.code)).toEqual(entry);
    expect([reason('constructor'), route('toString'), region('__proto__')]).toEqual([undefined, undefined, undefined]);
  });
});

test('regions are the 34 provinces, found by their division code', () => {
  const all = z.array(z.object({ division: z.string(), iso: z.string() })).parse(file('regions.json'));
  expect(all).toHaveLength(34);
  expect(unique(all.map((entry) => entry.division)) && unique(all.map((entry) => entry.iso))).toBe(true);
  expect(region('33')).toEqual({ division: '33', iso: 'CN-ZJ', name: { zh: '浙江省', en: 'Zhejiang' } });
});

describe('templates', () => {
  test('refer to level schemes and routes that ship with them', () => {
    expect(unique(shippedTemplates().map((entry) => `${entry.id}/${entry.version}`))).toBe(true);
    for (const { levelScheme: scheme, policy } of shippedTemplates()) {
      expect(shippedLevelSchemes().map((entry) => entry.code)).toContain(scheme);
      for (const one of policy.routes) expect(route(one)?.code).toBe(one);
    }
  });

  test('use no reserved word', () => {
    expect(reservedWords()).toEqual(['中华人民共和国', '国家', '全国', '职业资格']);
    for (const { name: title } of shippedTemplates()) {
      expect(reservedWords().filter((word) => title.zh.includes(word))).toEqual([]);
    }
  });

  test('a special capability holds for a year, skill levels without end', () => {
    const months = Object.fromEntries(shippedTemplates().map((entry) => [entry.id, entry.validityMonths]));
    expect(months).toEqual({ 'skill-level-cn': null, 'special-capability-cn': 12, 'professional-technical-cn': null });
  });
});
