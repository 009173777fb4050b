import assert from 'node:assert/strict';
import { progressText, ProgressLine } from '../../../extension/cli/progressLine';
import type { Terminal } from '../../../extension/cli/terminal';
import { emptyRunState, type RunState } from '../../../extension/protocol/runState';

const training: RunState = {
  ...emptyRunState(1, 'a.ts'),
  status: 'running',
  fits: [
    {
      index: 0,
      model: 'm',
      kind: 'fit',
      site: null,
      epochs: 4,
      initialEpoch: 0,
      stepsPerEpoch: 10,
      batchSize: 32,
      samples: 320,
      firstStep: 0,
      // To come: the time left is not known, however slow this machine is.
      startedAt: Date.now() + 3_600_000,
    },
  ],
  steps: [{ fit: 0, step: 1290, epoch: 1.5, loss: 0.03912, learningRate: 0.1 }],
};
const terminal = (isTty: boolean): Terminal & { text: string } => ({
  isTty,
  columns: 80,
  hasColour: false,
  text: '',
  write(text) {
    this.text += text;
  },
});

describe('progressLine', () => {
  it('says epoch, share, step and loss', () => {
    assert.equal(progressText(training, 80), 'epoch 2 of 4 ████████░░░░░░░░░░░░ step 1,290 · loss 0.03912');
  });
  it('says the stage before the first step', () => {
    assert.equal(progressText({ ...emptyRunState(1, 'a.ts'), stage: 'Bundling' }, 80), 'Bundling …');
  });
  it('says that it is paused, without time left', () => {
    assert.match(progressText({ ...training, status: 'paused' }, 80), /paused$/);
  });
  it('never wraps', () => assert.equal(progressText(training, 20).length, 19));
  it('draws what is no run with its share', () => {
    const screen = terminal(true);
    new ProgressLine(screen, true).showText('Fetching · 10 of 20 MB', 0.5);
    assert.equal(screen.text, '\r\x1b[K██████████░░░░░░░░░░ Fetching · 10 of 20 MB');
  });
  it('draws nothing where there is no terminal', () => {
    const pipe = terminal(false);
    new ProgressLine(pipe, true).show(training);
    assert.equal(pipe.text, '');
  });
  it('gives way to output and comes back after it', () => {
    const screen = terminal(true);
    const line = new ProgressLine(screen, true);
    line.show(training);
    line.above(() => screen.write('output\n'));
    assert.match(screen.text, /\r\x1b\[Koutput\n\r\x1b\[Kepoch 2 of 4[^\n]*$/);
  });
});
