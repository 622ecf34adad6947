/** JSON (RFC 8259) from strangers: what two parsers could read differently is refused, and so is deep nesting. */

/** Where the text breaks a rule. Neither the message nor the pointer holds any value of the text. */
export class JsonError extends Error {
  readonly kind: 'syntax' | 'duplicate' | 'depth';
  /** JSON Pointer (RFC 6901) to the value that was being read. */
  readonly pointer: string;

  constructor(kind: JsonError['kind'], pointer: string, message: string) {
    super(message);
    this.name = 'JsonError';
    this.kind = kind;
    this.pointer = pointer;
  }
}

/** JSON Pointer (RFC 6901) to a member of what a pointer leads to. */
export function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export interface JsonOptions {
  /** How many arrays and objects may be open at once; 64 unless told, and at most a few thousand (the parser recurses). */
  readonly maxDepth?: number;
}

/**
 * The value that `JSON.parse` gives for the same text. Throws `JsonError`: `syntax` for what `JSON.parse`
 * refuses, `duplicate` for two members of one name in an object (however escaped), `depth` for too many open arrays
 * and objects. A member named `__proto__` is refused as `syntax`.
 */
export function parseJson(text: string, { maxDepth = 64 }: JsonOptions = {}): unknown {
  // What is nested too deep costs `JSON.parse` far more than what is refused is worth.
  const written = membersWritten(text, maxDepth);
  try {
    const value: unknown = written === undefined ? undefined : JSON.parse(text);
    // Of two members of one name it keeps one.
    if (written !== undefined && membersKept(value) === written) return value;
  } catch {
    // The parser below says what is wrong, and where.
  }
  return new Parser(text, maxDepth).document();
}

/** The colons outside of strings, one for each member; undefined where more than `maxDepth` arrays and objects are open. */
function membersWritten(text: string, maxDepth: number): number | undefined {
  let [members, depth, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (code === BACKSLASH) at++;
    else if (!inString) {
      if (code === COLON) members++;
      else if (code === BRACE || code === BRACKET) {
        if (++depth > maxDepth) return undefined;
      } else if (code === BRACE + 2 || code === BRACKET + 2) depth--;
    }
  }
  return members;
}

/** Throws for a member that `JSON.parse` takes and `parseJson` does not. */
function membersKept(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += membersKept(item);
    return members;
  }
  for (const name of Object.keys(value)) {
    if (name === '__proto__') throw new RangeError('a hostile name');
    members += 1 + membersKept((value as Record<string, unknown>)[name]);
  }
  return members;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** Each closes two characters later. */
const [BRACKET, BRACE] = [0x5b, 0x7b];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LITERALS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  document(): unknown {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected('the end');
    return value;
  }

  #value(): unknown {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(): Record<string, unknown> {
    this.#enter();
    const object: Record<string, unknown> = {};
    if (this.#next('}')) return object;
    do {
      this.#skipSpace();
      if (this.#text.charCodeAt(this.#at) !== QUOTE) throw this.#unexpected('a member name');
      const name = this.#string();
      this.#path.push(name);
      if (name === '__proto__') throw this.#error('syntax', 'a member must not be named __proto__');
      if (Object.hasOwn(object, name)) throw this.#error('duplicate', 'a member of this name is there already');
      if (!this.#next(':')) throw this.#unexpected('a colon');
      object[name] = this.#value();
      this.#path.pop();
    } while (this.#next(','));
    if (!this.#next('}')) throw this.#unexpected('a comma or the end of the object');
    return object;
  }

  #array(): unknown[] {
    this.#enter();
    const array: unknown[] = [];
    if (this.#next(']')) return array;
    do {
      this.#path.push(array.length);
      array.push(this.#value());
      this.#path.pop();
    } while (this.#next(','));
    if (!this.#next(']')) throw this.#unexpected('a comma or the end of the array');
    return array;
  }

  /** Whatever is open around this value has one step on the path. */
  #enter(): void {
    if (this.#path.length >= this.#maxDepth) {
      throw this.#error('depth', `more than ${this.#maxDepth} arrays and objects inside each other`);
    }
    this.#at++;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at++;
    let escaped = false;
    for (let code = text.charCodeAt(this.#at); code !== QUOTE; code = text.charCodeAt(this.#at)) {
      if (code === BACKSLASH) {
        escaped = true;
        this.#at += this.#match(ESCAPE, 'an escape').length;
      } else if (code >= 0x20) this.#at++;
      else throw this.#unexpected('the end of the string'); // a control character, or NaN past the end
    }
    this.#at++;
    return escaped ? JSON.parse(text.slice(start, this.#at)) : text.slice(start + 1, this.#at - 1);
  }

  #scalar(): unknown {
    for (const [word, value] of LITERALS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#match(NUMBER, 'a value');
    this.#at += number.length;
    return Number(number);
  }

  #match(pattern: RegExp, wanted: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) throw this.#unexpected(wanted);
    return found[0];
  }

  /** Steps over `character` when it comes next. */
  #next(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #unexpected(wanted: string): JsonError {
    return this.#error('syntax', `expected ${wanted} at character ${this.#at + 1}`);
  }

  #error(kind: JsonError['kind'], message: string): JsonError {
    const steps = this.#path.map((step) => pointerTo(String(step)));
    return new JsonError(kind, steps.join(''), message);
  }
}
