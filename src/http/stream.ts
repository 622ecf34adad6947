import type { AppContext, AppDeps } from './context.ts';
import { traceOf } from './problem.ts';

/**
 * Answers with what is made while it is sent, piece by piece as the client takes it. A fault in the middle cuts the answer
 * off, so that nobody takes a part for the whole, and stands in the log. The server would print it as it is, with what its
 * message quotes: it hears only that the answer ends.
 */
export function answerStream(
  c: AppContext,
  { log }: AppDeps,
  type: string,
  body: ReadableStream<Uint8Array>,
): Response {
  const { requestId: request } = c.var;
  const reader = body.getReader();
  const told = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        log('error', 'http.cut_off', { request, ...traceOf(error) });
        controller.error(new Error('an answer was cut off; see http.cut_off in the log'));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  c.header('Content-Type', type);
  return c.body(told);
}

/** Text in UTF-8, each piece made when it is wanted. */
export function textStream(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
}
