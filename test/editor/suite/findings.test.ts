import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands, extensionId, internalCommands, settingsSection } from '../../../extension/contributions';
import { FindingFilter } from '../../../extension/host/findings/findingFilter';
import type { Finding, SourceEdit } from '../../../extension/protocol/finding';
import type { FitInfo } from '../../../extension/protocol/run';
import { emptyRunState } from '../../../extension/protocol/runState';
import { DiagnosticsPublisher } from '../../../language/providers/diagnosticsPublisher';
import { FindingActions } from '../../../language/providers/findingActions';
import type { KnownLayer, ModelKnowledge } from '../../../language/providers/modelKnowledge';
import { Remedies } from '../../../language/providers/remedies';
import { SourceAnalysis } from '../../../language/providers/sourceAnalysis';
import { finding, known } from '../../unit/language/providers/knownLayers';
import { fitInfo } from '../../unit/core/runs/runFixtures';
import { activate, openFile, runToEnd, until, uriOf } from './workspaceFile';

const workerPath = path.join(vscode.extensions.getExtension(extensionId)!.extensionPath, 'dist/analysisWorker.js');
const never = new vscode.CancellationTokenSource().token;
const source = `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential();
m.add(tf.layers.dense({ units: 8 }));
const args = options();
m.add(new Own(4, 'relu'));
const text = \`
\${tf.layers.dense({ units: 2 }).name}\`;
`;
const other = `import * as tf from '@tensorflow/tfjs';
export const last = tf.layers.dense({ units: 1 });
`;
const siteAt = (file: string, line: number, column: number) => ({ file, line, column });
const heNormal = (site: SourceEdit['site']): SourceEdit => ({
  ...{ kind: 'setArgument', name: 'kernelInitializer', value: 'heNormal' },
  site,
});

