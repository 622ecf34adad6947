import type { Vault } from '../core/deps.ts';
import { UniqueKeyError } from '../core/errors.ts';
import { bytesToUuid, decodeToken, encodeToken, isUuid, uuidToBytes } from '../core/ids.ts';
import type { Identity } from '../core/person.ts';
import type { Random, Signer, Store } from '../core/ports.ts';
import { SLOTS_PER_GROUP } from '../core/status.ts';
import { decrypt, encrypt } from '../lib/aead.ts';
import { decryptBlock, encryptBlock } from '../lib/aes-block.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, fromUtf8, utf8 } from '../lib/bytes.ts';
import { hmac } from '../lib/hmac.ts';
import { permutation } from '../lib/permutation.ts';

const SLOT_BITS = 17;
/** Permutations kept in memory; each takes about 10 KB. */
const CACHED_GROUPS = 256;

/** Opens the vault: seven secrets of 32 bytes, made at first use, wrapped by the Signer and kept in the Store. */
export async function openVault(store: Store, signer: Signer, random: Random): Promise<Vault> {
  const kept = await store.secrets();
  const open = (name: string) => openSecret(store, signer, random, name, kept);
  const [tokenKey, slotKey, indexKey, identityKey, fileKey, claimKey, digestKey] = await Promise.all([
    open('token'),
    open('slot'),
    open('index'),
    open('identity'),
    open('file'),
    open('claim'),
    open('digest'),
  ]);
  const slots = slotPermutations(slotKey);

  return {
    async tokenOf(certificateId) {
      return encodeToken(await encryptBlock(tokenKey, uuidToBytes(certificateId)));
    },
    async idOf(token) {
      const block = decodeToken(token);
      if (!block) return undefined;
      const id = bytesToUuid(await decryptBlock(tokenKey, block));
      return isUuid(id) ? id : undefined;
    },
    async slot(agency, n) {
      const group = Math.floor(n / SLOTS_PER_GROUP) + 1;
      const permute = await slots(agency, group);
      return { agency, group, index: permute(n % SLOTS_PER_GROUP) };
    },
    async blindIndex(idType, idNumber) {
      return encodeBase64url(await hmac(indexKey, identityBytes(idType, idNumber)));
    },
    async claimant(idType, idNumber) {
      return encodeBase64url(await hmac(claimKey, identityBytes(idType, idNumber)));
    },
    async digest(text) {
      return encodeBase64url(await hmac(digestKey, utf8(text)));
    },
    async sealIdentity(identity, person) {
      const plain = utf8(JSON.stringify(identity));
      return encodeBase64url(await encrypt(identityKey, random(12), plain, personContext(person)));
    },
    async openIdentity(sealed, person) {
      const plain = await decrypt(identityKey, decodeBase64url(sealed), personContext(person));
      return JSON.parse(fromUtf8(plain)) as Identity;
    },
    async sealFile(plain, context) {
      return encodeBase64url(await encrypt(fileKey, random(12), plain, fileContext(context)));
    },
    openFile: (sealed, context) => decrypt(fileKey, decodeBase64url(sealed), fileContext(context)),
    async commitment(identity, certificateId) {
      // Two steps, so that opening one certificate's commitment (by showing its key) opens no other.
      const opening = await hmac(decodeBase64url(identity.salt), utf8(certificateId));
      return encodeBase64url(await hmac(opening, identityBytes(identity.idType, identity.idNumber)));
    },
  };
}

function identityBytes(idType: string, idNumber: string): Bytes {
  return utf8(`${idType}\n${idNumber}`);
}

function personContext(person: string): Bytes {
  return utf8(`person:${person}`);
}

function fileContext(context: string): Bytes {
  return utf8(`file:${context}`);
}

async function openSecret(
  store: Store,
  signer: Signer,
  random: Random,
  name: string,
  kept: ReadonlyMap<string, string>,
): Promise<Bytes> {
  const context = `secret:${name}`;
  const wrapped = kept.get(name);
  if (wrapped !== undefined) return signer.unwrap(wrapped, context);
  const fresh = random(32);
  try {
    await store.commit([{ write: 'secret.add', name, wrapped: await signer.wrap(fresh, context) }]);
    return fresh;
  } catch (error) {
    // Another process was first: its secret is the one.
    if (error instanceof UniqueKeyError) return openSecret(store, signer, random, name, await store.secrets());
    throw error;
  }
}

function slotPermutations(slotKey: Bytes): (agency: string, group: number) => Promise<(n: number) => number> {
  const cache = new Map<string, Promise<(n: number) => number>>();
  return (agency, group) => {
    const name = `${agency}:${group}`;
    let found = cache.get(name);
    if (!found) {
      const oldest = cache.keys().next().value;
      if (cache.size >= CACHED_GROUPS && oldest !== undefined) cache.delete(oldest);
      found = hmac(slotKey, utf8(name)).then((key) => permutation(key, SLOT_BITS));
      cache.set(name, found);
    }
    return found;
  };
}
