import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findLogRuns, isLogDirectory, maxEventFiles } from '../../../../extension/core/logs/findLogRuns';
import { temporaryFolder } from '../runs/runFixtures';
import { writeEvents } from './logFixtures';

describe('the runs of a log directory', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());
  const file = (...names: string[]): string => path.join(place.folder, ...names);

  it('are its folders with event files, by their paths', () => {
    for (const folder of ['.', 'a/train', 'b']) writeEvents(file(folder), []);
    fs.mkdirSync(file('empty'));
    const { runs, problems } = findLogRuns(place.folder);
    assert.deepEqual(
      runs.map(r => r.name),
      ['.', 'a/train', 'b'],
    );
    assert.deepEqual(problems, []);
    assert.equal(isLogDirectory(file('empty')), false);
    assert.equal(isLogDirectory(file('none')), false);
  });

  it('are not looked for behind links, nor without end', () => {
    writeEvents(file('run'), []);
    fs.symlinkSync(place.folder, file('run/loop'));
    fs.symlinkSync('/', file('root'));
    assert.deepEqual(
      findLogRuns(place.folder).runs.map(r => r.name),
      ['run'],
    );
    const deep = path.join(place.folder, ...Array.from({ length: 40 }, () => 'd'));
    writeEvents(deep, []);
    const { runs, problems } = findLogRuns(place.folder);
    assert.equal(runs.length, 1);
    assert.deepEqual(
      problems.map(p => p.code),
      ['log-cut'],
    );
  });

  it('are cut where there are too many', () => {
    fs.mkdirSync(file('many'));
    for (let i = 0; i <= maxEventFiles; i++) fs.writeFileSync(file('many', `events.out.tfevents.${i}`), '');
    const { runs, problems } = findLogRuns(place.folder);
    assert.equal(runs.length, 1);
    assert.deepEqual(
      problems.map(p => p.code),
      ['log-cut'],
    );
  });
});
