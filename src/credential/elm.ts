/**
 * A certificate in the words of the European Learning Model 3 (the application profile of European Digital Credentials), for
 * Europass and the tools around it. It is a rendering without a seal: what is signed is the certificate that it names.
 * There is no level of the European Qualifications Framework in it: nobody referenced Chinese levels to that.
 */
import { base64 } from '@scure/base';
import type { Bytes } from '../lib/bytes.ts';
import type { Credential, LanguageValue, Score } from './build.ts';

const CONTEXT = ['https://www.w3.org/2018/credentials/v1', 'http://data.europa.eu/snb/model/context/edc-ap'];
/** The constraints (SHACL) that this document keeps. */
const SCHEMA = { id: 'http://data.europa.eu/snb/model/ap/edc-generic-full', type: 'ShaclValidator2017' };
const AUTHORITY_LISTS = 'http://publications.europa.eu/resource/authority';
const PROFILE = concept('http://data.europa.eu/snb/credential/e34929035b', {
  scheme: 'http://data.europa.eu/snb/credential/25831c2',
  name: 'Generic',
});
const COUNTRY = fromAuthorityList('country', 'CHN', 'China');
const CHINESE = fromAuthorityList('language', 'ZHO', 'Chinese');
const ENGLISH = fromAuthorityList('language', 'ENG', 'English');
const PNG = fromAuthorityList('file-type', 'PNG', 'PNG');
const BASE64 = concept('http://data.europa.eu/snb/encoding/6146cde7dd', {
  scheme: 'http://data.europa.eu/snb/encoding/25831c2',
  name: 'base64',
});

const SCORES: Readonly<Record<Score, Texts>> = {
  theory: { zh: '理论知识', en: 'Theory' },
  practical: { zh: '操作技能', en: 'Practical skills' },
  comprehensive: { zh: '综合评审', en: 'Comprehensive review' },
};

type Texts = Readonly<Record<string, string>>;

/** What leads to the certificate itself. */
export interface WayBack {
  readonly verifyUrl: string;
  /** The same as a code, in PNG. */
  readonly code: Bytes;
}

export function europeanLearningModel(certificate: Credential, { verifyUrl, code }: WayBack): Record<string, unknown> {
  const { id, issuer, issuedOn, validFrom, validUntil, number, numberScheme, credentialSubject: subject } = certificate;
  const { occupation, level, standard, assessment, jobDirection } = subject;
  const organisation = organisationOf(issuer, assessment.assessor);
  const title = join(texts(occupation.name), texts(level.name));
  const named = (what: string, kind: string) => ({ id: `${id}#${what}`, type: kind });
  const awarded = (what: string, date: string) => ({
    ...named(`awarding-${what}`, 'AwardingProcess'),
    awardingBody: [organisation],
    awardingDate: `${date}T00:00:00Z`,
  });
  const direction = jobDirection === undefined ? undefined : texts(jobDirection);
  return {
    '@context': CONTEXT,
    id: `urn:credential:${id.replace(/^urn:uuid:/, '')}`,
    type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
    credentialProfiles: [PROFILE],
    credentialSchema: [SCHEMA],
    issuer: organisation,
    issuanceDate: validFrom,
    issued: validFrom,
    validFrom,
    ...(validUntil !== undefined && { expirationDate: validUntil, validUntil }),
    displayParameter: {
      ...named('display', 'DisplayParameter'),
      title: texts(certificate.name),
      primaryLanguage: CHINESE,
      language: [CHINESE, ENGLISH],
      individualDisplay: [
        {
          ...named('picture', 'IndividualDisplay'),
          language: CHINESE,
          displayDetail: [
            {
              ...named('page', 'DisplayDetail'),
              page: 1,
              image: {
                ...named('code', 'MediaObject'),
                contentType: PNG,
                contentEncoding: BASE64,
                content: base64.encode(code),
              },
            },
          ],
        },
      ],
    },
    identifier: [{ ...named('number', 'Identifier'), schemeName: numberScheme, notation: number }],
    credentialSubject: {
      ...named('holder', 'Person'),
      // There may be one full name only.
      fullName: { zh: subject.name },
      ...(subject.nameLatin !== undefined && { altLabel: { en: subject.nameLatin } }),
      hasClaim: [
        {
          ...named('achievement', 'LearningAchievement'),
          title,
          ...(direction && { description: direction }),
          identifier: [{ ...named('licence', 'Identifier'), schemeName: numberScheme, notation: number }],
          awardedBy: awarded('achievement', issuedOn),
          specifiedBy: {
            ...named('specification', 'LearningAchievementSpecification'),
            title: standard ? texts(standard.name) : title,
            identifier: [
              {
                ...named('occupation', 'Identifier'),
                schemeName: `${occupation.classification} ${occupation.edition}`,
                notation: occupation.code,
              },
              { ...named('level', 'Identifier'), schemeName: level.scheme, notation: level.code },
              // The model links skills of ESCO, and has no place for an occupation.
              ...(occupation.escoUri === undefined
                ? []
                : [{ ...named('esco', 'Identifier'), schemeName: 'ESCO', notation: occupation.escoUri }]),
            ],
          },
          provenBy: assessments(assessment, named, () => awarded('assessment', assessment.assessedOn)),
          supplementaryDocument: [{ ...named('document', 'WebResource'), contentURL: verifyUrl }],
        },
      ],
    },
  };
}

