/** What readers of SD-JWT VCs look up: who signs them, and what their claims mean (draft-ietf-oauth-sd-jwt-vc, sections 3 and 4). */

import { base64 } from '@scure/base';
import type { KeyRecord } from '../core/key.ts';
import type { LanguageText } from '../core/language.ts';
import type { Template } from '../core/template.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import { issuerUrl, verificationMethodId } from './did.ts';
import { SCORES, SELECTIVE, type TypeReference, typeUrl } from './sd-jwt-claims.ts';

/** The metadata behind `iss`: every key that was not compromised, by the name that `kid` has. */
export function issuerMetadata(
  origin: string,
  code: string,
  { did, keys }: { readonly did: string; readonly keys: readonly KeyRecord[] },
): Record<string, unknown> {
  const good = keys.filter(({ state, compromisedSince }) => state !== 'compromised' && compromisedSince === undefined);
  return {
    issuer: issuerUrl(origin, code),
    jwks: { keys: good.map(({ id, publicJwk }) => ({ ...publicJwk, kid: verificationMethodId(did, id), use: 'sig' })) },
  };
}

type NamedTemplate = Pick<Template, 'id' | 'version' | 'name'>;

/** Names of claims for people, by path. */
const CLAIMS: readonly (readonly [path: readonly string[], zh: string, en: string])[] = [
  [['name'], '姓名', 'Name'],
  [['nameLatin'], '姓名（拉丁字母）', 'Name in Latin letters'],
  [['birthdate'], '出生日期', 'Date of birth'],
  [['identity'], '证件（掩码与承诺）', 'Identity, masked and committed'],
  [['scores', 'theory'], '理论成绩', 'Theory score'],
  [['scores', 'practical'], '技能成绩', 'Practical score'],
  [['scores', 'comprehensive'], '综合成绩', 'Comprehensive score'],
  [['certificateName'], '证书名称', 'Certificate'],
  [['number'], '证书编号', 'Certificate number'],
  [['occupation'], '职业', 'Occupation'],
  [['jobDirection'], '工种', 'Job direction'],
  [['level'], '等级', 'Level'],
  [['standard'], '评价标准', 'Standard'],
  [['assessment'], '评价', 'Assessment'],
  [['issuedOn'], '签发日期', 'Issued on'],
  [['region'], '地区', 'Region'],
];
/** Claims that every certificate has, shown or kept back. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'name',
  'identity',
  'certificateName',
  'number',
  'occupation',
  'level',
  'assessment',
  'issuedOn',
  'region',
]);
const KEPT_BACK: ReadonlySet<string> = new Set<string>([...SELECTIVE, ...SCORES]);

/** The type metadata of the certificates of a template version, as it is served. It never changes under its URL. */
export function typeMetadata(origin: string, { id, version, name }: NamedTemplate): string {
  return JSON.stringify({
    vct: typeUrl(origin, id, version),
    name: name.en,
    display: inLocales(name),
    claims: CLAIMS.map(([path, zh, en]) => ({
      path,
      display: inLocales({ zh, en }).map(({ locale, name }) => ({ locale, label: name })),
      sd: KEPT_BACK.has(path.at(-1) ?? '') ? 'always' : 'never',
      ...(ALWAYS_THERE.has(path.join('.')) && { mandatory: true }),
    })),
  });
}

/** How an SD-JWT names its type: by address, and by the digest of what is served there (section 7). */
export async function typeReference(origin: string, template: NamedTemplate): Promise<TypeReference> {
  const digest = await sha256(utf8(typeMetadata(origin, template)));
  return {
    vct: typeUrl(origin, template.id, template.version),
    'vct#integrity': `sha256-${base64.encode(digest)}`,
  };
}

/** Claims as wallets show them before there is a credential (OpenID4VCI 1.0 appendix B.2). */
export function claimDescriptions(): object[] {
  return CLAIMS.map(([path, zh, en]) => ({ path, display: inLocales({ zh, en }) }));
}

export function inLocales(text: LanguageText): { locale: string; name: string }[] {
  return [
    { locale: 'zh-CN', name: text.zh },
    { locale: 'en', name: text.en },
  ];
}
