import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventQueue } from '../../../../extension/host/panel/eventQueue';
import type { RunnerEvent } from '../../../../extension/protocol/runner';
import { applyEvent, emptyRunState, maxSteps } from '../../../../extension/protocol/runState';

const steps = (...list: number[]): RunnerEvent => ({
  type: 'steps',
  steps: list.map(step => ({ fit: 0, step, epoch: null, loss: 1 / step, learningRate: null })),
});
const taken = (events: RunnerEvent[]): RunnerEvent[] => {
  const queue = new EventQueue();
  for (const event of events) queue.push(event);
  return queue.take();
};

const model = fc.record({ name: fc.constantFrom('a', 'b'), parameters: fc.nat() });
const event = fc.oneof(
  fc.nat({ max: 9 }).map(n => steps(n + 1)),
  fc.constantFrom('bundling', 'loading').map((stage): RunnerEvent => ({ type: 'stage', stage })),
  fc.constantFrom('running', 'paused').map(status => ({ type: 'status', status }) as RunnerEvent),
  model.map(m => ({ type: 'model', model: m }) as unknown as RunnerEvent),
  fc
    .record({ path: fc.constantFrom('checkpoints/step-1', 'checkpoints/step-2'), dropped: fc.boolean() })
    .map(checkpoint => ({ type: 'checkpoint', checkpoint }) as unknown as RunnerEvent),
  fc.nat().map(step => ({ type: 'epoch', epoch: { fit: 0, epoch: 1, step } }) as unknown as RunnerEvent),
);

describe('EventQueue', () => {
  it('gives nothing when nothing came', () => {
    const queue = new EventQueue();
    assert.equal(queue.isEmpty, true);
    assert.deepEqual(queue.take(), []);
  });

  it('merges steps that follow each other', () => {
    assert.deepEqual(taken([steps(1), steps(2, 3)]), [steps(1, 2, 3)]);
  });

  it('thins steps that are more than a chart has pixels, the last one kept', () => {
    const [merged] = taken([steps(...Array.from({ length: maxSteps + 5 }, (_, i) => i + 1)), steps(maxSteps + 6)]);
    assert.ok(merged?.type === 'steps');
    assert.ok(merged.steps.length <= maxSteps);
    assert.equal(merged.steps.at(-1)?.step, maxSteps + 6);
  });

  it('sends a snapshot without its layers', () => {
    const snapshot = { fit: 0, model: 'm', step: 1, epoch: null, probed: 32, note: null, layers: [{}] };
    assert.deepEqual(taken([{ type: 'snapshot', snapshot } as unknown as RunnerEvent]), [
      { type: 'snapshot', snapshot: { ...snapshot, layers: [] } },
    ]);
  });

  it('leads to the same state as all events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), events => {
        const start = emptyRunState(1, 'train.ts');
        const byPath = (s: typeof start) => ({
          ...s,
          models: [...s.models].sort((a, b) => a.name.localeCompare(b.name)),
          checkpoints: [...s.checkpoints].sort((a, b) => a.path.localeCompare(b.path)),
        });
        assert.deepEqual(byPath(taken(events).reduce(applyEvent, start)), byPath(events.reduce(applyEvent, start)));
      }),
    );
  });
});
