import assert from 'node:assert/strict';
import type { SourceChange } from '../../../../extension/engine/sourceChanges';
import { resumeQuestion, trainedEpochs } from '../../../../extension/host/checkpoints/resumeQuestion';
import type { FitInfo } from '../../../../extension/protocol/run';
import { manifest } from '../../core/runs/runFixtures';
import { record } from '../views/checkpointRecords';

const unchanged = { isChanged: false, files: [], isUnknown: false };
const change = (file: string, more: Partial<SourceChange> = {}): SourceChange => ({
  file,
  kind: 'changed',
  linesAdded: 1,
  linesRemoved: 0,
  before: 'a',
  after: 'b',
  ...more,
});
const ask = (isRecordedHere: boolean, files: SourceChange[] | null, words: string[] = []) =>
  resumeQuestion(
    {
      manifest: manifest({ program: 'train.ts', arguments: words }),
      isRecordedHere,
      changes: files === null ? unchanged : { isChanged: true, files, isUnknown: false },
    },
    'step 400 of run 14',
  );

describe('resumeQuestion', () => {
  it('asks nothing of a run of this machine whose source is as it was', () => assert.equal(ask(true, null), null));

  it('names the program and the arguments of a run that this machine has not recorded', () => {
    const question = ask(false, null, ['--epochs', '$(rm)\u202e']);
    assert.equal(question?.message, 'Go on from step 400 of run 14?');
    assert.match(question?.detail ?? '', /not recorded on this machine/);
    assert.match(question?.detail ?? '', /runs train\.ts of this workspace with: --epochs \$ \(rm\)\\u\{202e\}\.$/);
    assert.match(ask(false, null)?.detail ?? '', /without arguments/);
  });

  it('says that a checkpoint is only restored', () => {
    const asked = { manifest: manifest({}), isRecordedHere: false, changes: unchanged };
    assert.equal(resumeQuestion(asked, 'step 400 of run 14', 'Restore')?.message, 'Restore step 400 of run 14?');
  });

  it('names the files that changed, with their lines', () => {
    const question = ask(true, [
      change('train.ts', { linesAdded: 1, linesRemoved: 1200 }),
      change('model.ts', { kind: 'removed', after: null }),
    ]);
    assert.match(question?.message ?? '', /source has changed since step 400 of run 14/);
    assert.match(question?.detail ?? '', /^train\.ts: 1 line added, 1,200 removed\nmodel\.ts: removed\n\nWeights go/);
    assert.doesNotMatch(question?.detail ?? '', /recorded/);
  });

  it('counts what is too much to name, and says where nothing can be named', () => {
    const many = ask(
      true,
      Array.from({ length: 20 }, (_, i) => change(`part${i}.ts`)),
    );
    assert.match(many?.detail ?? '', /part7\.ts: .*\nand 12 more\n/);
    assert.match(ask(true, [])?.detail ?? '', /a package or data/);
    const changes = { isChanged: true, files: [], isUnknown: true };
    const unknown = resumeQuestion({ manifest: manifest({}), isRecordedHere: true, changes }, 'step 1 of run 1');
    assert.match(unknown?.detail ?? '', /is not known/);
  });
});

describe('trainedEpochs', () => {
  const fit = (index: number, epochs: number | null) => ({ index, epochs }) as FitInfo;
  const trained = (at: { fit?: number; epoch: number | null }, fits: FitInfo[], epochs: number | null = null) =>
    trainedEpochs({
      manifest: manifest({ fits }),
      checkpoint: record(1, at),
      request: { epochs },
    });
  it('is where the last fit has come to its end', () => assert.equal(trained({ epoch: 12 }, [fit(0, 12)]), 12));
  it('is nothing in the middle, in a loop, in an earlier fit, or where more epochs are asked for', () => {
    assert.equal(trained({ epoch: 11.5 }, [fit(0, 12)]), null);
    assert.equal(trained({ epoch: null }, [fit(0, null)]), null);
    assert.equal(trained({ epoch: 12 }, [fit(0, 12), fit(1, 12)]), null);
    assert.equal(trained({ epoch: 12 }, [fit(0, 12)], 20), null);
  });
});
