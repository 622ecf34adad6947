import { EXAM_COLUMNS } from './columns.ts';
import type { KeptRow } from './parts.ts';

/** A row as its file has it, by heading; one that was good goes by our own names. */
export function cellsOf({ good, cells = {} }: KeptRow): NonNullable<KeptRow['cells']> {
  if (!good) return cells;
  const found: Record<string, string | number> = {};
  for (const { name } of EXAM_COLUMNS) {
    let value: unknown = good.request;
    for (const member of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[member];
    if (typeof value === 'string' || typeof value === 'number') found[name] = value;
  }
  return found;
}
