import * as vscode from 'vscode';
import { commands, internalCommands, type FindingRef } from '../../contributions';
import { figureAfter, modeToCheck } from '../../core/findings/figureAfter';
import { plainText } from '../../core/text/plainText';
import { LayerglassError } from '../../protocol/errors';
import type { Finding } from '../../protocol/finding';
import { Disposables } from '../disposables';
import type { RunKnowledge } from '../knowledge/runKnowledge';
import type { Panels } from '../panel/panels';
import type { LiveRun } from '../runs/liveRun';
import type { Runs } from '../runs/runs';

export interface RecheckServices {
  runs: Pick<Runs, 'onDidStart'>;
  knowledge: Pick<RunKnowledge, 'findingOf' | 'flush' | 'shownFindings'>;
  panels: Pick<Panels, 'of'>;
  start(program: string, mode: 'train' | 'inspect'): Promise<LiveRun>;
}

/**
 * After a remedy: an item in the status bar offers to look at the model again, and says then what has become of the
 * finding: `variance ×180 → ×1.3`. It goes when something else is run.
 */
export class Recheck implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('layerglass.recheck', vscode.StatusBarAlignment.Left, -1),
  );
  /** What is offered to be looked at again, as it was before. */
  private offered: { ref: FindingRef; finding: Finding } | null = null;
  private isChecking = false;

  constructor(private readonly services: RecheckServices) {
    this.item.name = 'Layerglass Check Again';
    this.disposables.add(
      services.runs.onDidStart(() => {
        if (!this.isChecking) this.item.hide();
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** A remedy's edits have been made. */
  offer(ref: FindingRef, remedy: string): void {
    const finding = this.services.knowledge.findingOf(ref);
    if (!finding) return;
    this.offered = { ref, finding };
    const again = modeToCheck(finding) === 'inspect' ? 'Inspect again' : 'Train again';
    this.show(`$(lightbulb) ${again}`, `Done: ${plainText(remedy, 200)}. Before: ${plainText(finding.label, 100)}.`, {
      title: again,
      command: internalCommands.checkAgain,
      arguments: [ref],
    });
  }

  /** Runs the program as far as the finding needs and says what has become of it. Throws LayerglassError where it cannot. */
  async check(ref: FindingRef): Promise<void> {
    const { knowledge, panels } = this.services;
    const isOffered = this.offered !== null && isSame(this.offered.ref, ref);
    const before = isOffered ? this.offered!.finding : knowledge.findingOf(ref);
    if (!before) throw new LayerglassError('no-finding', 'This finding is gone.', { remedy: 'Inspect the model.' });
    this.isChecking = true;
    try {
      this.item.hide();
      const run = await this.services.start(ref.program, modeToCheck(before));
      const state = await run.handle.stopped;
      // what went wrong, or was stopped, says so itself
      if (state.status !== 'completed') return;
      knowledge.flush();
      const outcome = outcomeOf(before, knowledge.shownFindings(run), run);
      this.show(
        `$(${outcome.isHealthy ? 'pass' : 'warning'}) ${outcome.text}`,
        `${outcome.spoken} Click for the panel.`,
        {
          title: 'Open Panel',
          command: commands.openPanel,
        },
      );
      const { model, layer } = before;
      if (model !== null && layer !== null) panels.of(ref.program)?.select([{ model, layer }], true);
      this.offered = null;
    } finally {
      this.isChecking = false;
    }
  }

  private show(text: string, tooltip: string, command: vscode.Command): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.accessibilityInformation = { label: text.replace(/\$\([^)]*\)\s*/, 'Layerglass: ') };
    this.item.show();
  }
}

/** What has become of a finding in a run: `conv2: variance ×180 → healthy`. */
function outcomeOf(
  before: Finding,
  after: readonly Finding[],
  run: LiveRun,
): { text: string; spoken: string; isHealthy: boolean } {
  const { rule, model, layer } = before;
  const ofRule = after.filter(f => f.rule === rule);
  const left = ofRule.find(f => f.model === model && f.layer === layer);
  const snapshot = model === null ? undefined : run.handle.snapshots.get(model);
  const figure = snapshot ? figureAfter(before, snapshot) : null;
  const now = left ? left.label : figure ? `${figure}, healthy` : 'healthy';
  const where = layer === null ? '' : `${plainText(layer, 40)}: `;
  const text = `${where}${plainText(before.label, 60)} → ${plainText(now, 60)}`;
  const others = ofRule.length - (left ? 1 : 0);
  const rest = others > 0 ? ` The rule has ${others} more ${others === 1 ? 'finding' : 'findings'}.` : '';
  return { text, spoken: `${plainText(rule, 60)}: ${left ? 'still there.' : 'healthy.'}${rest}`, isHealthy: !left };
}

const isSame = (a: FindingRef, b: FindingRef): boolean =>
  a.program === b.program && a.rule === b.rule && a.model === b.model && a.layer === b.layer && a.fit === b.fit;
