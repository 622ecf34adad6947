import type { Engine, Statement } from '../../src/storage/engine.ts';

/**
 * Cloudflare's limits for D1 that a statement can break by its form (developers.cloudflare.com/d1/platform/limits). The
 * statements are the same on every engine, so that each engine's tests find the one that breaks them.
 */
const MAX_BOUND_VALUES = 100;
const MAX_STATEMENT_BYTES = 100_000;
/** Of a row, and so of all that one statement brings for it. */
const MAX_ROW_BYTES = 2_000_000;

/** The engine, less what D1 would refuse. */
export function withinLimits(engine: Engine): Engine {
  return {
    all: async (statement) => engine.all(checked(statement)),
    atomic: async (statements) => engine.atomic(statements.map(checked)),
    close: () => engine.close(),
  };
}

function checked(statement: Statement): Statement {
  const { sql, params } = statement;
  if (params.length > MAX_BOUND_VALUES) throw new RangeError(`${params.length} bound values: ${sql}`);
  const bytes = (text: unknown) => new TextEncoder().encode(String(text)).length;
  if (bytes(sql) > MAX_STATEMENT_BYTES) throw new RangeError(`a long statement: ${sql}`);
  if (bytes(params.join('')) > MAX_ROW_BYTES) throw new RangeError(`a long row: ${sql}`);
  return statement;
}
