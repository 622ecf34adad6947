/**
 * Every rule of the W3C standards for which a credential or presentation is refused here, by name. Each refusal names
 * its rule, and the rule its section and the type of its problem (RFC 9457).
 */
import type { Violation } from '../core/errors.ts';

export interface Rule {
  /** What must hold. */
  readonly title: string;
  readonly section: string;
  /** The error that the section names. A problem has it as its type where the standard demands that. */
  readonly error?: string;
}

const VCDM = 'VC Data Model 2.0 section';
const DI = 'VC Data Integrity 1.0 section';
const BSL = 'Bitstring Status List 1.0 section';
const JOSE = 'VC-JOSE-COSE section';
const SCHEMA = 'VC JSON Schema section';
const SD_JWT = 'RFC 9901 section';

const vcdm = (error: string) => `https://www.w3.org/TR/vc-data-model#${error}`;
const security = (error: string) => `https://w3id.org/security#${error}`;
/** Section 3.5: the type of such a problem must be this URL. */
const STATUS_ERRORS = 'https://www.w3.org/ns/credentials/status-list#';
const status = (error: string) => `${STATUS_ERRORS}${error}`;

const MALFORMED = { error: vcdm('MALFORMED_VALUE_ERROR') };
const UNPROVEN = { error: security('PROOF_VERIFICATION_ERROR') };
const UNSIGNED = { error: vcdm('CRYPTOGRAPHIC_SECURITY_ERROR') };
const STATUS_VALUE = { error: status('MALFORMED_VALUE_ERROR') };

