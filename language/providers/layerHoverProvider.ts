import * as vscode from 'vscode';
import { commands, internalCommands } from '../../extension/contributions';
import type { LayerInfo } from '../../extension/protocol/model';
import type { LayerSnapshot } from '../../extension/protocol/run';
import type { DiagnosticsPublisher, ShownProblem } from './diagnosticsPublisher';
import { refOf } from './findingActions';
import { findingLinks, writeFindings, type HoverFinding } from './findingHover';
import { mostTelling, writeHover, writeLinks, type HoverLink } from './hoverText';
import { siteAtCallee } from './knownSites';
import { isEnabled } from './languageSettings';
import type { KnownLayer, ModelKnowledge } from './modelKnowledge';
import type { Remedies } from './remedies';
import type { SourceAnalysis } from './sourceAnalysis';
import { themeName } from './themeName';

/** A hover waits no longer for histograms from a slow disk; it has the figures anyway. */
const histogramsLimitMs = 1500;

/** The hover on a layer call: figures, histograms, links; and on every place that has findings: what they mean. */
export class LayerHoverProvider implements vscode.HoverProvider {
  constructor(
    private readonly analysis: SourceAnalysis,
    private readonly knowledge: ModelKnowledge,
    private readonly publisher: Pick<DiagnosticsPublisher, 'shownIn'>,
    private readonly remedies: Pick<Remedies, 'plan'>,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    if (!isEnabled('hover.enabled', document.uri)) return null;
    const shown = this.publisher
      .shownIn(document.uri)
      .filter(s => s.problem.findings.length > 0 && s.range.contains(position));
    if (shown.length === 0 && this.knowledge.layersIn(document.uri).length === 0) return null;
    const facts = await this.analysis.current(document);
    const site = siteAtCallee(this.analysis.sites(document, facts), document.offsetAt(position));
    const known = site && mostTelling(site.layers);
    const findings = await Promise.all(shown.map(s => this.hoverFinding(s)));
    if (token.isCancellationRequested) return null;
    if (!site || !known) return findings.length > 0 ? findingsHover(findings, shown[0]!.range) : null;
    const reference = comparedLayer(known);
    const [histograms, ofReference] = await Promise.all([
      this.histogramsOf(known),
      reference && this.histogramsOf({ ...known, layer: reference }),
    ]);
    if (token.isCancellationRequested) return null;
    const uri = document.uri.toString();
    const instance = { model: known.model.name, layer: known.layer.name };
    const links: HoverLink[] = [
      { title: 'Inspect layer', command: internalCommands.inspectLayer, arguments: [uri, site.start, instance] },
    ];
    if (site.layers.length > 1)
      links.push({ title: 'Choose layer', command: internalCommands.chooseLayer, arguments: [uri, site.start] });
    links.push({ title: 'Open panel', command: commands.openPanel, arguments: [] });
    const text = new vscode.MarkdownString();
    text.isTrusted = { enabledCommands: [...new Set([...findingLinks(findings), ...links].map(l => l.command))] };
    writeHover(text, known, {
      histograms,
      against: reference && ofReference ? { name: reference.name, histograms: ofReference } : null,
      theme: themeName(),
      links,
      findings,
      isStale: this.knowledge.isStale(document.uri),
      instances: site.layers.length,
    });
    return new vscode.Hover(
      text,
      new vscode.Range(document.positionAt(site.start), document.positionAt(site.calleeEnd)),
    );
  }

  private async hoverFinding({ problem, program, folder, isStale }: ShownProblem): Promise<HoverFinding> {
    const finding = problem.findings[0]!;
    const planned = isStale ? [] : await Promise.all(finding.remedies.map(r => this.remedies.plan(folder, r)));
    return { finding, ref: refOf(program, finding), refusals: planned.map(p => p.refusal), isStale };
  }

  /** null where they are not kept, cannot be read, or take too long. */
  private async histogramsOf(known: KnownLayer): Promise<LayerSnapshot | null> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<null>(resolve => (timer = setTimeout(() => resolve(null), histogramsLimitMs)));
    try {
      return await Promise.race([this.knowledge.histogramsOf(known), limit]);
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Of a place that built no layer: a compile's call, a fit's. */
function findingsHover(findings: readonly HoverFinding[], range: vscode.Range): vscode.Hover {
  const links = [...findingLinks(findings), { title: 'Open panel', command: commands.openPanel, arguments: [] }];
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: [...new Set(links.map(l => l.command))] };
  writeFindings(text, findings);
  writeLinks(text, links);
  return new vscode.Hover(text, range);
}

/** The layer that a finding of this one measures it against: what the signal was before. */
function comparedLayer({ model, layer, findings }: KnownLayer): LayerInfo | null {
  const names = findings.map(f => f.evidence.from).filter(name => name !== layer.name);
  return model.layers.find(l => names.includes(l.name)) ?? null;
}
