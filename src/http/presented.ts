import { invalidRequest } from '../core/errors.ts';
import { bodyJson } from './body.ts';

type Input = string | Record<string, unknown>;

/** What may stand beside `credential`, each as text. */
const BESIDE = {
  on: 'must be a day, YYYY-MM-DD',
  nonce: 'must be the nonce that you gave the wallet',
  audience: 'must be what you go by to the wallet',
};
type Beside = Partial<Record<keyof typeof BESIDE, string>>;

/** What is to be verified, out of a body of any of the media types, and what is asked about it. */
export function presented(type: string, body: string): Beside & { readonly input: Input } {
  const json = type === 'application/json' || type === 'application/vc' || body.trimStart().startsWith('{');
  if (!json) return { input: body.trim() };
  const value = bodyJson(body);
  if (!isObject(value) || !('credential' in value) || '@context' in value) return { input: credential(value, '') };
  const { credential: wrapped, ...beside } = value;
  for (const [name, asked] of Object.entries(beside)) {
    if (!(name in BESIDE)) {
      throw fault('', 'unknown_member', `only ${Object.keys(BESIDE).join(', ')} belong beside "credential"`);
    }
    if (typeof asked !== 'string') throw fault(`/${name}`, 'type', BESIDE[name as keyof typeof BESIDE]);
  }
  return { input: credential(wrapped, '/credential'), ...(beside as Beside) };
}

function credential(value: unknown, pointer: string): Input {
  if (typeof value === 'string') return value.trim();
  if (isObject(value)) return value;
  throw fault(pointer, 'type', 'must be a credential (an object) or a string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(pointer: string, rule: string, message: string): Error {
  return invalidRequest([{ pointer, rule, message }]);
}
