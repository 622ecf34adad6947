/** Measuring. */

/** How many units per second `run` does, `atOnce` at a time, for at least so many seconds. What is under way then is finished. */
export async function perSecond(seconds: number, atOnce: number, run: (n: number) => Promise<number>): Promise<number> {
  const began = performance.now();
  let next = 0;
  let done = 0;
  const work = async () => {
    do {
      // Apart, or what others counted meanwhile would be lost.
      const units = await run(next++);
      done += units;
    } while (performance.now() - began < seconds * 1000);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return (done * 1000) / (performance.now() - began);
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
