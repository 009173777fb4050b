// CRC-32C at the speed of memory: modulo its polynomial, x^8·5275 + x^8·4508 + x^8·2751 + 1 is 0, so that a byte can be taken
// out of a message and added to those 767, 2524 and 5275 places behind it without a change of the checksum; 16 bytes at a
// time that is four exclusive-ors. The way: A. Russell, "Chorba: A novel CRC32 implementation", 2024; the multiple found by search.
// What is left at the end, 5275 bytes, is summed by table.

/** Two lanes, each the folded bytes before and room for a piece behind them. */
export const checksumLanesOffset: i32 = 3277824;
export const checksumLaneBytes: i32 = 73728;
/** In a lane, where a piece begins: right behind so many folded bytes. */
export const checksumHistoryBytes: i32 = 5280;
export const maxChecksumPiece: i32 = 65536;
/** Folded bytes and what is folded into them lie in the nearest cache. */
const foldedAtOnce: usize = 16384;
/** How far behind a byte it is added, and from the farthest of those places to the others. */
const farthest: usize = 5275;
const middle: usize = farthest - 2524;
const near: usize = farthest - 767;
/** Bytes from elsewhere are put here to be folded. */
export const checksumInputOffset: i32 = 3425280;

/** Folds `count` bytes at `from` into a lane (0 or 1), and keeps what those that follow need. */
export function foldChecksum(lane: i32, from: i32, count: i32): void {
  const piece: usize = checksumLanesOffset + <usize>lane * checksumLaneBytes + checksumHistoryBytes;
  const last: usize = <usize>from + <usize>count;
  for (let input: usize = from; input < last; input += foldedAtOnce)
    foldPiece(piece, input, min<usize>(foldedAtOnce, last - input));
}

function foldPiece(piece: usize, from: usize, count: usize): void {
  const end: usize = piece + count;
  const whole: usize = piece + (count & ~15);
  let at = piece;
  let input: usize = from;
  // four at a time: none of them needs what another one gives; places that are told by constants cost nothing
  for (; at + 64 <= whole; at += 64, input += 64) {
    fold16(at, input);
    const from: usize = at - farthest;
    const second = exclusiveOr(v128.load(from, 16), v128.load(from, middle + 16), v128.load(from, near + 16));
    v128.store(from, v128.xor(v128.load(input, 16), second), farthest + 16);
    const third = exclusiveOr(v128.load(from, 32), v128.load(from, middle + 32), v128.load(from, near + 32));
    v128.store(from, v128.xor(v128.load(input, 32), third), farthest + 32);
    const fourth = exclusiveOr(v128.load(from, 48), v128.load(from, middle + 48), v128.load(from, near + 48));
    v128.store(from, v128.xor(v128.load(input, 48), fourth), farthest + 48);
  }
  for (; at < whole; at += 16, input += 16) fold16(at, input);
  for (; at < end; at++, input++)
    store<u8>(at, load<u8>(input) ^ load<u8>(at - 767) ^ load<u8>(at - 2524) ^ load<u8>(at - 5275));
  memory.copy(piece - checksumHistoryBytes, end - checksumHistoryBytes, checksumHistoryBytes);
}

// @ts-ignore: decorator
@inline
function fold16(at: usize, input: usize): void {
  const from: usize = at - farthest;
  const before = exclusiveOr(v128.load(from), v128.load(from, middle), v128.load(from, near));
  v128.store(from, v128.xor(v128.load(input), before), farthest);
}
// @ts-ignore: decorator
@inline
function exclusiveOr(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c);
}
