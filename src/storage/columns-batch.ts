/** Tables of batches: their state, the steps they took, their rows as they came, and what became of them. */
import type { Batch, BatchState } from '../core/batch.ts';
import { integer, json, nullable, regionOf, table, text } from './column.ts';

export const BATCH_TABLES = {
  batch: table({
    columns: {
      id: text(),
      agency: text(),
      state: text<BatchState>(),
      contentKey: nullable(text()),
      requestKey: nullable(text()),
      tidyAt: nullable(integer()),
      batch: json<Batch>(),
      region: regionOf('agency'),
    },
    key: ['id'],
    unique: { batch_content: ['agency', 'contentKey'], batch_request: ['agency', 'requestKey'] },
    indexes: {
      batch_of_agency: { on: ['agency', 'id'] },
      batch_of_region: { on: ['region', 'id'] },
      batch_untidy: { on: ['tidyAt', 'id'], partial: 'tidyAt' },
    },
  }),
  /** The steps that were taken. Of two writers with the same next step, one takes the key. */
  batch_step: table({
    columns: { batch: text(), revision: integer(), agency: text() },
    key: ['batch', 'revision'],
  }),
  /** Rows as they came, some hundred together; what is personal in them is encrypted. */
  batch_part: table({
    columns: {
      batch: text(),
      part: integer(),
      agency: text(),
      sealed: nullable(text()),
      report: nullable(text()),
      digest: text(),
      failed: integer(),
    },
    key: ['batch', 'part'],
  }),
  batch_row: table({
    columns: { batch: text(), n: integer(), agency: text(), row: integer('file_row'), certificate: text() },
    key: ['batch', 'n'],
    short: true,
  }),
};
