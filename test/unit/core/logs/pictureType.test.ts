import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pictureFacts } from '../../../../extension/core/logs/pictureType';
import { gif, png } from './pictures';

const bytesOf = (text: string): number[] => [...text].map(c => c.charCodeAt(0));
const jpeg = (...segments: number[][]): Uint8Array => Uint8Array.from([0xff, 0xd8, ...segments.flat()]);
const frame = (marker: number, width: number, height: number): number[] => [
  ...[0xff, marker, 0, 11, 8],
  ...[height >> 8, height & 255, width >> 8, width & 255],
  ...[1, 1, 0x11, 0],
];
const webp = (chunk: string, rest: number[]): Uint8Array => {
  const made = new Uint8Array(30);
  made.set([...bytesOf('RIFF'), 22, 0, 0, 0, ...bytesOf('WEBP'), ...bytesOf(chunk), 10, 0, 0, 0, ...rest]);
  return made;
};

describe('what a picture is', () => {
  it('is told by its first bytes, with its size', () => {
    const facts = (bytes: Uint8Array): unknown[] => Object.values(pictureFacts(bytes) ?? {});
    assert.deepEqual(facts(png(640, 480)), ['image/png', 640, 480]);
    assert.deepEqual(facts(gif(20, 10, [20, 10])), ['image/gif', 20, 10]);
    // Chrome makes room for a first frame that is larger
    assert.deepEqual(facts(gif(20, 10, [7, 300])), ['image/gif', 20, 300]);
    const tables = [0xff, 0xc4, 0, 4, 1, 2];
    const filled = [0xff, 0xff, 0xe0, 0, 4, 9, 9];
    assert.deepEqual(facts(jpeg(filled, tables, frame(0xc2, 513, 258))), ['image/jpeg', 513, 258]);
    assert.deepEqual(facts(webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0xc0])), ['image/webp', 320, 240]);
    // 14 bits each, less one: 300 and 200
    const lossless = 299 | (199 << 14);
    const packed = [0x2f, ...[0, 8, 16, 24].map(shift => (lossless >>> shift) & 255)];
    assert.deepEqual(facts(webp('VP8L', packed)), ['image/webp', 300, 200]);
    assert.deepEqual(facts(webp('VP8X', [0, 0, 0, 0, 0xff, 0x3f, 0, 0, 0, 1])), ['image/webp', 16_384, 65_537]);
  });

  it('is nothing where it ends early, has no size, or is something else', () => {
    for (const whole of [png(3, 4).slice(0, 24), gif(3, 4, [3, 4]), jpeg(frame(0xc0, 3, 4)).slice(0, 13)]) {
      assert.notEqual(pictureFacts(whole), null);
      for (let length = 0; length < whole.length - 4; length++)
        assert.equal(pictureFacts(whole.subarray(0, length)), null, `${whole.length} to ${length}`);
    }
    const none = [
      png(0, 5),
      // a scan before the frame; a segment that does not go on; an arithmetic table is no frame
      jpeg([0xff, 0xda, 0, 4, 0, 0], frame(0xc0, 3, 4)),
      jpeg([0xff, 0xe0, 0, 0], frame(0xc0, 3, 4)),
      jpeg([0xff, 0xcc, 0, 11, 8, 0, 3, 0, 4, 1, 1, 0x11, 0]),
      webp('ALPH', []),
      Uint8Array.from(bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')),
      Uint8Array.from(bytesOf('BM                                      ')),
    ];
    for (const bytes of none) assert.equal(pictureFacts(bytes), null);
  });

  it('ends for any bytes behind any beginning', () => {
    const beginnings = [[...png(1, 1)], [...gif(1, 1, [1, 1])], [0xff, 0xd8, 0xff], [...webp('VP8X', [])], []];
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.nat(40), fc.uint8Array({ maxLength: 300 }), (head, cut, rest) => {
        const facts = pictureFacts(Uint8Array.from([...head.slice(0, cut), ...rest]));
        assert.ok(facts === null || (facts.width > 0 && facts.height > 0 && facts.width < 2 ** 32));
      }),
    );
  });
});
