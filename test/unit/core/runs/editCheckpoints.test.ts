import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { editCheckpoints, emptyTrash } from '../../../../extension/core/runs/editCheckpoints';
import { processIdentity } from '../../../../extension/core/runs/processIdentity';
import { readCheckpoints } from '../../../../extension/core/runs/readCheckpoints';
import { withRunLock } from '../../../../extension/core/runs/runLock';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import { checkpoint, manifest, temporaryFolder } from './runFixtures';

const options = { maxCheckpoints: 20, maxCheckpointBytes: 1e9 };

describe('editCheckpoints', () => {
  let place: ReturnType<typeof temporaryFolder>;
  let writer: RunWriter;
  const first = 'checkpoints/step-5';
  const lock = () => path.join(place.folder, 'checkpoints/.lock');
  const pin = () => editCheckpoints(place.folder, { do: 'pin', path: first, pinned: true });
  beforeEach(() => {
    place = temporaryFolder();
    writer = new RunWriter(place.folder, manifest(), options);
    for (const step of [5, 10]) writer.addCheckpoint(checkpoint(step));
  });
  afterEach(() => place.remove());

  it('changes a run that has ended, and leaves no lock', async () => {
    writer.close({ status: 'completed' });
    assert.equal((await pin()).pinned, true);
    await editCheckpoints(place.folder, { do: 'trash', path: first });
    assert.deepEqual(
      (await emptyTrash(place.folder)).map(r => [r.path, r.dropped]),
      [[first, true]],
    );
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => [r.step, r.dropped]),
      [
        [5, true],
        [10, false],
      ],
    );
    const left = fs.readdirSync(path.join(place.folder, 'checkpoints'));
    assert.deepEqual(left.sort(), ['.trash', 'index.jsonl', 'step-10']);
  });

  it('refuses one that is under way, and says who writes', async () => {
    await assert.rejects(pin(), { code: 'run-locked', message: new RegExp(`process ${process.pid} on`) });
    writer.close({ status: 'completed' });
    await pin();
  });

  it('refuses what is no run, and one without checkpoints', async () => {
    await assert.rejects(editCheckpoints(path.join(place.folder, 'none'), { do: 'trash', path: first }), {
      code: 'no-checkpoint',
    });
    writer.close({ status: 'completed' });
    fs.rmSync(path.join(place.folder, 'run.json'));
    await assert.rejects(pin(), { code: 'no-run' });
    assert.equal(fs.existsSync(lock()), false);
  });

  it('waits for another process that changes it, and says who that is where it does not end', async () => {
    writer.close({ status: 'completed' });
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(other, 'spawn');
    const holder = { pid: other.pid!, host: os.hostname(), token: 'other' };
    fs.writeFileSync(lock(), JSON.stringify(holder));
    await assert.rejects(pin(), { code: 'run-locked', message: new RegExp(`process ${other.pid} on`) });
    const waiting = pin();
    setTimeout(() => fs.rmSync(lock()), 100);
    assert.equal((await waiting).pinned, true);
    // one that has died holding it
    fs.writeFileSync(lock(), JSON.stringify(holder));
    other.kill('SIGKILL');
    await once(other, 'exit');
    assert.equal((await pin()).pinned, true);
    assert.equal(fs.existsSync(lock()), false);
  });

  it('takes over a lock of a process whose number another one has now, and one that was never written', async () => {
    writer.close({ status: 'completed' });
    fs.writeFileSync(lock(), JSON.stringify({ ...processIdentity(), start: 'another boot:1', token: 'x' }));
    if (process.platform === 'linux') await pin();
    fs.writeFileSync(lock(), '');
    fs.utimesSync(lock(), new Date(), new Date(Date.now() - 10_000));
    await pin();
  });

  it('lets one after the other at it', async () => {
    writer.close({ status: 'completed' });
    let inside = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        withRunLock(place.folder, () => {
          assert.equal(inside++, 0);
          order.push(i);
          inside--;
        }),
      ),
    );
    assert.equal(new Set(order).size, 20);
    await Promise.all(
      [5, 10].flatMap(step => [
        editCheckpoints(place.folder, { do: 'pin', path: `checkpoints/step-${step}`, pinned: true }),
        editCheckpoints(place.folder, { do: 'rename', path: `checkpoints/step-${step}`, name: `n${step}` }),
      ]),
    );
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => [r.pinned, r.name]),
      [
        [true, 'n5'],
        [true, 'n10'],
      ],
    );
  });
});
