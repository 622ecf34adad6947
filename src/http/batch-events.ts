/** Live progress of a batch as server-sent events (WHATWG HTML, section 9.2). */
import type { Actor } from '../core/actor.ts';
import { readBatch } from '../issue/batch/act.ts';
import { progressOf } from '../issue/batch/results.ts';
import { BatchParams, shownBatch } from './batch-models.ts';
import type { AppDeps } from './context.ts';
import { mediaAnswer } from './models.ts';
import { operation } from './operation.ts';

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
    'changes, and a last time when it is `done` or ended, at which the stream ends too.',
  params: BatchParams,
  answers: { 200: mediaAnswer('Events.', 'text/event-stream') },
  async handle({ c, deps, actor, params: { id } }) {
    // Whoever may not read it is told so before the stream begins.
    const first = await look(deps, actor, id);
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    c.header('Cache-Control', 'no-store');
    c.header('X-Accel-Buffering', 'no');
    return c.body(eventsFrom(first, () => look(deps, actor, id)));
  },
});

interface Look {
  readonly text: string;
  readonly ended: boolean;
}

async function look(deps: AppDeps, actor: Actor, id: string): Promise<Look> {
  const batch = await readBatch(deps, actor, 'batch.read', id);
  const shown = shownBatch(batch, await progressOf(deps, batch));
  const ended = !['submitted', 'signing', 'paused'].includes(batch.state);
  return { text: JSON.stringify(shown), ended };
}

function eventsFrom(first: Look, again: () => Promise<Look>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const event = (text: string) => encoder.encode(`event: progress\ndata: ${text}\n\n`);
  let last = first;
  let looks = 0;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${EVERY_MS}\n\n`));
      controller.enqueue(event(first.text));
    },
    async pull(controller) {
      if (last.ended || ++looks > MOST_LOOKS) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      const now = await again();
      // A comment shows that the connection lives.
      controller.enqueue(now.text === last.text ? encoder.encode(':\n\n') : event(now.text));
      last = now;
    },
  });
}
