import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { crc32ByTable } from '../../../../../extension/core/formats/containers/crc32';
import { listedName } from '../../../../../extension/core/formats/containers/zipNames';

const utf8 = 0x800;

describe('names in zips', () => {
  it('are in code page 437 as Python has it', () => {
    const bytes = Buffer.from(Array.from({ length: 128 }, (_, i) => 128 + i));
    // hashlib.sha256(bytes(range(128, 256)).decode('cp437').encode()).hexdigest()
    const sum = '6395cab87eae09bf6758684afcf3c8ed89423d4805a965c1ff438bbdd71f5816';
    assert.equal(
      createHash('sha256')
        .update(listedName(bytes, 0, undefined))
        .digest('hex'),
      sum,
    );
    assert.equal(listedName(Buffer.from([0x61, 0x82, 0x2e]), 0, undefined), 'aé.');
  });

  it('are in UTF-8 where that is said', () => {
    assert.equal(listedName(Buffer.from('größe'), utf8, undefined), 'größe');
    assert.equal(listedName(Buffer.from('kernel'), 0, undefined), 'kernel');
  });

  it('are those of the field beside as long as that belongs to them', () => {
    const bytes = Buffer.from('gr__e');
    const field = Buffer.concat([Buffer.alloc(5), Buffer.from('größe')]);
    field[0] = 1;
    field.writeUInt32LE(crc32ByTable(bytes, 0), 1);
    assert.equal(listedName(bytes, 0, field), 'größe');
    assert.equal(listedName(Buffer.from('other'), 0, field), 'other');
    field[0] = 2;
    assert.equal(listedName(bytes, 0, field), 'gr__e');
  });
});
