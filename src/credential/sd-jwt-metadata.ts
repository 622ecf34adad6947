/** What readers of SD-JWT VCs look up: who signs them, and what their claims mean (draft-ietf-oauth-sd-jwt-vc, sections 3 and 4). */
import type { KeyRecord } from '../core/key.ts';
import type { LanguageText } from '../core/language.ts';
import type { Template } from '../core/template.ts';
import { issuerUrl, verificationMethodId } from './did.ts';
import { SCORES, SELECTIVE, typeUrl } from './sd-jwt-claims.ts';

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
const KEPT_BACK: ReadonlySet<string> = new Set<string>([...SELECTIVE, ...SCORES]);

/** The type metadata of the certificates of a template version. It never changes under its URL. */
export function typeMetadata(origin: string, { id, version, name }: Template): Record<string, unknown> {
  return {
    vct: typeUrl(origin, id, version),
    name: name.en,
    display: inLocales(name),
    claims: CLAIMS.map(([path, zh, en]) => ({
      path,
      display: inLocales({ zh, en }).map(({ locale, name }) => ({ locale, label: name })),
      sd: KEPT_BACK.has(path.at(-1) ?? '') ? 'always' : 'never',
    })),
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
