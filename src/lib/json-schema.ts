/**
 * JSON Schema (2020-12) compiled to a test that only ever says yes when a document keeps to it. A no means that somebody
 * else must look, who also has the words for what is wrong: a library that interprets the schema takes forty times as
 * long, and nearly every document that is asked about is good.
 */
import { canonicalizeJson } from './jcs.ts';

export type Test = (value: unknown) => boolean;
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** What a keyword makes of its value; `schema` is the object in which it stands. */
type Keyword = (value: never, schema: { readonly [keyword: string]: unknown }, compile: Compile) => Test;
type Compile = (schema: Schema) => Test;

/** Says nothing of a document by itself. */
const SILENT = new Set(['$schema', '$id', '$defs', 'title', 'description', 'examples', 'then', 'else']);

/**
 * Compiles a schema; `resolve` finds the one that a `$ref` in it means, compiled already if it is of another file. Throws `RangeError` for a keyword or format that is
 * not known here.
 */
export function compileSchema(schema: Schema, resolve: (ref: string) => Schema | Test): Test {
  const named = new Map<string, Test>();
  const refer = (ref: string): Test => {
    let test: Test | undefined;
    // Compiled when it is first needed: schemas lead back to themselves.
    const found = () => {
      const meant = resolve(ref);
      return typeof meant === 'function' ? meant : compile(meant);
    };
    return (
      named.get(ref) ??
      remember(ref, (value) => {
        test ??= found();
        return test(value);
      })
    );
  };
  const remember = (ref: string, test: Test): Test => {
    named.set(ref, test);
    return test;
  };
  const compile: Compile = (one) => {
    if (typeof one === 'boolean') return () => one;
    const tests = Object.entries(one).flatMap(([keyword, value]): Test[] => {
      if (SILENT.has(keyword)) return [];
      if (keyword === '$ref') return [refer(value as string)];
      const make = KEYWORDS[keyword];
      if (!make) throw new RangeError(`no such keyword here: ${keyword}`);
      return [make(value as never, one, compile)];
    });
    return all(tests);
  };
  return compile(schema);
}

function all(tests: readonly Test[]): Test {
  const [first = () => true, second, ...others] = tests;
  if (!second) return first;
  const rest = others.length === 0 ? second : all([second, ...others]);
  return (value) => first(value) && rest(value);
}

type Members = Readonly<Record<string, unknown>>;

/** A keyword that only speaks of one kind of value. */
const ofObject = (test: (value: Members) => boolean): Test => {
  return (value) => typeof value !== 'object' || value === null || Array.isArray(value) || test(value as Members);
};
const ofArray = (test: (value: readonly unknown[]) => boolean): Test => {
  return (value) => !Array.isArray(value) || test(value);
};
const ofText = (test: (value: string) => boolean): Test => {
  return (value) => typeof value !== 'string' || test(value);
};
const ofNumber = (test: (value: number) => boolean): Test => {
  return (value) => typeof value !== 'number' || test(value);
};

const TYPES: Readonly<Record<string, Test>> = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

/** Only spellings on which every reader of RFC 3339 agrees. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => DATE.test(text) && isDay(text),
  'date-time': (text) => DATE_TIME.test(text) && isDay(text.slice(0, 10)),
};
const DATE = /^[12]\d{3}-\d{2}-\d{2}$/;
const DATE_TIME = /^[12]\d{3}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function isDay(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

/** Whether a value is a constant: by itself, and lists and objects by their text. */
function sameAs(expected: unknown): Test {
  if (typeof expected !== 'object' || expected === null) return (value) => value === expected;
  const text = canonicalizeJson(expected);
  return (value) => typeof value === 'object' && value !== null && canonicalizeJson(value) === text;
}

function typeTest(name: string): Test {
  const test = TYPES[name];
  if (!test) throw new RangeError(`no such type: ${name}`);
  return test;
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (types: string | readonly string[]) => {
    const tests = [types].flat().map(typeTest);
    return tests.length === 1 && tests[0] ? tests[0] : (value) => tests.some((test) => test(value));
  },
  const: sameAs,
  enum: (allowed: readonly unknown[]) => {
    const tests = allowed.map(sameAs);
    return (value) => tests.some((test) => test(value));
  },

  pattern: (pattern: string) => {
    const expression = new RegExp(pattern, 'u');
    return ofText((text) => expression.test(text));
  },
  // A code point has one or two units.
  minLength: (least: number) => ofText((text) => text.length >= 2 * least || [...text].length >= least),
  maxLength: (most: number) => ofText((text) => text.length <= most || [...text].length <= most),
  format: (name: string) => {
    const test = FORMATS[name];
    if (!test) throw new RangeError(`no such format here: ${name}`);
    return ofText(test);
  },
  minimum: (least: number) => ofNumber((value) => value >= least),
  maximum: (most: number) => ofNumber((value) => value <= most),

  required: (names: readonly string[]) => ofObject((value) => names.every((name) => Object.hasOwn(value, name))),
  minProperties: (least: number) => ofObject((value) => Object.keys(value).length >= least),
  propertyNames: (names: Schema, _, compile) => {
    const test = compile(names);
    return ofObject((value) => Object.keys(value).every(test));
  },
  properties: (properties: Readonly<Record<string, Schema>>, _, compile) => {
    const tests = Object.entries(properties).map(([name, schema]) => [name, compile(schema)] as const);
    return ofObject((value) => tests.every(([name, test]) => !Object.hasOwn(value, name) || test(value[name])));
  },
  additionalProperties: (schema: Schema, { properties = {} }, compile) => {
    const [test, known] = [compile(schema), new Set(Object.keys(properties as object))];
    return ofObject((value) => Object.keys(value).every((name) => known.has(name) || test(value[name])));
  },

  minItems: (least: number) => ofArray((value) => value.length >= least),
  maxItems: (most: number) => ofArray((value) => value.length <= most),
  uniqueItems: (unique: boolean) =>
    ofArray((value) => !unique || new Set(value.map(canonicalizeJson)).size === value.length),
  prefixItems: (schemas: readonly Schema[], _, compile) => {
    const tests = schemas.map(compile);
    return ofArray((value) => tests.every((test, at) => at >= value.length || test(value[at])));
  },
  items: (schema: Schema, { prefixItems = [] }, compile) => {
    const [test, from] = [compile(schema), (prefixItems as readonly Schema[]).length];
    return ofArray((value) => value.every((one, at) => at < from || test(one)));
  },
  contains: (schema: Schema, _, compile) => {
    const test = compile(schema);
    return ofArray((value) => value.some(test));
  },

  allOf: (schemas: readonly Schema[], _, compile) => all(schemas.map(compile)),
  oneOf: (schemas: readonly Schema[], _, compile) => {
    const tests = schemas.map(compile);
    return (value) => tests.filter((test) => test(value)).length === 1;
  },
  if: (condition: Schema, { then = true, else: otherwise = true }, compile) => {
    const [test, yes, no] = [compile(condition), compile(then as Schema), compile(otherwise as Schema)];
    return (value) => (test(value) ? yes(value) : no(value));
  },
};
