import assert from 'node:assert/strict';
import { parseCommand, UsageError } from '../../../extension/cli/cliArguments';

describe('cliArguments', () => {
  it('leaves what follows -- to the program', () => {
    const command = parseCommand(['train', 'a.ts', '--seed', '7', '--', '--epochs', '3', '--', '-x']);
    assert(command.name === 'train');
    assert.deepEqual(command.arguments, ['--epochs', '3', '--', '-x']);
    assert.equal(command.options.seed, 7);
    assert.equal(command.options.epochs, null);
  });
  it('has the defaults of the contract', () => {
    const command = parseCommand(['inspect', 'a.ts']);
    assert(command.name === 'inspect');
    const { json, backend, seed, epochs, watch, progress, runs } = command.options;
    assert.deepEqual(
      { json, backend, seed, epochs, watch, progress, runs },
      { json: false, backend: 'auto', seed: null, epochs: null, watch: true, progress: true, runs: null },
    );
  });
  it('takes options before and after the program', () => {
    const command = parseCommand(['--json', 'train', '--backend=wasm', 'a.ts', '--no-progress']);
    assert(command.name === 'train');
    assert.equal(command.options.json, true);
    assert.equal(command.options.backend, 'wasm');
    assert.equal(command.options.progress, false);
  });
  it('changes the backend only by the two words for it', () => {
    for (const [words, name] of [
      [['backend'], 'backend'],
      [['backend', 'install', '--json'], 'installNative'],
      [['backend', 'remove'], 'removeNative'],
    ] as const)
      assert.equal(parseCommand(words).name, name);
    assert.throws(() => parseCommand(['backend', 'upgrade']), UsageError);
    assert.throws(() => parseCommand(['backend', 'install', 'now']), UsageError);
  });
  it('an experiment is named before its program', () => {
    const command = parseCommand(['experiment', 'initializers', 'a.ts', '--json', '--', 'b']);
    assert(command.name === 'experiment');
    assert.deepEqual(
      [command.kind, command.target, command.arguments, command.options.json],
      ['initializers', 'a.ts', ['b'], true],
    );
    for (const words of [
      ['experiment'],
      ['experiment', 'a.ts'],
      ['experiment', 'initializers'],
      ['experiment', 'initializers', 'a', 'b'],
    ])
      assert.throws(() => parseCommand(words), UsageError, words.join(' '));
  });
  it('resume names a run or a checkpoint, and what it may do', () => {
    const plain = parseCommand(['resume', 'runs/14']);
    assert(plain.name === 'resume');
    const { step, trust, changed, epochs } = plain.options;
    assert.deepEqual([plain.target, step, trust, changed, epochs], ['runs/14', null, false, false, null]);
    const full = parseCommand(['resume', 'runs/14', '--step', '0', '--epochs=8', '--trust', '--changed', '--json']);
    assert(full.name === 'resume');
    const { options } = full;
    assert.deepEqual([options.step, options.epochs, options.trust, options.changed], [0, 8, true, true]);
    for (const words of [
      ['resume'],
      ['resume', 'a', 'b'],
      ['resume', 'a', '--step', '-1'],
      ['resume', 'a', '--step', 'last'],
      ['resume', 'a', '--seed', '1'],
      ['resume', 'a', '--watch', 'off'],
      ['resume', 'a', '--', 'word'],
      ['train', 'a.ts', '--step', '1'],
      ['train', 'a.ts', '--changed'],
      ['inspect', 'a.ts', '--trust'],
    ])
      assert.throws(() => parseCommand(words), UsageError, words.join(' '));
  });
  it('export takes a run and a folder for TensorBoard', () => {
    const command = parseCommand(['export', 'runs/1', '--tensorboard', 'logs/1']);
    assert(command.name === 'export');
    assert.deepEqual([command.target, command.tensorboard], ['runs/1', 'logs/1']);
    for (const words of [
      ['export'],
      ['export', 'runs/1'],
      ['export', '--tensorboard', 'x'],
      ['inspect', 'a', '--tensorboard', 'x'],
    ])
      assert.throws(() => parseCommand(words), UsageError, words.join(' '));
  });

  it('compare takes two', () => {
    const command = parseCommand(['compare', 'a', 'b', '--json']);
    assert(command.name === 'compare');
    assert.deepEqual([command.a, command.b, command.options.json], ['a', 'b', true]);
    for (const words of [['compare'], ['compare', 'a'], ['compare', 'a', 'b', 'c'], ['compare', 'a', 'b', '--train']])
      assert.throws(() => parseCommand(words), UsageError, words.join(' '));
  });
  it('check has options of its own, beside those of the others', () => {
    const plain = parseCommand(['check', 'a.ts']);
    assert(plain.name === 'check');
    assert.deepEqual([plain.options.train, plain.options.sarif, plain.options.rules], [false, null, null]);
    const full = parseCommand([
      'check',
      'runs/1',
      '--train',
      '--sarif',
      'x.sarif',
      '--rules',
      '{}',
      '--json',
      '--',
      '--train',
    ]);
    assert(full.name === 'check');
    const { train, sarif, rules, json } = full.options;
    assert.deepEqual([full.target, full.arguments, train, sarif, rules, json], ['runs/1', ['--train'], true, 'x.sarif', '{}', true]); // prettier-ignore
  });
  for (const [why, argv] of [
    ['no command', []],
    ['unknown command', ['fly']],
    ['no program', ['train']],
    ['two programs', ['train', 'a', 'b']],
    ['unknown option', ['train', 'a', '--fast']],
    ['a seed that is no number', ['train', 'a', '--seed', 'x']],
    ['a negative seed', ['train', 'a', '--seed=-1']],
    ['zero epochs', ['train', 'a', '--epochs', '0']],
    ['an unknown backend', ['train', 'a', '--backend', 'gpu']],
    ['an option without its value', ['train', 'a', '--runs']],
    ['a report on what is not watched', ['train', 'a', '--watch', 'off', '--json']],
    ['a check of what is not watched', ['check', 'a', '--watch', 'off']],
    ['a check of nothing', ['check']],
    ['--train without check', ['inspect', 'a', '--train']],
    ['--sarif without check', ['train', 'a', '--sarif', 'x']],
    ['--sarif without a file', ['check', 'a', '--sarif']],
  ] as const)
    it(`refuses ${why}`, () => assert.throws(() => parseCommand(argv), UsageError));
});
