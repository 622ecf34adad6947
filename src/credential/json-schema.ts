/** JSON Schemas of our certificates and of the W3C data model, and violations in place of a validator's output. */
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import professionalTechnicalCn1 from '../../schemas/certificates/professional-technical-cn-1.schema.json' with {
  type: 'json',
};
import skillLevelCn1 from '../../schemas/certificates/skill-level-cn-1.schema.json' with { type: 'json' };
import specialCapabilityCn1 from '../../schemas/certificates/special-capability-cn-1.schema.json' with { type: 'json' };
import vocationalCertificate1 from '../../schemas/certificates/vocational-certificate-1.schema.json' with {
  type: 'json',
};
import dataModel from '../../schemas/w3c/verifiable-credential-schema.json' with { type: 'json' };
import type { Violation } from '../core/errors.ts';
import * as compiled from '../lib/json-schema.ts';

const SCHEMAS = new Map<string, object>([
  ['vocational-certificate-1.schema.json', vocationalCertificate1],
  ['skill-level-cn-1.schema.json', skillLevelCn1],
  ['special-capability-cn-1.schema.json', specialCapabilityCn1],
  ['professional-technical-cn-1.schema.json', professionalTechnicalCn1],
]);

export function isSchema(name: string): boolean {
  return SCHEMAS.has(name);
}

/**
 * A schema as JSON text, for `GET /schemas/{name}`, with its URL as `$id` (VC JSON Schema section 3.1.1). Schemas refer
 * to each other by names relative to that path.
 */
export function schemaFile(origin: string, name: string): { readonly body: string } | undefined {
  const schema = SCHEMAS.get(name);
  return schema && { body: `${JSON.stringify({ $id: `${origin}/schemas/${name}`, ...schema }, null, 2)}\n` };
}

/** Where relative references start; the files have no `$id`, since every deployment serves them under its own origin. */
const BASE = 'https://schemas.invalid/';

/** A schema in two forms: a test that is quick, and a validator that says what is wrong where the test says no. */
interface Judge {
  readonly test: compiled.Test;
  readonly validator: Validator;
}

const JUDGES = new Map(
  [...SCHEMAS].map(([name, schema]): [string, Judge] => {
    const validator = new Validator({ ...schema, $id: BASE + name } as Schema, '2020-12', false);
    for (const [other, text] of SCHEMAS) if (other !== name) validator.addSchema(text as Schema, BASE + other);
    return [name, { validator, test: compiled.compileSchema(schema as compiled.Schema, referred(schema)) }];
  }),
);
const DATA_MODEL: Judge = {
  validator: new Validator(dataModel as Schema, '2020-12', false),
  test: compiled.compileSchema(dataModel as compiled.Schema, referred(dataModel)),
};

/** What the references of our schemas lead to: a part of the same file, or another file, whose references are its own. */
function referred(schema: object): (ref: string) => compiled.Schema | compiled.Test {
  return (ref) => {
    const [file = '', ...path] = ref.split(/#\/|\//);
    const found = file === '' ? path.reduce<unknown>((at, name) => Object(at)[name], schema) : JUDGES.get(ref)?.test;
    if (found === undefined) throw new RangeError(`a reference to nothing: ${ref}`);
    return found as compiled.Schema | compiled.Test;
  };
}

/**
 * What is wrong with a document by the schema of that name (JSON Schema 2020-12, formats asserted). Takes JSON values
 * with well-formed strings; throws for others.
 */
export function validateCredential(schemaName: string, document: unknown): Violation[] {
  const judge = JUDGES.get(schemaName);
  if (judge) return violations(judge, document);
  return [{ pointer: '/credentialSchema/id', rule: 'schema', message: `There is no schema ${schemaName}.` }];
}

/** The same by the schema that W3C publishes with VC Data Model 2.0. */
export function validateDataModel(document: unknown): Violation[] {
  return violations(DATA_MODEL, document);
}

/** Keywords that only pass on what the schemas inside them say. */
const APPLICATORS = new Set(
  '$ref allOf anyOf oneOf if properties additionalProperties items prefixItems contains propertyNames'.split(' '),
);

function violations({ test, validator }: Judge, document: unknown): Violation[] {
  return test(document) ? [] : explain(validator, document);
}

/** What a validator finds wrong with a document; nothing where it finds it right. */
export function explain(validator: Validator, document: unknown): Violation[] {
  const { errors } = validator.validate(document);
  const causes = errors.filter(({ keyword }) => !APPLICATORS.has(keyword));
  const found = new Map<string, Violation>();
  for (const unit of causes.length > 0 ? causes : errors) {
    const violation = asViolation(unit);
    found.set(`${violation.pointer} ${violation.message}`, violation);
  }
  return [...found.values()];
}

function asViolation({ instanceLocation, keyword, error }: OutputUnit): Violation {
  // A JSON Pointer in a URI fragment, RFC 6901 section 6.
  const pointer = decodeURIComponent(instanceLocation.slice(1));
  if (keyword === 'false') return { pointer, rule: 'not_allowed', message: 'This must not be here.' };
  return { pointer, rule: keyword, message: error };
}