describe('quick fixes', () => {
  let folder: vscode.Uri;
  let document: vscode.TextDocument;
  let stale = false;
  let built: KnownLayer[] = [];
  let analysis: SourceAnalysis;
  let publisher: DiagnosticsPublisher;
  const disposables: vscode.Disposable[] = [];
  const [name, otherName] = ['fixed.ts', 'fixedToo.ts'];

  beforeEach(async () => {
    folder = vscode.workspace.workspaceFolders![0]!.uri;
    await vscode.workspace.fs.writeFile(uriOf(otherName), Buffer.from(other));
    document = await openFile(name, source);
    stale = false;
    built = [];
    const changed = new vscode.EventEmitter<void>();
    const knowledge: ModelKnowledge = {
      ...{ layersIn: () => built, modelsIn: () => [], findingsOf: () => [], histogramsOf: async () => null },
      ...{ isStale: () => stale, onDidChange: changed.event },
    };
    analysis = new SourceAnalysis(workerPath, knowledge, error => assert.fail(error));
    publisher = new DiagnosticsPublisher(analysis, knowledge, () => null);
    disposables.push(changed, analysis, publisher);
    const provider = new FindingActions(publisher, new Remedies(analysis, knowledge), analysis);
    actionsOf = async line => {
      const range = new vscode.Range(line - 1, 0, line, 0);
      const diagnostics = vscode.languages.getDiagnostics(document.uri).filter(d => d.range.intersection(range));
      const context = { diagnostics, only: undefined, triggerKind: vscode.CodeActionTriggerKind.Invoke };
      return provider.provideCodeActions(document, range, context, never);
    };
  });
  afterEach(async () => {
    for (const d of disposables.splice(0)) d.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const file of [name, otherName]) await vscode.workspace.fs.delete(uriOf(file));
  });
  let actionsOf: (line: number) => Promise<vscode.CodeAction[]>;
  const show = (...findings: Finding[]) => publisher.set('/p.ts', { folder, findings, error: null, run: '1' });
  const at = (line: number, column: number, edits: SourceEdit[], over: Partial<Finding> = {}): Finding =>
    finding({ site: siteAt(name, line, column), remedies: [{ label: 'Use heNormal', edits }], ...over });

  it('are edits, the first one preferred, made and undone in one step', async () => {
    const site = siteAt(name, 3, 7);
    await show(at(3, 7, [heNormal(site), { ...heNormal(site), name: 'activation', value: 'relu' } as SourceEdit]));
    const [fix, ...others] = await actionsOf(3);
    assert.equal(fix!.title, 'Use heNormal');
    assert.equal(fix!.isPreferred, true);
    assert.ok(others.every(a => !a.isPreferred && a.title.startsWith('Disable poor-initialization')));
    assert.equal(fix!.diagnostics?.length, 1);
    assert.equal(fix!.command?.command, internalCommands.remedyApplied);
    await vscode.workspace.applyEdit(fix!.edit!);
    assert.match(document.getText(), /dense\(\{ units: 8, kernelInitializer: 'heNormal', activation: 'relu' \}\)/);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), source);
  });
  it('say so where one call builds several layers', async () => {
    const site = siteAt(name, 3, 7);
    built = ['a', 'b', 'b'].map(layer => known({ name: layer, site }));
    await show(at(3, 7, [heNormal(site)]));
    assert.equal((await actionsOf(3))[0]!.title, 'Use heNormal (one call builds 2 layers)');
  });
  it('of several files are one, and shown before they are made', async () => {
    await show(at(3, 7, [heNormal(siteAt(name, 3, 7)), heNormal(siteAt(otherName, 2, 21))]));
    const [fix] = await actionsOf(3);
    const entries = fix!.edit!.entries();
    assert.deepEqual(
      entries.map(([uri]) => path.basename(uri.path)),
      [name, otherName],
    );
    for (const [, edits] of entries) assert.match(edits[0]!.newText, /kernelInitializer: 'heNormal'/);
  });
  it('that cannot be made say why', async () => {
    await show(at(5, 7, [heNormal(siteAt(name, 5, 7))]));
    const [fix] = await actionsOf(5);
    assert.equal(fix!.edit, undefined);
    assert.equal(fix!.disabled?.reason, 'By hand: Own takes its arguments by position.');
  });
  it('of a source that has changed are only another look', async () => {
    await show(at(3, 7, [heNormal(siteAt(name, 3, 7))]));
    stale = true;
    await show(at(3, 7, [heNormal(siteAt(name, 3, 7))]));
    const actions = await actionsOf(3);
    assert.equal(actions[0]!.title, 'Inspect Again');
    assert.equal(actions[0]!.command?.command, internalCommands.checkAgain);
    assert.ok(actions.every(a => a.title !== 'Use heNormal'));
  });
  it('switch a rule off for a line by a comment, also where the line begins as text', async () => {
    await show(at(3, 7, []), at(7, 3, []));
    const inserted = async (line: number) => {
      const action = (await actionsOf(line)).find(a => a.title.endsWith('for this line'));
      const [[, [edit]]] = action!.edit!.entries() as [[vscode.Uri, [vscode.TextEdit]]];
      return [edit.range.start.line + 1, edit.range.start.character, edit.newText];
    };
    assert.deepEqual(await inserted(3), [3, 0, '// layerglass-disable-next-line poor-initialization\n']);
    assert.deepEqual(await inserted(7), [7, 2, '/* layerglass-disable-line poor-initialization */ ']);
  });
  it('come back with the text that an edit took away', async () => {
    await show(at(3, 7, [heNormal(siteAt(name, 3, 7))]));
    const shown = () => publisher.shownIn(document.uri).length;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(2, 16, 2, 21), 'conv1d');
    await vscode.workspace.applyEdit(edit);
    await until('gone', () => shown() === 0);
    await vscode.commands.executeCommand('undo');
    await until('back', () => shown() === 1);
  });
});

