import type { z } from '@hono/zod-openapi';
import { invalidRequest, type Violation } from '../core/errors.ts';

/**
 * The value as the schema reads it. Throws `invalid_request` with every fault, each named by a JSON Pointer that begins
 * with `at` (`''` for the body, `/query`, `/header`). What was sent is never repeated: it may be an identity number.
 */
export function checked<S extends z.ZodType>(schema: S, value: unknown, at = ''): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw invalidRequest(result.error.issues.flatMap((issue) => violationsOf(issue, at)));
}

type Issue = z.core.$ZodIssue;

const RULES: Partial<Record<Issue['code'], string>> = {
  invalid_type: 'type',
  invalid_value: 'allowed_values',
  invalid_format: 'format',
  invalid_union: 'shape',
  too_big: 'maximum',
  too_small: 'minimum',
  not_multiple_of: 'multiple_of',
};

function violationsOf(issue: Issue, at: string): Violation[] {
  const path = at + issue.path.map((part) => `/${pointerPart(part)}`).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${path}/${pointerPart(key)}`,
      rule: 'unknown_member',
      message: 'there is no such member here',
    }));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [{ pointer: path, rule: 'required', message: 'is required' }];
  }
  return [{ pointer: path, rule: RULES[issue.code] ?? 'rule', message: lowerFirst(issue.message) }];
}

/**
 * One reference token of a JSON Pointer. A member name that a stranger chose could be data (an identity number in the
 * wrong place), so only names of letters are repeated; a place in an array is ours.
 */
function pointerPart(part: PropertyKey): string {
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' && /^[A-Za-z@_-]{1,40}$/.test(part) ? part : '…';
}

/** A pointer that something else made over what was sent, with the same care. */
export function safePointer(pointer: string): string {
  return pointer
    .split('/')
    .map((part, place) => (place === 0 || /^\d{1,5}$/.test(part) ? part : pointerPart(part)))
    .join('/');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
