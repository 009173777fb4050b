import assert from 'node:assert/strict';
import { placedFinding } from '../../../../extension/core/findings/placedFinding';
import type { Finding } from '../../../../extension/protocol/finding';
import type { Site } from '../../../../extension/protocol/model';
import { finding } from '../../cli/findingSamples';
import { fitInfo, modelInfo } from '../runs/runFixtures';

const at = (line: number): Site => ({ file: 'a.ts', line, column: 1 });
const lineOf = (
  known: Partial<Finding>,
  fitSite: Site | null,
  model: { compileSite: Site | null; site: Site | null },
) =>
  placedFinding(finding({ site: null, model: null, fit: 0, ...known }), {
    fits: [{ ...fitInfo(0, 'net'), site: fitSite }],
    models: [{ ...modelInfo('net'), ...model }],
  }).site?.line;

describe('placedFinding', () => {
  const model = { compileSite: at(2), site: at(1) };
  it('keeps a place', () => assert.equal(lineOf({ site: at(9) }, at(3), model), 9));
  it('else is at the call of the fit, at compile, where the model is built', () => {
    assert.equal(lineOf({}, at(3), model), 3);
    assert.equal(lineOf({}, null, model), 2);
    assert.equal(lineOf({}, null, { ...model, compileSite: null }), 1);
    assert.equal(lineOf({ fit: null, model: 'net' }, at(3), model), 2);
  });
  it('stays without one where nothing is known', () => {
    assert.equal(lineOf({}, null, { compileSite: null, site: null }), undefined);
    assert.equal(lineOf({ fit: 7, model: 'other' }, at(3), model), undefined);
  });
});
