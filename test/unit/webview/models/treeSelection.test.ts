import assert from 'node:assert/strict';
import { TreeSelection } from '../../../../webview/models/treeSelection';

const rows = ['run r', 'step c r', 'step b r', 'dropped r', 'step a r'];
const alone = { isPointer: true, isRange: false, isToggle: false };
const toggle = { ...alone, isToggle: true };
const range = { ...alone, isRange: true };

describe('choosing in the tree', () => {
  it('has one, or none on a run', () => {
    const chosen = new TreeSelection();
    assert.deepEqual(chosen.take('step b r', alone, rows, null), ['step b r']);
    assert.deepEqual(chosen.take('run r', alone, rows, 'step b r'), []);
  });
  it('adds to B with Ctrl, and takes away again', () => {
    const chosen = new TreeSelection();
    assert.deepEqual(chosen.take('step a r', toggle, rows, 'step c r'), ['step c r', 'step a r']);
    assert.deepEqual(chosen.take('step a r', toggle, rows, 'step c r'), ['step c r']);
  });
  it('takes all steps between with Shift, in the order of the choice', () => {
    const chosen = new TreeSelection();
    chosen.take('step a r', alone, rows, null);
    assert.deepEqual(chosen.take('step c r', range, rows, 'step a r'), ['step a r', 'step b r', 'step c r']);
    assert.deepEqual(chosen.take('step b r', range, rows, 'step a r'), ['step a r', 'step b r']);
  });
});
