import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { exportForTensorBoard } from '../../../../extension/core/logs/exportRun';
import { LogDirectory } from '../../../../extension/core/logs/logDirectory';
import { writeManifest } from '../../../../extension/core/runs/manifestFile';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import { eventSample } from '../runs/eventSample';
import { epoch, manifest, snapshot, step, temporaryFolder } from '../runs/runFixtures';

const name = 'events.out.tfevents.1700000000.host.1.0';

describe('a run exported for TensorBoard', () => {
  let place: ReturnType<typeof temporaryFolder>;
  const file = (...names: string[]): string => path.join(place.folder, ...names);
  beforeEach(() => {
    place = temporaryFolder();
    fs.mkdirSync(file('run'));
    writeManifest(file('run'), manifest());
  });
  afterEach(() => place.remove());

  // What TensorBoard reads from these bytes is in test/fixtures/runs/events.json.
  it('has its event files under their names, without what is torn or damaged', async () => {
    const sample = eventSample();
    const damaged = Buffer.concat([sample, sample.subarray(0, 40), sample.subarray(0, 17)]);
    damaged[sample.length + 20]! ^= 1;
    fs.writeFileSync(file('run', name), damaged);
    const exported = await exportForTensorBoard(file('run'), file('logs/run-1'));
    assert.deepEqual(exported, { files: [file('logs/run-1', name)], bytes: sample.length, damaged: 1 });
    assert.deepEqual(fs.readFileSync(file('logs/run-1', name)), Buffer.from(sample));
    assert.deepEqual(fs.readdirSync(file('logs/run-1')), [name]);
  });

  it('is exported again over itself, and never beside another run', async () => {
    fs.writeFileSync(file('run', name), eventSample());
    fs.mkdirSync(file('logs'));
    fs.writeFileSync(file('logs/notes.txt'), 'mine');
    await exportForTensorBoard(file('run'), file('logs'));
    await exportForTensorBoard(file('run'), file('logs'));
    assert.deepEqual(fs.readdirSync(file('logs')).sort(), [name, 'notes.txt']);
    fs.renameSync(file('run', name), file('run', name.replace('host', 'other')));
    await assert.rejects(exportForTensorBoard(file('run'), file('logs')), { code: 'exists' });
    assert.deepEqual(fs.readdirSync(file('logs')).sort(), [name, 'notes.txt']);
  });

  it('that has no event files is made of its snapshots and epochs', async () => {
    fs.mkdirSync(file('written'));
    const writer = new RunWriter(file('written'), manifest(), { maxCheckpoints: 5, maxCheckpointBytes: 1e9 });
    writer.addSteps([step(1), step(2)]);
    writer.addSnapshot(snapshot(0));
    writer.addEpoch(epoch(1, 20, 0.5));
    writer.close();
    const run = fs.readdirSync(file('written')).find(n => n.startsWith('events'))!;
    const original = new LogDirectory(file('written'));
    await original.refresh();
    fs.mkdirSync(file('kept'));
    fs.renameSync(file('written', run), file('kept', run));
    const { files } = await exportForTensorBoard(file('written'), file('logs'));
    assert.match(path.basename(files[0]!), /^events\.out\.tfevents\.\d+\.layerglass\.\d+\.0$/);
    const log = new LogDirectory(file('logs'));
    const kept = new LogDirectory(file('kept'));
    await Promise.all([log.refresh(), kept.refresh()]);
    const tags = (of: LogDirectory): string[] =>
      [...of.runs[0]!.series.keys()].filter(tag => !tag.endsWith('/step')).sort();
    assert.ok(tags(kept).length > 3);
    assert.deepEqual(tags(log), tags(kept));
    const state = (of: LogDirectory) => of.state(of.list()[0]!.key);
    const last = (of: LogDirectory) => state(of).epochs.at(-1)!.metrics['val_loss'];
    assert.equal(last(log), last(kept));
    const figures = (of: LogDirectory) => of.snapshot(state(of).path!, 0)!.layers;
    assert.deepEqual(figures(log), figures(kept));
  });

  it('that has neither is refused; a folder that is no run too', async () => {
    await assert.rejects(exportForTensorBoard(file('run'), file('logs')), { code: 'no-events' });
    await assert.rejects(exportForTensorBoard(place.folder, file('logs')), { code: 'no-run' });
    assert.equal(fs.existsSync(file('logs')), false);
  });
});
