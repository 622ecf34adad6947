/**
 * A certificate that is also an Open Badge 3.0 (1EdTech, AchievementCredential): what it says in the words of that standard,
 * beside what it says in ours. Open Badges has plain text where we have a text per language, and one status entry.
 */
import { hex } from '@scure/base';
import type { CredentialType } from '../core/template.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import type { BuildInput, Score } from './build.ts';
import { agencyDid } from './did.ts';

export const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
export const BADGE_TYPE = 'AchievementCredential';

/** What an AchievementSubject has besides. */
export interface BadgeMembers {
  readonly identifier: readonly object[];
  readonly achievement: Achievement;
  readonly licenseNumber: string;
  /** Who examined. */
  readonly source: { readonly id: string; readonly type: readonly string[]; readonly name: string };
  readonly result?: readonly object[];
}

export interface Achievement {
  readonly id: string;
  readonly type: readonly string[];
  readonly achievementType: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: { readonly narrative: string };
  readonly humanCode: string;
  readonly specialization?: string;
  readonly alignment?: readonly object[];
  readonly resultDescription?: readonly object[];
}

const SCORES: Readonly<Record<Score, string>> = {
  theory: '理论知识 · Theory',
  practical: '操作技能 · Practical skills',
  comprehensive: '综合评审 · Comprehensive review',
};

/** The members that the subject of a badge has besides ours. `scores` as the certificate states them. */
export function badgeMembers(input: BuildInput, scores: Readonly<Partial<Record<Score, string>>>): BadgeMembers {
  const { origin, agency, number, commitment, request } = input;
  const parts = Object.keys(SCORES).filter((part): part is Score => part in scores);
  const descriptionId = (part: Score) => `${achievementId(input)}:${part}`;
  return {
    // The salt stays with the register: an identity number has too few values for one that is published.
    identifier: [
      {
        type: 'IdentityObject',
        hashed: true,
        identityHash: `sha256$${hex.encode(decodeBase64url(commitment))}`,
        identityType: `ext:${request.holder.idType}`,
      },
    ],
    achievement: achievement(input, parts, descriptionId),
    licenseNumber: number,
    source: { id: agencyDid(origin, agency.code), type: ['Profile'], name: agency.name.zh },
    ...(parts.length > 0 && {
      result: parts.map((part) => ({
        type: ['Result'],
        resultDescription: descriptionId(part),
        value: scores[part],
      })),
    }),
  };
}

function achievement(input: BuildInput, parts: readonly Score[], descriptionId: (part: Score) => string): Achievement {
  const { template, occupation, level, standard, request } = input;
  const both = ({ zh, en }: { readonly zh: string; readonly en: string }) => (zh === en ? zh : `${zh} · ${en}`);
  const { escoUri } = occupation;
  return {
    id: achievementId(input),
    type: ['Achievement'],
    achievementType: achievementType(template.credentialType, input.validUntil !== undefined),
    name: `${occupation.name.zh} ${level.name.zh} · ${occupation.name.en}, ${level.name.en}`,
    description: both(template.name),
    criteria: { narrative: standard ? `${both(standard.title)} (${standard.documentNumber})` : both(template.name) },
    humanCode: occupation.code,
    ...(request.jobDirection !== undefined && { specialization: request.jobDirection }),
    ...(escoUri !== undefined && {
      alignment: [{ type: ['Alignment'], targetName: occupation.name.en, targetUrl: escoUri, targetFramework: 'ESCO' }],
    }),
    ...(parts.length > 0 && {
      resultDescription: parts.map((part) => ({
        id: descriptionId(part),
        type: ['ResultDescription'],
        name: SCORES[part],
        resultType: 'RawScore',
        valueMin: '0',
        valueMax: '100',
      })),
    }),
  };
}

/** The same for all who hold a certificate of this occupation and level by this template. */
function achievementId({
  template,
  occupation: { classification, edition, code },
  level,
  request,
}: BuildInput): string {
  const parts = [template.id, classification, edition, code, request.level.scheme, level.code];
  return `urn:yinzheng:achievement:${parts.join(':')}`;
}

/** A certification has an end; a special capability is less than an occupation. */
function achievementType(type: CredentialType, ends: boolean): string {
  if (type === 'special_capability') return 'MicroCredential';
  return ends ? 'Certification' : 'Certificate';
}