describe('shown findings', () => {
  let filter: FindingFilter;
  const name = 'filtered.ts';
  let fits: FitInfo[] = [];
  const program = () => uriOf(name).fsPath;
  const folder = () => path.dirname(program());
  const settings = () => vscode.workspace.getConfiguration(settingsSection);
  const one = (line: number, over: Partial<Finding> = {}) =>
    finding({ rule: 'dead-units', site: siteAt(name, line, 7), ...over });
  beforeEach(async () => {
    await openFile(name, source);
    filter = new FindingFilter();
    fits = [];
  });
  afterEach(async () => {
    filter.dispose();
    for (const key of ['rules', 'rulesByFile'])
      await settings().update(key, undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf(name));
  });
  const shown = (findings: Finding[]) =>
    filter.shown({
      program: program(),
      folder: folder(),
      state: { ...emptyRunState(1, name), findings, fits, startedAt: 1 },
    });
  const changed = () =>
    new Promise<void>(resolve => {
      const subscription = filter.onDidChange(() => (subscription.dispose(), resolve()));
    });

  it('are the same list where nothing is hidden', () => {
    const findings = [one(3), one(5)];
    assert.equal(shown(findings), findings);
  });
  it('follow the settings, for all files and for some', async () => {
    const findings = [one(3), one(3, { rule: 'all-zeros' })];
    assert.equal(shown(findings).length, 2);
    let told = changed();
    await settings().update('rules', { 'dead-units': 'off' }, vscode.ConfigurationTarget.Workspace);
    await told;
    assert.deepEqual(
      shown(findings).map(f => f.rule),
      ['all-zeros'],
    );
    told = changed();
    const byFile = { 'filt*.ts': { 'dead-units': 'info', 'all-zeros': 'off' }, 'x/**': { 'dead-units': 'off' } };
    await settings().update('rulesByFile', byFile, vscode.ConfigurationTarget.Workspace);
    await told;
    assert.deepEqual(
      shown(findings).map(f => [f.rule, f.severity]),
      [['dead-units', 'info']],
    );
  });
  it('follow comments, at the lines where the calls are now', async () => {
    const findings = [one(3), one(5)];
    assert.equal(shown(findings).length, 2);
    const told = changed();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uriOf(name), new vscode.Position(2, 0), '// layerglass-disable-next-line dead-units\n');
    await vscode.workspace.applyEdit(edit);
    await told;
    assert.deepEqual(
      shown(findings).map(f => f.site!.line),
      [5],
    );
  });
  it('without a place stand at the call of their fit, where a comment reaches them too', async () => {
    fits = [{ ...fitInfo(0, 'm'), site: siteAt(name, 5, 1) }];
    const findings = [one(3, { site: null, fit: 0, layer: null })];
    assert.deepEqual(shown(findings)[0]!.site, siteAt(name, 5, 1));
    const told = changed();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uriOf(name), new vscode.Position(4, 0), '// layerglass-disable-next-line dead-units\n');
    await vscode.workspace.applyEdit(edit);
    await told;
    assert.deepEqual(shown(findings), []);
  });
  it('name no place outside of the workspace, and edit none', () => {
    const outside = siteAt('../../../etc/passwd', 1, 1);
    const inside = siteAt(name, 3, 7);
    const related = [outside, inside].map(site => ({ site, message: '' }));
    const remedies = [outside, inside].map(site => ({ label: site.file, edits: [heNormal(inside), heNormal(site)] }));
    const [first, second] = shown([one(3, { related, remedies }), one(1, { site: outside })]);
    assert.deepEqual(
      first!.related.map(r => r.site),
      [inside],
    );
    assert.deepEqual(
      first!.remedies.map(r => r.label),
      [name],
    );
    assert.equal(second!.site, null);
  });
});

describe('a rule that is off', () => {
  it('is not even run', async () => {
    const api = await activate();
    const settings = vscode.workspace.getConfiguration(settingsSection);
    const text = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
const init = () => tf.initializers.randomNormal({ stddev: 30 });
model.add(tf.layers.dense({ units: 16, activation: 'relu', inputShape: [16], kernelInitializer: init() }));
model.add(tf.layers.dense({ units: 16, activation: 'relu', kernelInitializer: init() }));
model.add(tf.layers.dense({ units: 16, kernelInitializer: init() }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
model.fit(tf.randomNormal([64, 16]), tf.randomNormal([64, 16]), { epochs: 1, verbose: 0 });
`;
    await openFile('ruled.ts', text);
    const rules = async () =>
      (await runToEnd(api, commands.inspect, 'ruled.ts')).findings
        .map(f => f.rule)
        .filter(r => r === 'poor-initialization');
    assert.ok((await rules()).length > 0);
    await settings.update('rules', { 'poor-initialization': 'off' }, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await rules(), []);
    } finally {
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
