/** Changing one place of a JSON value, and finding all places. */

export type Path = readonly (string | number)[];

/** A copy of `value` with `change` applied at `path`; undefined as the new value removes the member or item. */
export function changedAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const next = index === step ? changedAt(item, rest, change) : item;
      return next === undefined ? [] : [next];
    });
  }
  const object = value as Record<string, unknown>;
  const next = changedAt(object[step], rest, change);
  const { [step]: _, ...others } = object;
  return next === undefined ? others : { ...object, [step]: next };
}

/** Every place in a JSON value but the root: members and items, inner and outer. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...inner.flatMap(([name, member]) => pathsIn(member, [...path, Array.isArray(value) ? Number(name) : name])),
  ];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => Object(at)[step], value);
}
