import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c, maskedCrc32c } from '../../../../extension/core/runs/crc32c';

describe('crc32c', () => {
  // RFC 3720, appendix B.4.
  const vectors: [string, Uint8Array, number][] = [
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending', new Uint8Array(32).map((_, i) => i), 0x46dd794e],
    ['descending', new Uint8Array(32).map((_, i) => 31 - i), 0x113fdb5c],
    ['nothing', new Uint8Array(0), 0],
    ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
  ];
  for (const [name, bytes, expected] of vectors)
    it(`is right for ${name}`, () => assert.equal(crc32c(bytes), expected));

  it('goes on from part to part, whatever their alignment', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
        const at = Math.min(cut, bytes.length);
        assert.equal(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at))), crc32c(bytes));
      }),
    ));

  it('is masked as TensorFlow does it', () => {
    // From tensorboard.compat.tensorflow_stub.pywrap_tensorflow.masked_crc32c.
    assert.equal(maskedCrc32c(new TextEncoder().encode('123456789')), 0xc78ab0e5);
    assert.equal(maskedCrc32c(Uint8Array.of(24, 0, 0, 0, 0, 0, 0, 0)), 0x224b7fa3);
  });
});
