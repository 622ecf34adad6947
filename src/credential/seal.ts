/**
 * The seal: the facts printed on a certificate, signed small enough for a QR code that verifies without a network. A
 * COSE_Sign1 (RFC 9052 section 4.2) with ES256 over a CBOR map; `docs/seal-format.md` specifies every byte.
 */
import { DAY, isLocalDate, type LocalDate } from '../core/calendar.ts';
import type { OccupationRef } from '../core/catalogue.ts';
import { YinzhengError } from '../core/errors.ts';
import { bytesToUuid, uuidToBytes } from '../core/ids.ts';
import type { PublicJwk } from '../core/key.ts';
import type { SigningKey } from '../core/ports.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, equalBytes } from '../lib/bytes.ts';
import { decodeCbor, encodeCbor, Tagged } from '../lib/cbor.ts';
import { decodeDigits, encodeDigits } from '../lib/digits.ts';
import { verifySignature } from './signature.ts';

/**
 * Bytes that fit version 13 of a QR code with correction level M behind a host of at most 15 characters. What does not fit
 * is cut: first the occupation's name, then the masked identity number.
 */
export const SEAL_BUDGET = 298;
/** Bytes that fit version 16. A seal beyond it is not issued. */
export const SEAL_LIMIT = 416;

/** What a seal says: nothing but what is printed on the paper. */
export interface SealFacts {
  /** Id of the certificate that it belongs to, a UUID. */
  readonly certificate: string;
  /** Record code of the agency. */
  readonly agency: string;
  readonly issuedOn: LocalDate;
  /** Last day of validity; absent for certificates without an end. */
  readonly validUntil?: LocalDate | undefined;
  /** Status group and index within the agency. */
  readonly group: number;
  readonly index: number;
  readonly number: string;
  readonly holderName: string;
  readonly maskedId?: string | undefined;
  readonly occupation: OccupationRef & { readonly name?: string | undefined };
  readonly level: { readonly scheme: string; readonly code: string };
}

export interface Seal {
  /** Id of the key that claims to have signed: where to look it up. Not to be believed before `verify` says true. */
  readonly kid: string;
  readonly facts: SealFacts;
  /** Whether this key signed exactly these bytes; false for a key that is not P-256. */
  verify(jwk: PublicJwk): Promise<boolean>;
}

/**
 * Signs the facts and gives back the bytes of the COSE_Sign1. Throws `lint_failed`, before the key is used, when they
 * need more than `SEAL_LIMIT` bytes even without what may be cut.
 */
export async function signSeal(facts: SealFacts, key: SigningKey): Promise<Bytes> {
  if (key.algorithm !== 'ES256') throw new RangeError('a seal is signed with an ES256 key');
  const header = protectedHeader(key.id);
  const payload = fitting(facts);
  return seal(header, payload, await key.sign(toBeSigned(header, payload)));
}

/**
 * Takes a seal apart without judging its signature. There is exactly one encoding of a seal: bytes that `signSeal` would
 * not have made from the same facts, key id and signature throw `SyntaxError`.
 */
export function readSeal(bytes: Bytes): Seal {
  if (bytes.length > SEAL_LIMIT) throw new SyntaxError(`a seal has at most ${SEAL_LIMIT} bytes`);
  const parts = array(decodeCbor(bytes, { 18: (content) => content() }), 4);
  const [header, payload, signature] = [binary(parts[0]), binary(parts[2]), binary(parts[3], SIGNATURE_LENGTH)];
  const kid = encodeBase64url(binary(map(decodeCbor(header)).get(HEADER_KID), KID_LENGTH));
  const facts = decodeFacts(payload);
  // Whatever decoding let through (order of keys, long forms of numbers, unknown members) shows up here.
  if (!equalBytes(bytes, seal(protectedHeader(kid), encodeFacts(facts), signature))) {
    throw new SyntaxError('not the one encoding of a seal');
  }
  return {
    kid,
    facts,
    async verify(jwk) {
      return jwk.crv === 'P-256' && verifySignature(jwk, signature, toBeSigned(header, payload));
    },
  };
}

/** The text of the QR code. `origin` has no trailing slash. */
export function sealText(origin: string, bytes: Bytes): string {
  return `${origin}/v#${VERSION}${encodeDigits(bytes)}`;
}

/**
 * The bytes in the text of a QR code of ours, whatever its host. Undefined for text that is none of ours; `SyntaxError` for
 * one of ours that is damaged or of an unknown version.
 */
