/** Certificates that are Open Badges too: by the data model of Open Badges 3.0, by JSON-LD, and by our own schema. */
import { type Schema, Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { buildCredential } from '../../src/credential/build.ts';
import { documentLoader } from '../../src/credential/contexts.ts';
import { validateCredential } from '../../src/credential/json-schema.ts';
import { lint } from '../../src/credential/lint.ts';
import { BADGE_TYPE } from '../../src/credential/open-badge.ts';
import { canonize } from '../../src/credential/suites.ts';
import { buildInput, ORIGIN, template } from './build-input.ts';
import { changedAt, type Path } from './mutate.ts';
import openBadge from './open-badge-3.0.schema.json' with { type: 'json' };

const validator = new Validator(openBadge as Schema, '2020-12', false);
const TEMPLATES = ['skill-level-cn', 'special-capability-cn'] as const;

function badge(id: string = 'skill-level-cn', over: Parameters<typeof buildInput>[1] = {}) {
  const asked = { ...template(id), extras: ['open-badge'] as const };
  return buildCredential({ ...buildInput({ template: id }), template: asked, ...over });
}

describe.each(TEMPLATES)('a badge by %s', (id) => {
  test('is valid by the data model of Open Badges, and by ours', async () => {
    const one = badge(id);
    expect(validator.validate(one)).toEqual({ valid: true, errors: [] });
    expect(validateCredential(template(id).schema, one)).toEqual([]);
    expect(await lint(one, { schema: template(id).schema, origin: ORIGIN })).toEqual([]);
  });
});

test('says what the certificate says', () => {
  const { type, name, issuer, number, credentialSubject, credentialStatus } = badge();
  expect(type).toEqual(['VerifiableCredential', 'VocationalCertificate', BADGE_TYPE]);
  expect({ name, issuer: issuer.name }).toEqual({ name: '职业技能等级证书', issuer: '示例评价中心' });
  const { achievement, identifier, licenseNumber, source, result, occupation, identity } = credentialSubject;
  expect(achievement).toMatchObject({
    id: 'urn:yinzheng:achievement:skill-level-cn:CN-OCD:2022:4-04-05-05:CN-SKILL:3',
    achievementType: 'Certificate',
    name: '人工智能训练师 高级工 · AI trainer, Senior',
    humanCode: occupation.code,
  });
  expect({ licenseNumber, source: source?.name }).toEqual({ licenseNumber: number, source: '示例评价中心' });
  expect(result).toMatchObject([{ value: '86' }, { value: '91.5' }]);
  const hash = Buffer.from(identity.commitment, 'base64url').toString('hex');
  expect(identifier).toMatchObject([
    { hashed: true, identityHash: `sha256$${hash}`, identityType: 'ext:cn.resident_id' },
  ]);
  expect(identifier?.[0]).not.toHaveProperty('salt');
  expect(credentialStatus).toMatchObject({
    statusPurpose: 'suspension',
    id: expect.stringContaining('-authority-summary#'),
  });
  expect(badge('special-capability-cn').credentialSubject.achievement?.achievementType).toBe('MicroCredential');
  const ending = badge('skill-level-cn', { validUntil: '2027-10-31' });
  expect(ending.credentialSubject.achievement?.achievementType).toBe('Certification');
});

test('means to JSON-LD what Open Badges defines', async () => {
  const quads = await canonize(badge(), { documentLoader: documentLoader(ORIGIN) });
  const vocabulary = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
  for (const term of [
    'OpenBadgeCredential',
    'AchievementSubject',
    'Achievement',
    'licenseNumber',
    'humanCode',
    'Result',
    'Profile',
  ]) {
    expect(quads).toContain(`<${vocabulary}${term}>`);
  }
  expect(quads).toContain('<urn:yinzheng:vocab:VocationalCertificate>');
});

test.each<[string, Path, unknown]>([
  ['another context in its place', ['@context', 1], 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'],
  ['no achievement', ['credentialSubject', 'achievement'], undefined],
  ['the other name of its type', ['type', 2], 'OpenBadgeCredential'],
  ['a salt', ['credentialSubject', 'identifier', 0, 'salt'], 'x'],
  ['the type of a certificate alone', ['type'], ['VerifiableCredential', 'VocationalCertificate']],
  ['a name per language', ['name'], [{ '@language': 'zh', '@value': 'x' }]],
  ['another kind of achievement', ['credentialSubject', 'achievement', 'achievementType'], 'Degree'],
  [
    'a level of the European framework',
    ['credentialSubject', 'achievement', 'alignment'],
    [{ type: ['Alignment'], targetName: 'EQF 5', targetUrl: 'urn:x', eqf: 5 }],
  ],
])('keeps strictly to its form: not with %s', (_what, path, value) => {
  const changed = changedAt(badge(), path, () => value);
  expect(validateCredential('skill-level-cn-1.schema.json', changed)).not.toEqual([]);
});

test('a certificate alone has none of it', () => {
  const plain = buildCredential(buildInput());
  const mixed = { ...plain, credentialSubject: { ...plain.credentialSubject, licenseNumber: plain.number } };
  expect(validateCredential('skill-level-cn-1.schema.json', mixed)).not.toEqual([]);
  expect(validator.validate(plain).valid).toBe(false);
});