export const RULES = {
  'credential/json': {
    title: 'A JSON object of a reasonable size',
    section: `${VCDM} 6.1`,
    error: vcdm('PARSING_ERROR'),
  },
  'credential/context': {
    title: '@context is a list that begins with the base context',
    section: `${VCDM} 4.3`,
    ...MALFORMED,
  },
  'credential/unknown-context': {
    title: 'Every context is pinned here; none is fetched',
    section: `${VCDM} 4.3`,
    error: security('INVALID_CONTEXT'),
  },
  'credential/undefined-term': {
    title: 'Every term and type is defined by a context',
    section: `${DI} 2.8`,
    error: security('DATA_LOSS_DETECTION_ERROR'),
  },
  'credential/id': { title: 'id is one URL', section: `${VCDM} 4.4`, ...MALFORMED },
  'credential/type': { title: 'type holds VerifiableCredential', section: `${VCDM} 4.5`, ...MALFORMED },
  'credential/name': {
    title: 'name and description are text, with a language and direction at most',
    section: `${VCDM} 4.6`,
    ...MALFORMED,
  },
  'credential/issuer': { title: 'issuer is a URL or an object with one as id', section: `${VCDM} 4.7`, ...MALFORMED },
  'credential/subject': {
    title: 'credentialSubject is one or more objects with claims',
    section: `${VCDM} 4.8`,
    ...MALFORMED,
  },
  'credential/valid-from': { title: 'validFrom is a dateTimeStamp', section: `${VCDM} 4.9`, ...MALFORMED },
  'credential/valid-until': { title: 'validUntil is a dateTimeStamp', section: `${VCDM} 4.9`, ...MALFORMED },
  'credential/period': {
    title: 'validUntil is not before validFrom',
    section: `${VCDM} 4.9`,
    error: vcdm('RANGE_ERROR'),
  },
  'credential/not-yet-valid': { title: 'validFrom has come', section: `${VCDM} A.6`, error: vcdm('RANGE_ERROR') },
  'credential/expired': { title: 'validUntil has not passed', section: `${VCDM} A.6`, error: vcdm('RANGE_ERROR') },
  'credential/status': {
    title: 'Each credentialStatus is an object with a type',
    section: `${VCDM} 4.10`,
    ...MALFORMED,
  },
  'credential/schema': {
    title: 'Each credentialSchema is an object with a type and a URL as id',
    section: `${VCDM} 4.11`,
    ...MALFORMED,
  },
  'credential/unsigned': { title: 'There is no proof yet', section: `${VCDM} 4.12`, ...MALFORMED },
  'credential/related-resource': {
    title: 'Each relatedResource is an object with a URL of its own as id',
    section: `${VCDM} 5.3`,
    ...MALFORMED,
  },
  'credential/related-digest': {
    title: 'Each relatedResource has a digest, and it fits',
    section: `${VCDM} 5.3`,
    ...MALFORMED,
  },
  'credential/refresh-service': {
    title: 'Each refreshService is an object with a type',
    section: `${VCDM} 5.4`,
    ...MALFORMED,
  },
  'credential/terms-of-use': {
    title: 'Each termsOfUse is an object with a type',
    section: `${VCDM} 5.5`,
    ...MALFORMED,
  },
  'credential/evidence': { title: 'Each evidence is an object with a type', section: `${VCDM} 5.6`, ...MALFORMED },
  'credential/schema-mismatch': { title: 'The credential keeps to its schema', section: `${VCDM} 4.11`, ...MALFORMED },
  'credential/schema-form': {
    title: 'The schema is a JSON Schema with $schema, its own URL as $id and the digest that is stated',
    section: `${SCHEMA} 3.1`,
    ...MALFORMED,
  },
  'credential/schema-unchecked': {
    title: 'The schema can be had, and is of a kind and version that is read here',
    section: `${SCHEMA} 4.2`,
  },

  'presentation/context': {
    title: '@context is a list that begins with the base context',
    section: `${VCDM} 4.3`,
    ...MALFORMED,
  },
  'presentation/id': { title: 'id is one URL', section: `${VCDM} 4.13`, ...MALFORMED },
  'presentation/type': { title: 'type holds VerifiablePresentation', section: `${VCDM} 4.13`, ...MALFORMED },
  'presentation/holder': {
    title: 'holder is a URL or an object with one as id, and controls the key',
    section: `${VCDM} 4.13`,
    ...MALFORMED,
  },
  'presentation/credential': {
    title: 'verifiableCredential holds credentials, not text',
    section: `${VCDM} 4.13`,
    ...MALFORMED,
  },
  'presentation/terms-of-use': {
    title: 'Each termsOfUse is an object with a type',
    section: `${VCDM} 5.5`,
    ...MALFORMED,
  },
  'presentation/self-asserted': {
    title: 'A credential without a proof of its own is by the holder',
    section: `${VCDM} 4.13.4`,
    ...UNSIGNED,
  },

  'envelope/context': { title: 'An envelope has the base context', section: `${VCDM} 4.13.2`, ...MALFORMED },
  'envelope/type': { title: 'An envelope has the type of an envelope alone', section: `${VCDM} 4.13.2`, ...MALFORMED },
  'envelope/id': {
    title: 'The id of an envelope is a data: URL of a media type that is read here',
    section: `${VCDM} 4.13.2`,
    ...MALFORMED,
  },

  'proof/missing': { title: 'There is at least one proof, and each is an object', section: `${DI} 2`, ...UNPROVEN },
  'proof/id': { title: 'The id of a proof is a URL', section: `${DI} 2.1`, ...UNPROVEN },
  'proof/type': { title: 'The type of a proof is known here', section: `${DI} 2.1`, ...UNPROVEN },
  'proof/cryptosuite': { title: 'The cryptosuite is known here', section: `${DI} 3.1`, ...UNPROVEN },
  'proof/purpose': { title: 'proofPurpose is the one that is expected', section: `${DI} 4.4`, ...UNPROVEN },
  'proof/verification-method': {
    title: 'verificationMethod leads to a key for this purpose',
    section: `${DI} 2.1`,
    error: security('INVALID_VERIFICATION_METHOD'),
  },
  'proof/key': {
    title: 'The key is one for this cryptosuite',
    section: `${DI} 3.1`,
    error: security('INVALID_VERIFICATION_METHOD'),
  },
  'proof/controller': {
    title: 'Whoever is named as issuer or holder controls the key',
    section: `${DI} 2.1`,
    error: security('INVALID_CONTROLLED_IDENTIFIER_DOCUMENT'),
  },
  'proof/created': { title: 'created is a dateTimeStamp', section: `${DI} 2.1`, ...UNPROVEN },
  'proof/expires': { title: 'expires is a dateTimeStamp in the future', section: `${DI} 2.1`, ...UNPROVEN },
  'proof/domain': {
    title: 'domain is the one that is expected',
    section: `${DI} 4.4`,
    error: security('INVALID_DOMAIN_ERROR'),
  },
  'proof/challenge': {
    title: 'challenge is the one that is expected',
    section: `${DI} 4.4`,
    error: security('INVALID_CHALLENGE_ERROR'),
  },
  'proof/nonce': { title: 'nonce is text', section: `${DI} 2.1`, ...UNPROVEN },
  'proof/previous': { title: 'previousProof names proofs of the same document', section: `${DI} 4.5`, ...UNPROVEN },
  'proof/context': {
    title: '@context of a proof is how that of the document begins',
    section: 'vc-di-eddsa section 3.3.2',
    ...UNPROVEN,
  },
  'proof/value': { title: 'proofValue is encoded as the cryptosuite says', section: `${DI} 2.1`, ...UNPROVEN },
  'proof/signature': { title: 'The signature matches', section: `${DI} 4.4`, ...UNPROVEN },
  'proof/pointer': {
    title: 'Each JSON Pointer leads to something in the document',
    section: 'vc-di-ecdsa section 3.4.12',
    error: security('PROOF_GENERATION_ERROR'),
  },

  'jwt/form': { title: 'A compact JWS', section: `${JOSE} 3.1`, error: vcdm('PARSING_ERROR') },
  'jwt/typ': { title: 'typ is vc+jwt or vp+jwt', section: `${JOSE} 3.1.1`, ...UNSIGNED },
  'jwt/cty': { title: 'cty is vc or vp', section: `${JOSE} 3.1.1`, ...UNSIGNED },
  'jwt/alg': { title: 'alg belongs to the key', section: `${JOSE} 3.1`, ...UNSIGNED },
  'jwt/kid': { title: 'kid leads to a key of the issuer or holder', section: `${JOSE} 4.1.1`, ...UNSIGNED },
  'jwt/iss': { title: 'iss is the issuer or holder', section: `${JOSE} 4.1.2`, ...UNSIGNED },
  'jwt/claims': { title: 'There is no vc or vp claim', section: `${JOSE} 3.1`, ...UNSIGNED },
  'jwt/time': { title: 'The time is within exp and nbf', section: `${JOSE} 3.1.3`, ...UNSIGNED },
  'jwt/crit': {
    title: 'There is no extension that must be understood',
    section: 'RFC 7515 section 4.1.11',
    ...UNSIGNED,
  },
  'jwt/signature': { title: 'The signature matches', section: `${JOSE} 3.1`, ...UNSIGNED },

  'sd-jwt/form': { title: 'A compact SD-JWT', section: `${SD_JWT} 4`, error: vcdm('PARSING_ERROR') },
  'sd-jwt/typ': { title: 'typ is dc+sd-jwt', section: 'draft-ietf-oauth-sd-jwt-vc section 2.2.1', ...UNSIGNED },
  'sd-jwt/vct': { title: 'vct names the type', section: 'draft-ietf-oauth-sd-jwt-vc section 2.2.2', ...UNSIGNED },
  'sd-jwt/disclosure': {
    title: 'Each disclosure belongs to one digest and overwrites nothing',
    section: `${SD_JWT} 7.1`,
    ...UNSIGNED,
  },
  'sd-jwt/key-binding': {
    title: 'A Key Binding JWT is by the key of the holder, for this presentation, and fresh',
    section: `${SD_JWT} 7.3`,
    ...UNSIGNED,
  },

  'status/id': { title: 'The id of an entry is not the list', section: `${BSL} 2.1`, ...STATUS_VALUE },
  'status/purpose': { title: 'statusPurpose is text, and the list is for it', section: `${BSL} 2.1`, ...STATUS_VALUE },
  'status/index': { title: 'statusListIndex is a whole number as text', section: `${BSL} 2.1`, ...STATUS_VALUE },
  'status/list': { title: 'statusListCredential is a URL', section: `${BSL} 2.1`, ...STATUS_VALUE },
  'status/size': { title: 'statusSize is a whole number above 0', section: `${BSL} 2.1`, ...STATUS_VALUE },
  'status/message': {
    title: 'statusMessage explains each value that is possible',
    section: `${BSL} 2.1`,
    ...STATUS_VALUE,
  },
  'status/reference': { title: 'statusReference holds URLs', section: `${BSL} 2.1`, ...STATUS_VALUE },
  'status/list-type': {
    title: 'A list is a BitstringStatusListCredential about a BitstringStatusList',
    section: `${BSL} 2.2`,
    ...STATUS_VALUE,
  },
  'status/encoded-list': { title: 'encodedList is a multibase text', section: `${BSL} 2.2`, ...STATUS_VALUE },
  'status/ttl': { title: 'ttl is a whole number above 0', section: `${BSL} 2.2`, ...STATUS_VALUE },
  'status/range': { title: 'The list has this index', section: `${BSL} 3.2`, error: status('RANGE_ERROR') },
  'status/length': {
    title: 'The list has at least 131,072 entries',
    section: `${BSL} 3.2`,
    error: status('STATUS_LIST_LENGTH_ERROR'),
  },
  'status/retrieval': { title: 'The list can be had', section: `${BSL} 3.2`, error: status('STATUS_RETRIEVAL_ERROR') },
  'status/verification': {
    title: 'The list is signed by the issuer, for this purpose, and valid',
    section: `${BSL} 3.2`,
    error: status('STATUS_VERIFICATION_ERROR'),
  },
  'status/unknown': {
    title: 'The status is of a kind that is read here',
    section: `${VCDM} 4.10`,
    error: status('STATUS_VERIFICATION_ERROR'),
  },
  'status/revoked': { title: 'The credential is not revoked', section: `${BSL} 2.1` },
  'status/suspended': { title: 'The credential is not suspended', section: `${BSL} 2.1` },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof RULES;

/** One refusal: which rule, where (JSON Pointer), and what is wrong. */
export interface Fault extends Violation {
  readonly rule: RuleId;
}

/** Notes a fault. */
export type Report = (rule: RuleId, pointer: string, message: string) => void;

/** The type of the problem that a broken rule makes: its own, or the one that Bitstring Status List demands. */
export function ruleType(rule: RuleId): string {
  const { error }: Rule = RULES[rule];
  return error?.startsWith(STATUS_ERRORS) ? error : `urn:yinzheng:rule:${rule}`;
}
