import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openZipFile, type ZipFile } from '../../../../../extension/core/formats/containers/zipMembers';
import { FileSource } from '../../../../../extension/core/formats/sources/byteSource';
import { temporaryFolder } from '../../runs/runFixtures';
import { zipOf, type Made } from './zipFixtures';

/** Counts what is read of it. */
class CountedFile extends FileSource {
  bytesRead = 0;
  override read(into: Uint8Array, position: number): void {
    this.bytesRead += into.length;
    super.read(into, position);
  }
}

const long = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
const noPause = async (): Promise<void> => undefined;

describe('ZipMember', () => {
  const { folder, remove } = temporaryFolder();
  const opened: CountedFile[] = [];
  after(() => {
    opened.forEach(file => file.close());
    remove();
  });
  const open = (members: readonly Made[]): ZipFile & { source: CountedFile } => {
    const place = path.join(folder, `${opened.length}.zip`);
    fs.writeFileSync(place, zipOf(members));
    const source = new CountedFile(place, path.basename(place), fs.statSync(place).size);
    opened.push(source);
    return { ...openZipFile(source), source };
  };

  it('takes what was looked at first along when the rest is read, so that nothing is left to be verified', async () => {
    for (const isDeflated of [false, true]) {
      const { members, source } = open([{ name: 'a', bytes: long, isDeflated }]);
      const [member] = members;
      member!.peek(new Uint8Array(128), 0);
      const rest = new Uint8Array(long.length - 80);
      member!.read(rest, 80);
      assert.deepEqual(rest, long.slice(80));
      const { bytesRead } = source;
      await member!.finish(noPause);
      assert.equal(source.bytesRead, bytesRead);
      assert.deepEqual(member!.problems(), []);
    }
  });

  it('sees a changed byte in what was only looked at', async () => {
    const { members } = open([{ name: 'a', bytes: long, crc: 1 }]);
    members[0]!.peek(new Uint8Array(128), 0);
    members[0]!.read(new Uint8Array(long.length - 128), 128);
    await members[0]!.finish(noPause);
    assert.deepEqual(
      members[0]!.problems().map(({ code }) => code),
      ['checksum-mismatch'],
    );
  });

  it('is found wherever its header lies in the pages that are read', () => {
    const made = Array.from({ length: 600 }, (_, i): Made => ({
      name: `${'n'.repeat(i % 290)}${i}`,
      bytes: long.slice(0, (i * 7919) % 700),
      crc: undefined,
    }));
    const { members, problems } = open(made);
    assert.deepEqual(problems, []);
    for (const [i, member] of members.entries()) {
      const bytes = new Uint8Array(member.size);
      member.read(bytes, 0);
      assert.deepEqual([member.name, bytes], [made[i]!.name, made[i]!.bytes]);
    }
  });

  it('says again what is wrong when it is read again', () => {
    const { members } = open([{ name: 'a', bytes: long, isDeflated: true, size: 20 }]);
    for (let i = 0; i < 2; i++)
      assert.throws(() => members[0]!.read(new Uint8Array(10), 0), {
        code: 'bad-deflate',
        message: /more than its 20/,
      });
  });
});
