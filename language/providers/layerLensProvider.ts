import * as vscode from 'vscode';
import { commands, internalCommands, settingsSection } from '../../extension/contributions';
import type { SourceCall } from '../analysis/sourceFacts';
import { Disposables } from './disposables';
import type { LayerSite } from './knownSites';
import { isEnabled } from './languageSettings';
import type { DiagnosticsPublisher } from './diagnosticsPublisher';
import { findingsLensText, healthText, inspectText, modelText } from './layerText';
import { planLenses, type LensKinds, type PlannedLens } from './lensPlan';
import type { ModelKnowledge } from './modelKnowledge';
import type { SourceAnalysis } from './sourceAnalysis';
import { Throttle } from './throttle';

/** Knowledge changes with every snapshot; lenses need not follow faster. */
const refreshIntervalMs = 250;

class LayerLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly planned: PlannedLens,
    readonly document: vscode.TextDocument,
    readonly kinds: LensKinds,
    /** What the site is called where its line has several; else empty. */
    readonly name: string,
  ) {
    super(range);
  }
}

/** Lenses above layers, models and training. Ranges at once, texts when they come on screen. */
export class LayerLensProvider implements vscode.CodeLensProvider<LayerLens>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly analysis: SourceAnalysis,
    private readonly knowledge: ModelKnowledge,
    private readonly publisher: Pick<DiagnosticsPublisher, 'shownIn' | 'onDidChange'>,
  ) {
    const refresh = this.disposables.add(new Throttle(refreshIntervalMs, () => this.changed.fire()));
    this.disposables.add(knowledge.onDidChange(() => refresh.request()));
    this.disposables.add(publisher.onDidChange(() => refresh.request()));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(e => {
        if (e.affectsConfiguration(`${settingsSection}.codeLens`)) this.changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<LayerLens[]> {
    const kinds: LensKinds = {
      inspect: isEnabled('codeLens.inspect', document.uri),
      shape: isEnabled('codeLens.shape', document.uri),
      health: isEnabled('codeLens.health', document.uri),
      train: isEnabled('codeLens.train', document.uri),
    };
    if (!Object.values(kinds).some(Boolean)) return [];
    const facts = await this.analysis.current(document);
    if (token.isCancellationRequested) return [];
    const sites = this.analysis.sites(document, facts);
    const shown = this.publisher.shownIn(document.uri).filter(s => !s.isStale);
    const findingsText = ({ start, end }: SourceCall): string =>
      findingsLensText(
        shown
          .filter(s => start <= document.offsetAt(s.range.start) && document.offsetAt(s.range.end) <= end)
          // what is built inside of the call has a lens of its own
          .filter(s => !sites.some(site => start < site.start && document.offsetAt(s.range.start) === site.start))
          .flatMap(s => s.problem.findings.slice(0, 1)),
      );
    const hasModelText = (start: number): boolean => this.modelTextAt(document, start, kinds) !== '';
    const lenses = planLenses(facts, sites, kinds, hasModelText, findingsText);
    const perLine = new Map<number, number>();
    const ranges = lenses.map(
      ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
    );
    lenses.forEach(({ kind }, i) => {
      const { line } = ranges[i]!.start;
      if (kind === 'inspect') perLine.set(line, (perLine.get(line) ?? 0) + 1);
    });
    return lenses.map((planned, i) => {
      const range = ranges[i]!;
      const isCrowded = (perLine.get(range.start.line) ?? 0) > 1;
      const name = 'site' in planned && isCrowded ? nameOf(planned.site) : '';
      return new LayerLens(range, planned, document, kinds, name);
    });
  }

  resolveCodeLens(lens: LayerLens): LayerLens {
    const { uri } = lens.document;
    const { planned, kinds, name } = lens;
    const isStale = this.knowledge.isStale(uri);
    switch (planned.kind) {
      case 'inspect':
      case 'health': {
        const { layers, start } = planned.site;
        const title =
          planned.kind === 'health'
            ? healthText(layers)
            : inspectText(layers, { hasInspect: kinds.inspect, hasShape: kinds.shape, isStale, name });
        const command = layers.length > 1 ? internalCommands.chooseLayer : internalCommands.inspectLayer;
        lens.command = { title, command, arguments: [uri.toString(), start] };
        break;
      }
      case 'model': {
        const title = this.modelTextAt(lens.document, planned.start, kinds);
        lens.command = { title, command: commands.openPanel, arguments: [uri] };
        break;
      }
      case 'findings':
        lens.command = { title: planned.text, command: commands.openPanel, arguments: [uri] };
        break;
      case 'train':
        lens.command = { title: 'Train model', command: commands.train, arguments: [uri] };
        break;
      case 'trainInspect':
        lens.command = { title: 'Inspect model', command: commands.inspect, arguments: [uri] };
        break;
      case 'trainInitializers':
        lens.command = { title: 'Compare initializers', command: commands.compareInitializers, arguments: [uri] };
        break;
    }
    return lens;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private modelTextAt(document: vscode.TextDocument, start: number, kinds: LensKinds): string {
    const models = this.analysis.modelsAt(document, start);
    const findings = models.flatMap(m => this.knowledge.findingsOf(m));
    const isStale = models.length > 0 && this.knowledge.isStale(document.uri);
    return modelText(models, findings, { hasShape: kinds.shape, hasHealth: kinds.health, isStale });
  }
}

const nameOf = (site: LayerSite): string =>
  site.layers.length === 1 ? site.layers[0]!.layer.name : (site.call?.name ?? site.layers[0]?.layer.className ?? '');
