import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands, extensionId, internalCommands, settingsSection } from '../../../extension/contributions';
import { emptyRunState } from '../../../extension/protocol/runState';
import { DiagnosticsPublisher } from '../../../language/providers/diagnosticsPublisher';
import { LayerAtCursor } from '../../../language/providers/layerAtCursor';
import { LayerHoverProvider } from '../../../language/providers/layerHoverProvider';
import { LayerLensProvider } from '../../../language/providers/layerLensProvider';
import type { KnownLayer, ModelKnowledge } from '../../../language/providers/modelKnowledge';
import { Remedies } from '../../../language/providers/remedies';
import { SourceAnalysis } from '../../../language/providers/sourceAnalysis';
import { finding, known, model, weightsSnapshot } from '../../unit/language/providers/knownLayers';

const workerPath = path.join(vscode.extensions.getExtension(extensionId)!.extensionPath, 'dist/analysisWorker.js');
const source = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({
  units: 128,
}));
model.add(tf.layers.flatten());
await model.fit(xs, ys);
`;
const never = new vscode.CancellationTokenSource().token;

/** What a run would know of `source`, without one. */
class FakeKnowledge implements ModelKnowledge {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  layers: KnownLayer[] = [];
  ranText = source;
  constructor(private readonly document: () => vscode.TextDocument) {}
  layersIn = () => this.layers;
  modelsIn = () => (this.layers.length ? [model({ site: { file: 'a.ts', line: 2, column: 15 } })] : []);
  findingsOf = () => this.layers.flatMap(l => l.findings);
  histogramsOf = async () => weightsSnapshot;
  isStale = () => this.document().getText() !== this.ranText;
  set(layers: KnownLayer[]): void {
    this.layers = layers;
    this.changed.fire();
  }
}
const dense = (over: Partial<KnownLayer> = {}) =>
  known(
    { name: 'dense_1', site: { file: 'a.ts', line: 3, column: 11 } },
    { snapshot: weightsSnapshot, moment: 'epoch 2', ...over },
  );
const once = <T>(event: vscode.Event<T>, isWanted: (value: T) => boolean = () => true): Promise<T> =>
  new Promise(resolve => {
    const subscription = event(value => {
      if (!isWanted(value)) return;
      subscription.dispose();
      resolve(value);
    });
  });

describe('language providers', () => {
  let folder: vscode.Uri;
  let document: vscode.TextDocument;
  let editor: vscode.TextEditor;
  let knowledge: FakeKnowledge;
  let analysis: SourceAnalysis;
  const disposables: vscode.Disposable[] = [];
  let count = 0;

  beforeEach(async () => {
    folder = vscode.workspace.workspaceFolders![0]!.uri;
    const file = vscode.Uri.joinPath(folder, `generated-${count++}.ts`);
    await vscode.workspace.fs.writeFile(file, Buffer.from(source));
    document = await vscode.workspace.openTextDocument(file);
    editor = await vscode.window.showTextDocument(document);
    knowledge = new FakeKnowledge(() => document);
    analysis = new SourceAnalysis(workerPath, knowledge, error => assert.fail(error));
    disposables.push(analysis);
  });
  afterEach(async () => {
    for (const d of disposables.splice(0)) d.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(document.uri);
  });
  const pageOf = (rule: string) => vscode.Uri.file(`/docs/${rule}.md`);
  const publisherOf = (): DiagnosticsPublisher => {
    const publisher = new DiagnosticsPublisher(analysis, knowledge, pageOf);
    disposables.push(publisher);
    return publisher;
  };
  const insert = (line: number, text: string) => editor.edit(e => e.insert(new vscode.Position(line, 0), text));

  describe('lenses', () => {
    let provider: LayerLensProvider;
    beforeEach(() => disposables.push((provider = new LayerLensProvider(analysis, knowledge, publisherOf()))));
    const lenses = async () =>
      (await provider.provideCodeLenses(document, never)).map(l => {
        assert.equal(l.command, undefined, 'the text comes when it is resolved');
        return `${l.range.start.line} ${provider.resolveCodeLens(l).command!.title}`;
      });

    it('has Inspect layer above each call before anything ran', async () => {
      assert.deepEqual(await lenses(), [
        '2 Inspect layer',
        '5 Inspect layer',
        '6 Train model',
        '6 Inspect model',
        '6 Compare initializers',
      ]);
    });
    it('has figures and health once known, and follows edits', async () => {
      knowledge.set([dense()]);
      const all = [
        '1 421,642 params · 0 trained layers',
        '2 Inspect layer · 128 · 401,536 params',
        '2 $(pass)\u00a0spread ok',
      ];
      assert.deepEqual((await lenses()).slice(0, 3), all);
      await insert(2, '\n\n');
      assert.deepEqual((await lenses()).slice(0, 3), [
        '1 421,642 params · 0 trained layers · source changed since',
        '4 Inspect layer · 128 · 401,536 params · source changed since',
        '4 $(pass)\u00a0spread ok',
      ]);
      await vscode.commands.executeCommand('undo');
      assert.deepEqual((await lenses()).slice(0, 3), all);
    });
    it('asks which of several layers is meant', async () => {
      const command = async (layers: KnownLayer[]) => {
        knowledge.set(layers);
        const found = await provider.provideCodeLenses(document, never);
        return provider.resolveCodeLens(found.find(l => l.range.start.line === 2)!).command!;
      };
      assert.equal((await command([dense()])).command, internalCommands.inspectLayer);
      const several = await command([dense(), dense()]);
      assert.equal(several.command, internalCommands.chooseLayer);
      assert.deepEqual(several.arguments, [document.uri.toString(), source.indexOf('tf.layers.dense')]);
    });
    it('tells when there is more to show', async () => {
      const changed = once(provider.onDidChangeCodeLenses);
      knowledge.set([dense()]);
      await changed;
    });
  });

  describe('hover', () => {
    const hover = (line: number, character: number) =>
      new LayerHoverProvider(analysis, knowledge, publisherOf(), new Remedies(analysis, knowledge)).provideHover(
        document,
        new vscode.Position(line, character),
        never,
      );

    it('is on the callee of a known layer, and nowhere else', async () => {
      assert.equal(await hover(2, 12), null);
      knowledge.set([dense()]);
      const found = await hover(2, 12);
      assert.deepEqual(found!.range, new vscode.Range(2, 10, 2, 25));
      const text = found!.contents[0] as vscode.MarkdownString;
      assert.match(text.value, /dense\\_1/);
      assert.match(text.value, /!\[.*\]\(data:image\/svg\+xml;base64,/);
      assert.deepEqual(text.isTrusted, { enabledCommands: [internalCommands.inspectLayer, commands.openPanel] });
      assert.ok(!text.supportHtml);
      assert.equal(await hover(3, 4), null);
      assert.equal(await hover(5, 12), null);
    });
    it('can be switched off', async () => {
      knowledge.set([dense()]);
      const settings = vscode.workspace.getConfiguration(settingsSection);
      await settings.update('hover.enabled', false, vscode.ConfigurationTarget.Workspace);
      try {
        assert.equal(await hover(2, 12), null);
      } finally {
        await settings.update('hover.enabled', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  });

  describe('diagnostics', () => {
    let publisher: DiagnosticsPublisher;
    const site = { file: '', line: 3, column: 11 };
    const shown = () => vscode.languages.getDiagnostics(document.uri).filter(d => d.source === settingsSection);
    const changed = (isWanted: () => boolean) => once(vscode.languages.onDidChangeDiagnostics, isWanted);
    beforeEach(() => {
      disposables.push((publisher = new DiagnosticsPublisher(analysis, knowledge, pageOf)));
      site.file = path.posix.basename(document.uri.path);
    });
    const state = () => ({ ...emptyRunState(1, 'a.ts'), folder });

    it('stands under the callee, with severity and rule', async () => {
      await publisher.set('p', { folder, findings: [finding({ site, severity: 'error' })], error: null, run: '1' });
      const [one] = shown();
      assert.equal(document.getText(one!.range), 'tf.layers.dense');
      const code = one!.code as { value: string; target: vscode.Uri };
      assert.deepEqual([one!.severity, code.value], [vscode.DiagnosticSeverity.Error, 'poor-initialization']);
      assert.equal(code.target.path, '/docs/poor-initialization.md');
    });
    it('is replaced by the next run, and cleared', async () => {
      await publisher.set('p', {
        folder,
        findings: [finding({ site }), finding({ site, rule: 'other' })],
        error: null,
        run: '1',
      });
      assert.equal(shown().length, 2);
      const { findings, error } = state();
      await publisher.set('p', { folder, findings, error, run: '1' });
      assert.equal(shown().length, 0);
      await publisher.set('p', { folder, findings: [finding({ site })], error: null, run: '1' });
      publisher.clear('p');
      assert.equal(shown().length, 0);
    });
    it('shows a failure at its token, with the callers', async () => {
      const error = {
        code: 'threw',
        message: 'xs is not defined',
        remedy: '',
        site: { ...site, line: 7, column: 17 },
        stack: [{ function: 'main', file: site.file, line: 1, column: 1 }],
      };
      await publisher.set('p', { folder, findings: [], error, run: '1' });
      const [one] = shown();
      assert.equal(document.getText(one!.range), 'xs');
      assert.equal(one!.relatedInformation![0]!.message, 'called from main');
    });
    it('fades when the source changes, comes back when that is undone, and goes with its callee', async () => {
      await publisher.set('p', { folder, findings: [finding({ site })], error: null, run: '1' });
      const isFaded = () => shown()[0]?.tags?.includes(vscode.DiagnosticTag.Unnecessary) ?? false;
      const faded = changed(isFaded);
      await insert(2, '\n');
      await faded;
      assert.equal(document.getText(shown()[0]!.range), 'tf.layers.dense');
      assert.equal(shown()[0]!.severity, vscode.DiagnosticSeverity.Hint);
      const back = changed(() => !isFaded());
      await vscode.commands.executeCommand('undo');
      await back;
      const gone = changed(() => shown().length === 0);
      await editor.edit(e => e.replace(new vscode.Range(2, 20, 2, 25), 'conv2d'));
      await gone;
    });
    it('stands in a file that no editor shows', async () => {
      const other = vscode.Uri.joinPath(folder, 'unopened.js');
      await vscode.workspace.fs.writeFile(
        other,
        Buffer.from("const tf = require('@tensorflow/tfjs');\r\n tf.layers.dense({});"),
      );
      try {
        const at = { file: 'unopened.js', line: 2, column: 2 };
        await publisher.set('p', { folder, findings: [finding({ site: at })], error: null, run: '1' });
        const [one] = vscode.languages.getDiagnostics(other);
        assert.deepEqual(one!.range, new vscode.Range(1, 1, 1, 16));
      } finally {
        publisher.clear('p');
        await vscode.workspace.fs.delete(other);
      }
    });
  });

  it('tells which layer the cursor is on, once', async () => {
    knowledge.set([dense()]);
    const cursor = new LayerAtCursor(analysis, knowledge);
    disposables.push(cursor);
    const told = once(cursor.onDidChange);
    editor.selection = new vscode.Selection(3, 4, 3, 4);
    assert.deepEqual(
      (await told).layers.map(l => l.layer.name),
      ['dense_1'],
    );
  });
});

describe('language of the extension', () => {
  it('has a lens above every layer call of a sample, in a workspace where nothing ran', async () => {
    await vscode.extensions.getExtension(extensionId)!.activate();
    const [file] = await vscode.workspace.findFiles('digits/train.ts');
    const document = await vscode.workspace.openTextDocument(file!);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 100);
    const titles = lenses.map(l => l.command?.title ?? '');
    const calls = document.getText().match(/tf\.layers\.\w+\(/g)!.length;
    assert.equal(titles.filter(t => t.startsWith('Inspect layer')).length, calls);
    assert.ok(titles.includes('Train model') && titles.includes('Inspect model'));
  });
});
