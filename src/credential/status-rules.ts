/** What Bitstring Status List 1.0 demands of an entry and of a list, before any bit is read. */
import { isObject, isUrl, listOf } from './credential-form.ts';
import type { Report } from './rules.ts';

type Members = Readonly<Record<string, unknown>>;

/** Section 2.1: a `credentialStatus` of type BitstringStatusListEntry. */
export function statusEntryFaults(entry: Members, pointer: string, report: Report): void {
  const { id, statusPurpose, statusListIndex, statusListCredential, statusReference } = entry;
  if (typeof statusPurpose !== 'string' || statusPurpose === '') {
    report('status/purpose', `${pointer}/statusPurpose`, 'must be text');
  }
  if (typeof statusListIndex !== 'string' || !/^(?:0|[1-9]\d*)$/.test(statusListIndex)) {
    report('status/index', `${pointer}/statusListIndex`, 'must be a whole number, written as text');
  }
  if (!isUrl(statusListCredential)) report('status/list', `${pointer}/statusListCredential`, 'must be a URL');
  if (id !== undefined && id === statusListCredential) report('status/id', `${pointer}/id`, 'must not be the list');
  messageFaults(entry, pointer, report);
  const references = statusReference === undefined ? [] : listOf(statusReference);
  if (!references.every(isUrl)) report('status/reference', `${pointer}/statusReference`, 'must hold URLs');
}

/** The largest entry whose messages anybody would write down. */
const MAX_SIZE = 8;

function messageFaults({ statusSize, statusMessage, statusPurpose }: Members, pointer: string, report: Report): void {
  const size = statusSize ?? 1;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    report('status/size', `${pointer}/statusSize`, 'must be a whole number above 0');
    return;
  }
  if (statusMessage === undefined) {
    const needed = size > 1 || statusPurpose === 'message';
    if (needed) report('status/message', `${pointer}/statusMessage`, 'must be there');
    return;
  }
  const messages = Array.isArray(statusMessage) ? statusMessage : [];
  const whole = messages.every(
    (one) => isObject(one) && /^0x[0-9a-f]+$/i.test(String(one.status)) && typeof one.message === 'string',
  );
  if (!whole || size > MAX_SIZE || messages.length !== 2 ** size) {
    report('status/message', `${pointer}/statusMessage`, 'must explain each possible value: status (0x…) and message');
  }
}

/** Section 2.2: a BitstringStatusListCredential. */
export function statusListFaults({ credentialSubject }: Members, report: Report): void {
  const subject: Members = isObject(credentialSubject) ? credentialSubject : {};
  const { type, statusPurpose, encodedList, ttl } = subject;
  const at = (name: string) => `/credentialSubject/${name}`;
  if (type !== 'BitstringStatusList') report('status/list-type', at('type'), 'must be BitstringStatusList');
  const purposes = listOf(statusPurpose);
  if (purposes.length === 0 || !purposes.every((one) => typeof one === 'string' && one !== '')) {
    report('status/purpose', at('statusPurpose'), 'must be text');
  }
  if (typeof encodedList !== 'string' || !/^u[\w-]+$/.test(encodedList)) {
    report('status/encoded-list', at('encodedList'), 'must be u and base64url');
  }
  if (ttl !== undefined && !(typeof ttl === 'number' && Number.isInteger(ttl) && ttl > 0)) {
    report('status/ttl', at('ttl'), 'must be a whole number above 0');
  }
}
