import { invalidRequest } from '../core/errors.ts';
import { bodyJson } from './body.ts';

/** What is to be verified, out of a body of any of the media types. */
export function presented(type: string, body: string): string | Record<string, unknown> {
  const json = type === 'application/json' || type === 'application/vc' || body.trimStart().startsWith('{');
  if (!json) return body.trim();
  const value = bodyJson(body);
  if (!isObject(value) || !('credential' in value) || '@context' in value) return credential(value, '');
  const others = Object.keys(value).length - 1;
  if (others > 0) throw fault('', 'unknown_member', 'nothing belongs beside "credential"');
  return credential(value.credential, '/credential');
}

function credential(value: unknown, pointer: string): string | Record<string, unknown> {
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