export function parseSealText(text: string): Bytes | undefined {
  const [, fragment] = /^https?:\/\/[^\s/?#]+\/v(?:\?[^\s#]*)?#(\d.*)$/is.exec(text.trim()) ?? [];
  if (fragment === undefined) return undefined;
  if (fragment[0] !== VERSION) throw new SyntaxError(`a seal of unknown version ${fragment[0]}`);
  const bytes = decodeDigits(fragment.slice(1));
  if (bytes.length === 0) throw new SyntaxError('a seal without content');
  return bytes;
}

const VERSION = '1';
const HEADER_ALG = 1;
const HEADER_KID = 4;
const ES256 = -7;
const COSE_SIGN1 = 18;
const KID_LENGTH = 8;
const SIGNATURE_LENGTH = 64;

/** Keys of the payload. */
const CERTIFICATE = 1;
const AGENCY = 2;
const ISSUED_ON = 3;
const VALID_UNTIL = 4;
const GROUP = 5;
const INDEX = 6;
const NUMBER = 7;
const HOLDER_NAME = 8;
const MASKED_ID = 9;
const OCCUPATION = 10;
const LEVEL = 11;

/** Throws what `signSeal` would throw for these facts, without a key and before anything is kept. */
export function requireRoom(facts: SealFacts): void {
  fitting(facts);
}

/** The payload with as many of the facts as there is room for. */
function fitting(facts: SealFacts): Bytes {
  const whole = encodeFacts(facts);
  if (sealedSize(whole) <= SEAL_BUDGET) return whole;
  const { name: _, ...occupation } = facts.occupation;
  const nameless = encodeFacts({ ...facts, occupation });
  if (sealedSize(nameless) <= SEAL_BUDGET) return nameless;
  const bare = encodeFacts({ ...facts, occupation, maskedId: undefined });
  if (sealedSize(bare) <= SEAL_LIMIT) return bare;
  throw new YinzhengError('lint_failed', `The facts of the QR code need more than ${SEAL_LIMIT} bytes.`);
}

/** What a seal has besides its payload. */
const AROUND = seal(
  protectedHeader(encodeBase64url(new Uint8Array(KID_LENGTH))),
  new Uint8Array(0),
  new Uint8Array(SIGNATURE_LENGTH),
).length;

/** The length of the seal around a payload: CBOR says that of 24 bytes in one byte more than that of none, of 256 in two. */
function sealedSize({ length }: Bytes): number {
  return AROUND + length + (length < 24 ? 0 : length < 256 ? 1 : 2);
}

function protectedHeader(kid: string): Bytes {
  return encodeCbor(
    new Map<number, unknown>([
      [HEADER_ALG, ES256],
      [HEADER_KID, decodeBase64url(kid)],
    ]),
  );
}

/** Sig_structure, RFC 9052 section 4.4. */
function toBeSigned(header: Bytes, payload: Bytes): Bytes {
  return encodeCbor(['Signature1', header, new Uint8Array(0), payload]);
}

function seal(header: Bytes, payload: Bytes, signature: Bytes): Bytes {
  return encodeCbor(new Tagged(COSE_SIGN1, [header, new Map(), payload, signature]));
}

function encodeFacts(facts: SealFacts): Bytes {
  const { classification, edition, code, name } = facts.occupation;
  const members: readonly (readonly [number, unknown])[] = [
    [CERTIFICATE, uuidToBytes(facts.certificate)],
    [AGENCY, facts.agency],
    [ISSUED_ON, toDays(facts.issuedOn)],
    [VALID_UNTIL, facts.validUntil === undefined ? undefined : toDays(facts.validUntil)],
    [GROUP, facts.group],
    [INDEX, facts.index],
    [NUMBER, facts.number],
    [HOLDER_NAME, facts.holderName],
    [MASKED_ID, facts.maskedId],
    [OCCUPATION, name === undefined ? [classification, edition, code] : [classification, edition, code, name]],
    [LEVEL, [facts.level.scheme, facts.level.code]],
  ];
  return encodeCbor(new Map(members.filter(([, value]) => value !== undefined)));
}

function decodeFacts(payload: Bytes): SealFacts {
  const members = map(decodeCbor(payload));
  const validUntil = members.get(VALID_UNTIL);
  const maskedId = members.get(MASKED_ID);
  const [classification, edition, code, name] = array(members.get(OCCUPATION), 3, 4);
  const [scheme, level] = array(members.get(LEVEL), 2);
  return {
    certificate: bytesToUuid(binary(members.get(CERTIFICATE), 16)),
    agency: text(members.get(AGENCY)),
    issuedOn: fromDays(members.get(ISSUED_ON)),
    ...(validUntil === undefined ? {} : { validUntil: fromDays(validUntil) }),
    group: integer(members.get(GROUP)),
    index: integer(members.get(INDEX)),
    number: text(members.get(NUMBER)),
    holderName: text(members.get(HOLDER_NAME)),
    ...(maskedId === undefined ? {} : { maskedId: text(maskedId) }),
    occupation: {
      classification: text(classification),
      edition: text(edition),
      code: text(code),
      ...(name === undefined ? {} : { name: text(name) }),
    },
    level: { scheme: text(scheme), code: text(level) },
  };
}

/** Days since 1970-01-01, as RFC 8943 counts them. */
function toDays(date: LocalDate): number {
  if (!isLocalDate(date)) throw new RangeError(`${date} is not a date`);
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

/** The first and last day that `LocalDate` can write. */
const [FIRST_DAY, LAST_DAY] = [toDays('1000-01-01'), toDays('9999-12-31')];

function fromDays(value: unknown): LocalDate {
  if (!Number.isInteger(value) || Number(value) < FIRST_DAY || Number(value) > LAST_DAY)
    throw new SyntaxError('not a date');
  return new Date(Number(value) * DAY).toISOString().slice(0, 10);
}

function map(value: unknown): ReadonlyMap<unknown, unknown> {
  if (!(value instanceof Map)) throw new SyntaxError('a map is expected');
  return value;
}

function array(value: unknown, ...lengths: readonly number[]): readonly unknown[] {
  if (!Array.isArray(value) || !lengths.includes(value.length)) throw new SyntaxError('another array is expected');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new SyntaxError('text is expected');
  return value;
}

function integer(value: unknown): number {
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new SyntaxError('a number from 0 is expected');
  return Number(value);
}

function binary(value: unknown, length?: number): Bytes {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) {
    throw new SyntaxError('bytes are expected');
  }
  return new Uint8Array(value);
}
