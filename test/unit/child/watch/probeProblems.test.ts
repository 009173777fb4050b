import assert from 'node:assert/strict';
import { messageOf, ProbeProblems } from '../../../../extension/child/watch/probe/probeProblems';
import type { LayerLike } from '../../../../extension/child/watch/tfjsInternals';

const layers = Array.from({ length: 8 }, (_, i) => ({ name: `l${i}` }) as LayerLike);

describe('what a probe could not see', () => {
  const problems = (): ProbeProblems => new ProbeProblems(new Map([[layers[0]!, 'block/l0']]));
  it('nothing, when all was seen', () => assert.equal(problems().text, ''));
  it('by the name in the table, else its own', () => {
    const found = problems();
    found.unreadable(layers[0]!, 'text');
    found.unreadable(layers[1]!, 'text');
    found.unreadable(layers[1]!, 'text');
    assert.equal(found.text, 'No activations of block/l0, l1: text.');
  });
  it('many layers are counted', () => {
    const found = problems();
    for (const layer of layers) found.unreadable(layer, 'complex numbers');
    assert.equal(found.text, 'No activations of block/l0, l1, l2, l3, l4 and 3 more: complex numbers.');
  });
  it('several reasons, one sentence each', () => {
    const found = problems();
    found.noPreActivations(layers[2]!, new Error('first line.\nsecond'));
    found.endsAt({ layer: null, error: 'gone' });
    found.firstOf(layers[3]!, 2);
    assert.equal(
      found.text,
      'No pre-activations of l2: first line. No activations: gone. Of the 2 tensors that l3 returns, the first is shown.',
    );
  });
  it('long messages are cut', () => assert.equal(messageOf(new Error('x'.repeat(999))).length, 300));
});
