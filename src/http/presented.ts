import { invalidRequest } from '../core/errors.ts';
import { bodyJson } from './body.ts';

type Input = string | Record<string, unknown>;

/** What is to be verified, out of a body of any of the media types, and the day that is asked about. */
export function presented(type: string, body: string): { input: Input; on?: string } {
  const json = type === 'application/json' || type === 'application/vc' || body.trimStart().startsWith('{');
  if (!json) return { input: body.trim() };
  const value = bodyJson(body);
  if (!isObject(value) || !('credential' in value) || '@context' in value) return { input: credential(value, '') };
  const { credential: wrapped, on, ...others } = value;
  if (Object.keys(others).length > 0) throw fault('', 'unknown_member', 'only "on" belongs beside "credential"');
  if (on !== undefined && typeof on !== 'string') throw fault('/on', 'type', 'must be a day, YYYY-MM-DD');
  return { input: credential(wrapped, '/credential'), ...(on !== undefined && { on }) };
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
