import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { EventWriter } from '../../../../extension/core/runs/eventWriter';
import { nodeFileSystem } from '../../../../extension/core/runs/fileSystem';
import { writeManifest } from '../../../../extension/core/runs/manifestFile';
import { readRun } from '../../../../extension/core/runs/readRun';
import { manifest, step, temporaryFolder } from './runFixtures';

describe('EventWriter', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    place = temporaryFolder();
    writeManifest(place.folder, manifest({ status: 'completed' }));
  });
  afterEach(() => place.remove());
  const stepsRead = () => readRun(place.folder).steps.map(s => s.step);

  it('writes every step, the first included, until there are very many; then every second, every fourth', () => {
    const writer = new EventWriter(nodeFileSystem, place.folder, 0, 100);
    for (let n = 1; n <= 500; n++) writer.steps([step(n)], () => '');
    writer.close();
    const steps = stepsRead();
    assert.deepEqual(
      steps.slice(0, 100),
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    assert.deepEqual(
      steps.slice(100, 200),
      Array.from({ length: 100 }, (_, i) => 101 + 2 * i),
    );
    assert.deepEqual(steps.slice(200, 203), [301, 305, 309]);
  });

  it('takes about a hundred bytes a step', () => {
    const writer = new EventWriter(nodeFileSystem, place.folder, 0);
    writer.steps(
      Array.from({ length: 1000 }, (_, i) => step(i + 1)),
      () => '',
    );
    writer.close();
    const name = fs.readdirSync(place.folder).find(n => n.startsWith('events'))!;
    assert.ok(fs.statSync(`${place.folder}/${name}`).size < 140_000);
  });

  it('makes a file of its own where there is one from the same second and process', () => {
    const writers = [1, 2].map(() => new EventWriter(nodeFileSystem, place.folder, 0));
    writers.forEach((w, i) => w.steps([step(i + 1)], () => ''));
    writers.forEach(w => w.close());
    assert.deepEqual(stepsRead(), [1, 2]);
  });
});
