import assert from 'node:assert/strict';
import { initializerVerdict } from '../../../../extension/core/experiments/initializerVerdict';
import { asWritten, byActivation, comparisonOf, layer, named, threeLayers } from './comparisonFixtures';

const normal = (stddev: number) => ({ kind: 'normal', stddev }) as const;

describe('initializerVerdict', () => {
  it('takes the one nearest to constant, and says what is written', () => {
    const verdict = initializerVerdict(
      comparisonOf(
        [
          [asWritten, [1, 40, 1600]],
          [named('glorotUniform'), [0.3, 0.1, 0.06]],
          [named('heNormal'), [1, 1.2, 0.9]],
        ],
        { inputSpread: 1 },
      ),
    );
    assert.equal(verdict.best, 'heNormal');
    assert.equal(
      verdict.strong + verdict.sentence,
      'heNormal keeps the spread from layer to layer, 0.90 to 1.2. As written it grows ×1,600.',
    );
  });
  it('of those alike says the simplest: nothing to change', () => {
    const verdict = initializerVerdict(
      comparisonOf([
        [asWritten, [1, 1.1, 1.2]],
        [named('heNormal'), [1, 1, 1]],
        [byActivation, [1, 1, 1]],
      ]),
    );
    assert.deepEqual([verdict.best, verdict.remedy], ['as written', null]);
    assert.match(verdict.strong + verdict.sentence, /^As written keeps the spread/);
  });
  it('of those alike prefers fewer edits of one initializer', () => {
    // the last layer is written as advised: three edits against two
    const verdict = initializerVerdict(
      comparisonOf([
        [asWritten, [1, 30, 900]],
        [named('heNormal'), [1, 1, 1]],
        [byActivation, [1, 1, 1.05]],
      ]),
    );
    assert.equal(verdict.best, 'by activation');
    assert.equal(verdict.remedy!.label, 'Use heNormal on conv1, dense1');
    assert.deepEqual(
      verdict.remedy!.edits.map(e => [e.kind, e.site.line]),
      [
        ['setArgument', 10],
        ['setArgument', 12],
      ],
    );
  });
  it('prefers one initializer to two', () => {
    const layers = threeLayers.map(l => ({ ...l, written: 'randomNormal(0, 1)' }));
    const verdict = initializerVerdict(
      comparisonOf(
        [
          [asWritten, [1, 30, 900]],
          [byActivation, [1, 1, 1]],
          [named('heNormal'), [1, 1, 1.1]],
        ],
        { layers },
      ),
    );
    assert.equal(verdict.best, 'heNormal');
    assert.equal(verdict.remedy!.label, 'Use heNormal on conv1, dense1, dense2');
  });
  it('never advises a normal distribution without regard to size', () => {
    const verdict = initializerVerdict(
      comparisonOf([
        [asWritten, [1, 30, 900]],
        [normal(0.01), [1, 1, 1]],
        [named('heNormal'), [1, 2, 3]],
      ]),
    );
    assert.equal(verdict.best, 'heNormal');
  });
  it('does not advise what is written already', () => {
    const layers = threeLayers.map(l => ({ ...l, written: 'heNormal' }));
    const verdict = initializerVerdict(
      comparisonOf(
        [
          [asWritten, [1, 2, 4]],
          [named('heNormal'), [1, 1, 1]],
        ],
        { layers },
      ),
    );
    assert.deepEqual([verdict.best, verdict.remedy], ['as written', null]);
  });
  it('where all are too sure it is not their doing: what enters is named', () => {
    const sure = { loss: 400 };
    const verdict = initializerVerdict(
      comparisonOf(
        [
          [asWritten, [40, 9000, 60_000], sure],
          [named('heNormal'), [150, 160, 170], sure],
        ],
        { inputSpread: 130 },
      ),
    );
    assert.equal(verdict.best, 'heNormal');
    assert.match(
      verdict.sentence,
      /the first loss is 400, where an undecided network has 2\.30: what enters has a spread of 130\.$/,
    );
  });
  it('none fits: the nearest is named, and proposed where it is a decade nearer', () => {
    const none = initializerVerdict(
      comparisonOf([
        [asWritten, [1, 1e-3, 1e-6]],
        [named('heNormal'), [1, 0.1, 0.02]],
      ]),
    );
    assert.deepEqual([none.best, none.strong], [null, 'None fits']);
    assert.match(none.sentence, /heNormal least, ÷50/);
    assert.equal(none.remedy!.label, 'Use heNormal on conv1, dense1, dense2');
    const near = initializerVerdict(
      comparisonOf([
        [asWritten, [1, 0.1, 0.01]],
        [named('heNormal'), [1, 0.1, 0.02]],
      ]),
    );
    assert.equal(near.remedy, null);
  });
  it('says why nothing was compared', () => {
    const say = (change: Parameters<typeof comparisonOf>[1]) => {
      const { strong, sentence, best, remedy } = initializerVerdict(comparisonOf([], change));
      assert.deepEqual([best, remedy], [null, null]);
      return strong + sentence;
    };
    assert.equal(say({ layers: [] }), 'Nothing to compare: no layer has weights to initialize.');
    assert.equal(
      say({ layers: [layer('a', 1, { kept: 'frozen' })] }),
      'Nothing to compare: the weights of every layer stay as they are.',
    );
    assert.equal(say({ note: 'The model was not called.' }), 'Not compared: the model was not called.');
    const failed = comparisonOf([[asWritten, [], { status: 'failed', error: 'Shapes do not match' }]]);
    const { strong, sentence } = initializerVerdict(failed);
    assert.equal(strong + sentence, 'Not compared: shapes do not match.');
  });
  it('names the layers that no edit can reach', () => {
    const layers = [layer('a', 1), layer('b', 2, { arguments: [] }), layer('c', 3, { site: null })];
    const verdict = initializerVerdict(
      comparisonOf(
        [
          [asWritten, [1, 30, 900]],
          [named('heNormal'), [1, 1, 1]],
        ],
        { layers },
      ),
    );
    assert.match(verdict.sentence, /No edit can set it on b, c\.$/);
    assert.equal(verdict.remedy!.label, 'Use heNormal on a');
  });
});
