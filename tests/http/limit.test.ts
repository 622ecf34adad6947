import { describe, expect, test } from 'vitest';
import { createLimiter, networkOf } from '../../src/http/limit.ts';

function limiterAt(start = 0) {
  const time = { now: start };
  return { time, take: createLimiter(() => time.now, { burst: 3, perMinute: 6 }) };
}

describe('the allowance of a client', () => {
  test('has a burst, then says how many seconds to wait', () => {
    const { take } = limiterAt();
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0]);
    expect(take('a')).toBe(10);
  });

  test('comes back with time, and never beyond the burst', () => {
    const { time, take } = limiterAt();
    for (let n = 0; n < 3; n++) take('a');
    time.now = 9_999;
    expect(take('a')).toBe(1);
    time.now = 10_000;
    expect([take('a'), take('a')]).toEqual([0, 10]);
    time.now = 86_400_000;
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 10]);
  });

  test('is not shared with others', () => {
    const { take } = limiterAt();
    for (let n = 0; n < 4; n++) take('a');
    expect(take('b')).toBe(0);
  });

  test('does not grow when the clock runs backwards', () => {
    const { time, take } = limiterAt(1_000_000);
    for (let n = 0; n < 3; n++) take('a');
    time.now = 0;
    expect(take('a')).toBe(10);
  });

  test('is forgotten for the quietest client when there are very many', () => {
    const { take } = limiterAt();
    for (let n = 0; n < 4; n++) take('quiet');
    for (let n = 0; n < 10_000; n++) take(`client ${n}`);
    expect(take('quiet')).toBe(0);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['', ''],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
