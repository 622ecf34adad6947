/** Credentials against JSON Schemas that others wrote: W3C Verifiable Credentials JSON Schema Specification. */
import { type Schema, type SchemaDraft, Validator } from '@cfworker/json-schema';
import type { Violation } from '../core/errors.ts';
import { isObject } from './credential-form.ts';
import { explain } from './json-schema.ts';
import type { RuleId } from './rules.ts';

type Members = Readonly<Record<string, unknown>>;

/** Section 4.2. Indeterminate says nothing against the credential, and nothing for it. */
export type SchemaOutcome =
  | { readonly outcome: 'success' }
  | { readonly outcome: 'failure'; readonly rule: RuleId; readonly violation: Omit<Violation, 'rule'> }
  | { readonly outcome: 'indeterminate'; readonly detail: string };

/** The versions that are read here (section 4), by their `$schema`. */
const DRAFTS = new Map<string, SchemaDraft>([
  ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
  ['https://json-schema.org/draft/2019-09/schema', '2019-09'],
  ['http://json-schema.org/draft-07/schema', '7'],
]);

/** Judges a document by a schema. `url`: where the schema was found, and what its `$id` must stand for. */
export function judgeBySchema(schema: unknown, document: Members, url?: string): SchemaOutcome {
  if (!isObject(schema)) return broken('is no JSON Schema');
  const { $id, $schema } = schema;
  if (typeof $schema !== 'string') return broken('has no $schema');
  if (!isUriReference($id)) return broken('has no URI reference as $id');
  if (url !== undefined && new URL($id, url).href !== new URL(url).href) return broken('is another one, by its $id');
  const draft = DRAFTS.get($schema.replace(/#$/, ''));
  if (draft === undefined) return { outcome: 'indeterminate', detail: `schemas of ${$schema} are not read here` };
  try {
    const [violation] = explain(new Validator(schema as Schema, draft, false), document);
    return violation ? { outcome: 'failure', rule: 'credential/schema-mismatch', violation } : { outcome: 'success' };
  } catch (error) {
    // A reference to a schema that is not at hand, or a keyword that is no keyword.
    return { outcome: 'indeterminate', detail: `the schema cannot be used: ${(error as Error).message.slice(0, 200)}` };
  }
}

/** The schema of all JsonSchemaCredentials, which each must name (section 2.2). */
const SCHEMA_OF_SCHEMAS = 'https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json';

/** The same by the schema inside a JsonSchemaCredential whose proof was verified already. */
export function judgeBySchemaCredential(credential: Members, document: Members): SchemaOutcome {
  const { type, credentialSubject, credentialSchema } = credential;
  const subject: Members = isObject(credentialSubject) ? credentialSubject : {};
  if (![type].flat().includes('JsonSchemaCredential')) return broken('is no JsonSchemaCredential');
  if (subject.type !== 'JsonSchema') return broken('has another subject than a JsonSchema');
  if (
    !isObject(credentialSchema) ||
    credentialSchema.id !== SCHEMA_OF_SCHEMAS ||
    credentialSchema.type !== 'JsonSchema'
  ) {
    return broken(`does not name ${SCHEMA_OF_SCHEMAS} as its own schema`);
  }
  return judgeBySchema(subject.jsonSchema, document);
}

export function broken(what: string): SchemaOutcome {
  const violation = { pointer: '/credentialSchema', message: `the schema ${what}` };
  return { outcome: 'failure', rule: 'credential/schema-form', violation };
}

/** RFC 3986 section 4.1. */
function isUriReference(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && !/[\s<>"{}|\\^`]/.test(value) && URL.canParse(value, 'https://a/')
  );
}
