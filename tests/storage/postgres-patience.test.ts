import { expect, test } from 'vitest';
import { createGate } from '../../src/storage/postgres-patience.ts';

test('a gate lets so many in, then the longest waiting first', async () => {
  const gate = createGate(2);
  expect(gate.occupied()).toBe(false);
  const entered: string[] = [];
  const enter = (name: string) => gate.enter().then(() => entered.push(name));
  await Promise.all([enter('a'), enter('b')]);
  const [c, d] = [enter('c'), enter('d')];
  expect(gate.occupied()).toBe(true);
  gate.leave();
  await c;
  gate.leave();
  await d;
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
  gate.leave();
  gate.leave();
  expect(gate.occupied()).toBe(false);
});

test('a gate sends away who waits, not who is inside, and lets in the next', async () => {
  const gate = createGate(1);
  await gate.enter();
  const waiting = [gate.enter(), gate.enter()];
  const reason = new Error('closed');
  gate.dismiss(reason);
  for (const one of waiting) await expect(one).rejects.toBe(reason);
  expect(gate.occupied()).toBe(true);
  gate.leave();
  await gate.enter();
  expect(gate.occupied()).toBe(true);
});