function assessments(
  { scores = {}, assessedOn }: Credential['credentialSubject']['assessment'],
  named: (what: string, kind: string) => object,
  awardedBy: () => object,
): object[] {
  const parts = (Object.keys(SCORES) as Score[]).filter((part) => part in scores);
  return parts.map((part) => ({
    ...named(`assessment-${part}`, 'LearningAssessment'),
    title: SCORES[part],
    awardedBy: awardedBy(),
    grade: { ...named(`grade-${part}`, 'Note'), noteLiteral: { en: `${scores[part]} / 100` } },
    dateIssued: `${assessedOn}T00:00:00Z`,
  }));
}

/** Issuer and assessor are one organisation in the certificates that are issued here. */
function organisationOf({ id, name }: Credential['issuer'], { code, uscc }: { code: string; uscc: string }): object {
  const legal = { id: `${id}#uscc`, type: 'LegalIdentifier', notation: uscc, spatial: COUNTRY };
  return {
    id,
    type: 'Organisation',
    legalName: texts(name),
    registration: legal,
    // By the model's definition what the authority of its country awarded, in whichever country.
    eIDASIdentifier: legal,
    identifier: [{ id: `${id}#record`, type: 'Identifier', schemeName: 'agency record', notation: code }],
    location: [
      {
        id: `${id}#location`,
        type: 'Location',
        address: [{ id: `${id}#address`, type: 'Address', countryCode: COUNTRY }],
      },
    ],
  };
}

/** Text without a language is Chinese. */
function texts(value: string | readonly LanguageValue[]): Texts {
  if (typeof value === 'string') return { zh: value };
  return Object.fromEntries(value.map((one) => [one['@language'], one['@value']]));
}

function join(a: Texts, b: Texts): Texts {
  return Object.fromEntries(
    Object.keys(a).map((language) => [language, `${a[language]} ${b[language] ?? b.zh ?? ''}`.trim()]),
  );
}

/** A term of a list: which list, too, or else it counts as none of it. */
function concept(id: string, { scheme, name }: { readonly scheme: string; readonly name: string }): object {
  return { id, type: 'Concept', inScheme: { id: scheme, type: 'ConceptScheme' }, prefLabel: { en: name } };
}

function fromAuthorityList(list: string, code: string, name: string): object {
  return concept(`${AUTHORITY_LISTS}/${list}/${code}`, { scheme: `${AUTHORITY_LISTS}/${list}`, name });
}
