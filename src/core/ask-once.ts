/**
 * `ask`, but once for each name: everybody gets the first answer, also one that is on its way, also a failure. For as long
 * as one look at things is to hold; what must see changes or try again keeps its own.
 */
export function askOnce<Key, Answer>(
  nameOf: (key: Key) => string,
  ask: (key: Key) => Promise<Answer>,
): (key: Key) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>();
  return (key) => {
    const name = nameOf(key);
    const known = asked.get(name) ?? ask(key);
    asked.set(name, known);
    return known;
  };
}
