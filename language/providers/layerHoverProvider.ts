import * as vscode from 'vscode';
import { commands, internalCommands } from '../../extension/contributions';
import type { LayerInfo } from '../../extension/protocol/model';
import type { LayerSnapshot } from '../../extension/protocol/run';
import type { ThemeName } from '../figures/themeColors';
import { mostTelling, writeHover, type HoverLink } from './hoverText';
import { siteAtCallee } from './knownSites';
import { isEnabled } from './languageSettings';
import type { KnownLayer, ModelKnowledge } from './modelKnowledge';
import type { SourceAnalysis } from './sourceAnalysis';

/** A hover waits no longer for histograms from a slow disk; it has the figures anyway. */
const histogramsLimitMs = 1500;

const themeNames: Record<vscode.ColorThemeKind, ThemeName> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'highContrast',
  [vscode.ColorThemeKind.HighContrastLight]: 'highContrastLight',
};

/** The hover on a layer call: figures, histograms, links. */
export class LayerHoverProvider implements vscode.HoverProvider {
  constructor(
    private readonly analysis: SourceAnalysis,
    private readonly knowledge: ModelKnowledge,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    if (!isEnabled('hover.enabled', document.uri) || this.knowledge.layersIn(document.uri).length === 0) return null;
    const facts = await this.analysis.current(document);
    const site = siteAtCallee(this.analysis.sites(document, facts), document.offsetAt(position));
    const known = site && mostTelling(site.layers);
    if (!site || !known || token.isCancellationRequested) return null;
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
    text.isTrusted = { enabledCommands: links.map(l => l.command) };
    writeHover(text, known, {
      histograms,
      against: reference && ofReference ? { name: reference.name, histograms: ofReference } : null,
      theme: themeNames[vscode.window.activeColorTheme.kind],
      links,
      isStale: this.knowledge.isStale(document.uri),
      instances: site.layers.length,
    });
    return new vscode.Hover(
      text,
      new vscode.Range(document.positionAt(site.start), document.positionAt(site.calleeEnd)),
    );
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

/** The layer that a finding of this one measures it against: what the signal was before. */
function comparedLayer({ model, layer, findings }: KnownLayer): LayerInfo | null {
  const names = findings.map(f => f.evidence.from).filter(name => name !== layer.name);
  return model.layers.find(l => names.includes(l.name)) ?? null;
}
