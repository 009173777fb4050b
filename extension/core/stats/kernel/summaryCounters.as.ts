// The counters of the summary's buckets. A counter that is added to again has to wait until it is stored: where neighbours
// share a bucket (constants, zeros, what a ReLU lets through) four tables take turns, and are added up when they are collected.

export const countersOffset: i32 = 1024;
export const foundBucketsOffset: i32 = 263168;
export const foundCountsOffset: i32 = 394240;
/** The second table, and behind it the third and the fourth. */
const turnsOffset: i32 = 1180672;

const tableBytes: usize = 262144;
const toSecond: usize = turnsOffset - countersOffset;
const toThird: usize = toSecond + tableBytes;
const toFourth: usize = toThird + tableBytes;
/** Fewer values are counted sooner than three more tables are looked through. */
const leastTurns: i32 = 32768;
/** Pairs of neighbours that are looked at, and how many of them alike are many. */
const sampledPairs: usize = 64;
const manyAlike: i32 = 10;

let tookTurns: bool = false;

/** Whether so many of the `count` values share their bucket with their neighbour that the tables should take turns. */
export function shouldTakeTurns(from: usize, count: i32): bool {
  if (count < leastTurns) return false;
  // odd: channels of an activation repeat every 2^n values
  const step: usize = ((<usize>count / sampledPairs) | 1) << 2;
  let alike = 0;
  for (let pair: usize = 0; pair < sampledPairs; pair++) {
    const at: usize = from + pair * step;
    if (load<u16>(at, 2) == load<u16>(at, 6)) alike++;
  }
  return alike >= manyAlike;
}

/** Adds eight values to the counters of their upper 16 bits. */
// @ts-ignore: decorator
@inline
export function countEight(at: usize): void {
  addOne(<usize>load<u16>(at, 2) << 2);
  addOne(<usize>load<u16>(at, 6) << 2);
  addOne(<usize>load<u16>(at, 10) << 2);
  addOne(<usize>load<u16>(at, 14) << 2);
  addOne(<usize>load<u16>(at, 18) << 2);
  addOne(<usize>load<u16>(at, 22) << 2);
  addOne(<usize>load<u16>(at, 26) << 2);
  addOne(<usize>load<u16>(at, 30) << 2);
}

/** The same, by four tables in turn. */
// @ts-ignore: decorator
@inline
export function countEightInTurns(at: usize): void {
  addOne(<usize>load<u16>(at, 2) << 2);
  addOne((<usize>load<u16>(at, 6) << 2) + toSecond);
  addOne((<usize>load<u16>(at, 10) << 2) + toThird);
  addOne((<usize>load<u16>(at, 14) << 2) + toFourth);
  addOne(<usize>load<u16>(at, 18) << 2);
  addOne((<usize>load<u16>(at, 22) << 2) + toSecond);
  addOne((<usize>load<u16>(at, 26) << 2) + toThird);
  addOne((<usize>load<u16>(at, 30) << 2) + toFourth);
  tookTurns = true;
}

/** Adds one value. */
// @ts-ignore: decorator
@inline
export function countOne(at: usize): void {
  addOne(<usize>load<u16>(at, 2) << 2);
}

// @ts-ignore: decorator
@inline
function addOne(counter: usize): void {
  store<u32>(counter, load<u32>(counter, countersOffset) + 1, countersOffset);
}

/** How many values have been counted in the two buckets that zeros share with the least sub-normal values. */
export function countedNearZero(): u32 {
  return nearZeroIn(0) + nearZeroIn(toSecond) + nearZeroIn(toThird) + nearZeroIn(toFourth);
}

// @ts-ignore: decorator
@inline
function nearZeroIn(table: usize): u32 {
  return load<u32>(table, countersOffset) + load<u32>(table + (0x8000 << 2), countersOffset);
}

/** Moves the counters that are not 0 to `foundBucketsOffset` and `foundCountsOffset`, ascending; returns how many. Leaves all counters 0. */
export function collect(): i32 {
  if (tookTurns) addTablesUp();
  tookTurns = false;
  let found: usize = 0;
  // 32 at a time: most are 0, above all of small tensors
  for (let bucket: usize = 0; bucket < 65536; bucket += 32) {
    const at: usize = countersOffset + (bucket << 2);
    const low = v128.or(v128.or(v128.load(at), v128.load(at, 16)), v128.or(v128.load(at, 32), v128.load(at, 48)));
    const high = v128.or(v128.or(v128.load(at, 64), v128.load(at, 80)), v128.or(v128.load(at, 96), v128.load(at, 112)));
    if (!v128.any_true(v128.or(low, high))) continue;
    for (let lane: usize = 0; lane < 32; lane++) {
      const counter: usize = at + (lane << 2);
      const count = load<u32>(counter);
      if (count == 0) continue;
      store<u16>(foundBucketsOffset + (found << 1), <u16>(bucket + lane));
      store<u32>(foundCountsOffset + (found << 2), count);
      store<u32>(counter, 0);
      found++;
    }
  }
  return <i32>found;
}

/** Adds the other tables to the first, and leaves them 0. */
function addTablesUp(): void {
  const zero = i32x4.splat(0);
  const end: usize = countersOffset + tableBytes;
  for (let at: usize = countersOffset; at < end; at += 16) {
    const second = v128.load(at, toSecond);
    const third = v128.load(at, toThird);
    const fourth = v128.load(at, toFourth);
    if (!v128.any_true(v128.or(second, v128.or(third, fourth)))) continue;
    v128.store(at, i32x4.add(v128.load(at), i32x4.add(second, i32x4.add(third, fourth))));
    v128.store(at, zero, toSecond);
    v128.store(at, zero, toThird);
    v128.store(at, zero, toFourth);
  }
}
