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
  // four at a time: none of them needs what another one gives
  for (; at + 64 <= whole; at += 64, input += 64) {
    fold16(at, input);
    fold16(at + 16, input + 16);
    fold16(at + 32, input + 32);
    fold16(at + 48, input + 48);
  }
  for (; at < whole; at += 16, input += 16) fold16(at, input);
  for (; at < end; at++, input++)
    store<u8>(at, load<u8>(input) ^ load<u8>(at - 767) ^ load<u8>(at - 2524) ^ load<u8>(at - 5275));
  memory.copy(piece - checksumHistoryBytes, end - checksumHistoryBytes, checksumHistoryBytes);
}

// @ts-ignore: decorator
@inline
function fold16(at: usize, input: usize): void {
  const far = v128.xor(v128.load(at - 2524), v128.load(at - 5275));
  v128.store(at, v128.xor(v128.xor(v128.load(input), v128.load(at - 767)), far));
}
