/** A label beside the end of a line: where it would stand, and how far it reaches above and below that. */
export interface EndLabel {
  at: number;
  above: number;
  below: number;
}

/**
 * Places for labels, given in the order of their `at`, so that none touches another and all are within `low` to `high`; each as
 * near as that allows (pool adjacent violators: those in one another's way share out the distance). Where there is no room for
 * all they begin at `low`.
 */
export function spreadLabels(labels: readonly EndLabel[], low: number, high: number): number[] {
  const first = labels[0];
  const last = labels.at(-1);
  if (!first || !last) return [];
  // 1. Take the room that the labels before it need off each place: what is left must only ascend.
  const offsets = [0];
  for (let i = 1; i < labels.length; i++) offsets.push(offsets[i - 1]! + labels[i - 1]!.below + labels[i]!.above);
  // 2. Neighbours that descend become one block at their mean.
  const blocks: { sum: number; count: number }[] = [];
  labels.forEach((label, i) => {
    let block = { sum: label.at - offsets[i]!, count: 1 };
    for (
      let before = blocks.at(-1);
      before && before.sum / before.count >= block.sum / block.count;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      block = { sum: block.sum + before.sum, count: block.count + before.count };
    }
    blocks.push(block);
  });
  // 3. Within the bounds, and with the room again.
  const least = low + first.above;
  const most = Math.max(least, high - last.below - offsets.at(-1)!);
  const places = blocks.flatMap(b => Array<number>(b.count).fill(Math.min(most, Math.max(least, b.sum / b.count))));
  return places.map((place, i) => place + offsets[i]!);
}
