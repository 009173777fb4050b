import assert from 'node:assert/strict';
import { problemsOf } from '../../../../language/providers/diagnosticText';
import { finding } from './knownLayers';

const site = { file: 'train.ts', line: 3, column: 5 };
const error = {
  code: 'threw',
  message: 'Cannot read\nproperties of undefined',
  remedy: 'See the log.',
  site,
  stack: [
    { function: 'build', file: 'train.ts', line: 3, column: 5 },
    { function: 'main', file: 'main.ts', line: 9, column: 1 },
  ],
};

describe('problemsOf', () => {
  it('has nothing of a run without problems, nor of problems without a place', () => {
    assert.deepEqual(problemsOf({ findings: [], error: null }), []);
    assert.deepEqual(problemsOf({ findings: [finding({ site: null })], error: { ...error, site: null } }), []);
  });
  it('has one problem for each rule and place', () => {
    const findings = [
      finding(),
      finding({ layer: 'dense_2' }),
      finding({ rule: 'exploding-tensor' }),
      finding({ site }),
    ];
    assert.deepEqual(
      problemsOf({ findings, error: null }).map(p => [p.code, p.site.line]),
      [
        ['poor-initialization', 1],
        ['exploding-tensor', 1],
        ['poor-initialization', 3],
      ],
    );
  });
  it('has what a finding refers to, and says how many layers of one call it is about', () => {
    const related = [{ site, message: 'conv1: spread 0.9' }];
    const [problem] = problemsOf({ findings: [finding({ related }), finding({ layer: 'dense_2' })], error: null });
    assert.deepEqual(problem!.related, related);
    assert.equal(problem!.findings.length, 2);
    assert.match(problem!.message, /\(and 1 more built here\)$/);
  });
  it('says of a failure what to do, and who called', () => {
    const [problem] = problemsOf({ findings: [], error });
    assert.equal(problem!.message, 'Cannot read properties of undefined\nSee the log.');
    assert.equal(problem!.severity, 'error');
    assert.deepEqual(problem!.related, [
      { site: { file: 'main.ts', line: 9, column: 1 }, message: 'called from main' },
    ]);
  });
});
