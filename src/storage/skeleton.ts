/**
 * JSON texts that are nearly the same for many rows, without what they have in common. A skeleton is such a text with
 * holes, and many rows share one; a hole is filled from a column of the row, or from the row's own list. Nothing is
 * guessed: a text that does not come out of its skeleton byte for byte is kept whole.
 *
 * A skeleton is lines, in turn text and what fills the hole behind it: the name of a column, or an empty line for the next
 * of the row's own values, which are lines as well. JSON without white space has no line breaks.
 */

/**
 * What a string becomes, by its place: text of the skeleton; or a hole, filled from a column if that holds the string, or
 * its end, where what stands before says nothing of a row. What no rule names is the row's own: so a skeleton holds only
 * what a rule lets into it.
 */
export type Rule = 'shared' | `is ${string}` | `ends with ${string}` | Members;
/** Rules for the members of an object, or of each object of a list. */
interface Members {
  readonly [member: string]: Rule;
}

/** Values of a row that can fill holes, by name. */
export type Columns = Readonly<Record<string, string | null | undefined>>;

/** A text in two parts; `join` puts them together again. */
export interface Cut {
  readonly skeleton: string;
  readonly own: string;
}

const LINE = '\n';
const OWN = '';
const PLAIN = /^[^"\\\p{Cc}\p{Cs}]+$/u;
/** Most of it, and found out ten times as fast. */
const PLAIN_ASCII = /^[ !#-[\]-~]+$/;

/** Whether text stands in JSON as it is. What JSON would escape may come out of a column as something else. */
export function isPlain(text: string): boolean {
  return PLAIN_ASCII.test(text) || PLAIN.test(text);
}

/** Cuts a text; undefined where the parts would not make exactly this text again, as for one that is no JSON. */
export function cut(text: string, rule: Rule, columns: Columns): Cut | undefined {
  try {
    const parts = partsOf(JSON.parse(text), rule, columns);
    return join(linesOf(parts.skeleton), parts.own, columns) === text ? parts : undefined;
  } catch {
    // No JSON, or nested too deep to be written again.
    return undefined;
  }
}

/** What is a text's own over a skeleton that it may share, without a look at its members; undefined if it does not fit. */
export function cutAs(skeleton: readonly string[], text: string, columns: Columns): string | undefined {
  const own: string[] = [];
  let at = 0;
  for (let line = 0; ; line += 2) {
    const said = skeleton[line] ?? '';
    if (!text.startsWith(said, at)) return undefined;
    at += said.length;
    const column = skeleton[line + 1];
    if (column === undefined) break;
    if (column === OWN) {
      const end = text.indexOf(skeleton[line + 2] || LINE, at);
      if (end < 0) return undefined;
      own.push(text.slice(at, end));
      at = end;
    } else {
      const filler = columns[column] ?? '';
      if (!isPlain(filler) || !text.startsWith(filler, at)) return undefined;
      at += filler.length;
    }
  }
  const values = own.join(LINE);
  return at === text.length && !text.includes(LINE) ? values : undefined;
}

/** A skeleton as `cutAs` and `join` take it. */
export function linesOf(skeleton: string): string[] {
  return skeleton.split(LINE);
}

function partsOf(value: unknown, rule: Rule, columns: Columns): Cut {
  const lines = [''];
  const own: string[] = [];
  const say = (part: string) => {
    lines[lines.length - 1] += part;
  };
  const keep = (part: string) => {
    own.push(part);
    lines.push(OWN, '');
  };
  const fill = (content: string, rule: string) => {
    const column = rule.slice(rule.lastIndexOf(' ') + 1);
    const filler = columns[column] ?? '';
    const held = rule.startsWith('is ') ? content === filler : content.endsWith(filler);
    if (held && isPlain(filler)) {
      say(content.slice(0, content.length - filler.length));
      lines.push(column, '');
    } else {
      keep(content);
    }
  };
  const walk = (value: unknown, rule: Rule | undefined): void => {
    if (rule === 'shared') {
      say(JSON.stringify(value));
    } else if (typeof value === 'string') {
      const content = JSON.stringify(value).slice(1, -1);
      say('"');
      if (typeof rule === 'string') fill(content, rule);
      else keep(content);
      say('"');
    } else if (typeof rule !== 'object' || typeof value !== 'object' || value === null) {
      keep(JSON.stringify(value));
    } else if (Array.isArray(value)) {
      say('[');
      for (const [at, item] of value.entries()) {
        if (at > 0) say(',');
        walk(item, rule);
      }
      say(']');
    } else {
      say('{');
      for (const [at, [name, member]] of Object.entries(value).entries()) {
        say(`${at > 0 ? ',' : ''}${JSON.stringify(name)}:`);
        walk(member, Object.hasOwn(rule, name) ? rule[name] : undefined);
      }
      say('}');
    }
  };
  walk(value, rule);
  return { skeleton: lines.join(LINE), own: own.join(LINE) };
}

/** The text that was cut. Throws if a hole has nothing to fill it, which is damage. */
export function join(skeleton: readonly string[], own: string, columns: Columns): string {
  const values = own.split(LINE);
  let next = 0;
  let text = '';
  for (let at = 0; at < skeleton.length; at++) {
    const line = skeleton[at] ?? '';
    const part = at % 2 === 0 ? line : line === OWN ? values[next++] : columns[line];
    if (part === undefined || part === null) throw new Error(`nothing fills the hole "${line}"`);
    text += part;
  }
  return text;
}
