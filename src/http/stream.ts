import type { AppContext } from './context.ts';

/**
 * Answers with text that is made while it is sent, piece by piece as the client takes it. A fault in the middle cuts the
 * answer off, so that nobody takes a part for the whole.
 */
export function answerStream(c: AppContext, type: string, pieces: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
  c.header('Content-Type', type);
  return c.body(body);
}
