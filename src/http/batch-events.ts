/** Live progress of a batch as server-sent events (WHATWG HTML, section 9.2). */
import { z } from '@hono/zod-openapi';
import type { Actor } from '../core/actor.ts';
import { readBatch } from '../issue/batch/act.ts';
import { progressOf } from '../issue/batch/results.ts';
import { BatchParams, shownBatch } from './batch-models.ts';
import type { AppDeps } from './context.ts';
import { mediaAnswer } from './models.ts';
import { operation } from './operation.ts';
import { answerStream } from './stream.ts';

const EVERY_MS = 1_000;
/** After so many looks the stream ends and clients come again: a request may ask the register only so often on Workers. */
const MOST_LOOKS = 120;

export const batchEvents = operation({
  id: 'batchEvents',
  tag: 'Batches',
  access: 'key',
  summary: 'Live progress of a batch, as server-sent events',
  description:
    'Each `progress` event has the batch as `GET /v1/batches/{id}` shows it, without samples: at once, whenever it ' +
    'changes, and a last time when it is `done` or ended, at which the stream ends too. It also ends after two minutes: come ' +
    'again with the `id` of the last event as `Last-Event-ID`, as clients do by themselves, until there is nothing more to tell (204).',
  params: BatchParams,
  headers: z.object({
    'last-event-id': z
      .string()
      .max(100)
      .optional()
      .openapi({ description: 'The `id` of the last event.', example: '7.250' }),
  }),
  answers: {
    200: mediaAnswer('Events.', 'text/event-stream'),
    204: { description: 'It was done or ended in the event that `Last-Event-ID` names: do not come again.' },
  },
  async handle({ c, deps, actor, params: { id }, headers }) {
    // Whoever may not read it is told so before the stream begins.
    const first = await look(deps, actor, id);
    c.header('Cache-Control', 'no-store');
    if (first.ended && headers['last-event-id'] === first.id) return c.body(null, 204);
    c.header('X-Accel-Buffering', 'no');
    const events = eventsFrom(first, () => look(deps, actor, id));
    return answerStream(c, deps, 'text/event-stream; charset=utf-8', events);
  },
});

interface Look {
  /** Once it has ended, only certificates that were being signed at that moment come: it tells of them too. */
  readonly id: string;
  readonly text: string;
  readonly ended: boolean;
}

async function look(deps: AppDeps, actor: Actor, id: string): Promise<Look> {
  const batch = await readBatch(deps, actor, 'batch.read', id);
  const progress = await progressOf(deps, batch);
  const shown = shownBatch(batch, progress);
  const ended = !['submitted', 'signing', 'paused'].includes(batch.state);
  return { id: `${batch.revision}.${progress.issued}`, text: JSON.stringify(shown), ended };
}

function eventsFrom(first: Look, again: () => Promise<Look>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const event = ({ id, text }: Look) => encoder.encode(`event: progress\nid: ${id}\ndata: ${text}\n\n`);
  let last = first;
  let looks = 0;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${EVERY_MS}\n\n`));
      controller.enqueue(event(first));
    },
    async pull(controller) {
      if (last.ended || ++looks > MOST_LOOKS) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      const now = await again();
      // A comment shows that the connection lives.
      controller.enqueue(now.text === last.text ? encoder.encode(':\n\n') : event(now));
      last = now;
    },
  });
}
