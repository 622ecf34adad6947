/** The schemas that a credential names: ours at hand, others from listed hosts, the rest not looked at. */
import { listOf } from '../credential/credential-form.ts';
import { broken, judgeBySchema, judgeBySchemaCredential, type SchemaOutcome } from '../credential/foreign-schema.ts';
import { guardedFetch, ResolutionError } from '../credential/guarded-fetch.ts';
import { validateCredential } from '../credential/json-schema.ts';
import { digestsFit } from '../credential/related-resource.ts';
import type { Fault } from '../credential/rules.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { JsonError, parseJson } from '../lib/json.ts';

type Members = Readonly<Record<string, unknown>>;

export interface SchemaDeps {
  readonly origin: string;
  /** Hosts whose schemas may be fetched. */
  readonly allowedHosts: readonly string[];
  /** The document of a JsonSchemaCredential that verifies, or undefined. */
  verified(schemaCredential: unknown): Promise<Members | undefined>;
}

const MAX_BYTES = 262_144;
const TIMEOUT_MS = 2_500;
/** Most schemas of one credential. */
const MAX_SCHEMAS = 8;

/** What a credential's schemas say (VC JSON Schema section 4.2); indeterminate gives a warning. */
export async function schemaFindings(
  deps: SchemaDeps,
  document: Members,
): Promise<{ readonly faults: Fault[]; readonly warnings: Fault[] }> {
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  for (const [at, one] of listOf(document.credentialSchema).entries()) {
    const found = at < MAX_SCHEMAS ? await judge(deps, Object(one), document) : unread('is one too many');
    if (found.outcome === 'failure') faults.push({ ...found.violation, rule: found.rule });
    else if (found.outcome === 'indeterminate') {
      warnings.push({ rule: 'credential/schema-unchecked', pointer: '/credentialSchema', message: found.detail });
    }
  }
  return { faults, warnings };
}

async function judge(deps: SchemaDeps, named: Members, document: Members): Promise<SchemaOutcome> {
  const { id, type } = named;
  const prefix = `${deps.origin}/schemas/`;
  if (typeof id !== 'string') return unread('has no id');
  if (id.startsWith(prefix)) {
    const [violation] = validateCredential(id.slice(prefix.length), document);
    return violation ? { outcome: 'failure', rule: 'credential/schema-mismatch', violation } : { outcome: 'success' };
  }
  if (type !== 'JsonSchema' && type !== 'JsonSchemaCredential') return unread(`is of a type that is not read here`);
  try {
    const { allowedHosts } = deps;
    const accept = 'application/schema+json, application/vc, application/vc+jwt, application/json';
    const bytes = await guardedFetch(id, { allowedHosts, accept, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
    // Section 4.1: before anything in it is believed.
    if (!(await digestsFit(named, bytes))) return broken('has another digest');
    const text = fromUtf8(bytes).trim();
    const found = text.startsWith('{') ? parseJson(text) : text;
    if (type === 'JsonSchema') return judgeBySchema(found, document, id);
    const credential = await deps.verified(found);
    if (!credential) return broken('is in a credential that does not verify');
    if (credential.id !== id) return broken('is another one, by the id of its credential');
    return judgeBySchemaCredential(credential, document);
  } catch (error) {
    const expected = [ResolutionError, JsonError, TypeError].some((kind) => error instanceof kind);
    if (!expected || !(error instanceof Error)) throw error;
    return unread(`cannot be had: ${error.message}`);
  }
}

function unread(why: string): SchemaOutcome {
  return { outcome: 'indeterminate', detail: `the schema ${why}` };
}
