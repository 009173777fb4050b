import assert from 'node:assert/strict';
import { hdf5Fields } from '../../fuzz/hdf5Structure';
import { RandomSource } from '../../fuzz/randomSource';

describe('structure of an HDF5 file, for the fuzzer', () => {
  it('has its addresses, each of which becomes another of its own', () => {
    const bytes = new Uint8Array(4096).fill(0xff);
    const view = new DataView(bytes.buffer);
    const addresses = new Map([
      [200, 1000],
      [404, 2048],
      [808, 96],
    ]);
    for (const [place, address] of addresses) view.setBigUint64(place, BigInt(address), true);
    const random = new RandomSource(1, 2, 3);
    const made = new Map<number, Set<number>>();
    for (const field of hdf5Fields(bytes).slice(-addresses.size))
      for (let n = 0; n < 50; n++) {
        const now = new DataView(field.change(bytes, random).buffer);
        assert.equal(now.byteLength, bytes.length);
        for (const [place, address] of addresses) {
          const other = Number(now.getBigUint64(place, true));
          if (other !== address) made.set(place, (made.get(place) ?? new Set()).add(other));
        }
      }
    const all = [...addresses.values()];
    for (const [place, address] of addresses)
      assert.deepEqual(made.get(place), new Set(all.filter(other => other !== address).sort()), String(place));
  });
});
