import * as path from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../../core/text/plainText';
import { LayerglassError } from '../../protocol/errors';
import { formatTimeOfDay } from '../../core/text/timeText';
import type { LiveRun } from '../runs/liveRun';
import { progressOf } from '../views/runTree';
import type { HostServices } from './hostServices';

/** Stop: asks the run to stop; it keeps a checkpoint of where it is. */
export async function stop(services: HostServices): Promise<void> {
  const run = await activeRun(services, 'stop');
  if (run) await services.catalog.runs.stop(run);
}

/** Pause or Continue. */
export async function pause(services: HostServices): Promise<void> {
  const run = await activeRun(services, 'pause');
  if (run) services.catalog.runs.control(run, run.state.status === 'paused' ? 'resume' : 'pause');
}

/** Open Panel: of the active file's program, else of the newest run. */
export async function openPanel({ catalog, knowledge, panels, memory }: HostServices): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const file = document?.uri.scheme === 'file' ? document.uri.fsPath : null;
  const isKnown = (program: string | null): program is string =>
    program !== null && (panels.of(program) !== null || catalog.list(program).length > 0);
  if (catalog.library.all.length === 0) await catalog.library.refresh();
  const candidates = [
    catalog.runs.active[0]?.program ?? null,
    file,
    file && memory.entryOf(file),
    (file && knowledge.runOf(file)?.program) ?? null,
    catalog.runs.all[0]?.program ?? null,
    catalog.library.all[0]?.program ?? null,
  ];
  const program = candidates.find(isKnown) ?? file;
  if (!program)
    throw new LayerglassError('no-program', 'There is no run to show yet.', {
      remedy: 'Open a program that uses TensorFlow.js and run Layerglass: Train Model.',
    });
  const panel = panels.open(program);
  // who asks for the panel by the keyboard wants to be in it
  panel.panel.reveal(undefined, false);
}

/** The run that a command is about: the active panel's, the only one, or the one that the person picks. null: dismissed. */
async function activeRun({ catalog, panels }: HostServices, verb: string): Promise<LiveRun | null> {
  const { active } = catalog.runs;
  const { active: panel } = panels;
  const shown = active.find(r => r.program === panel?.program && r.key === panel.key);
  if (shown) return shown;
  if (active.length === 0)
    throw new LayerglassError('no-run', `There is no run to ${verb} in this window.`, {
      remedy: 'Start one with Layerglass: Train Model.',
    });
  if (active.length === 1) return active[0] ?? null;
  const picked = await vscode.window.showQuickPick(
    active.map(run => ({
      label: run.mode === 'inspect' ? 'Inspection' : `Run ${run.state.id}`,
      description: [
        plainText(path.basename(run.program), 60),
        formatTimeOfDay(run.state.startedAt),
        ...progressOf(run.state),
      ].join(' · '),
      run,
    })),
    { title: `Which run to ${verb}?` },
  );
  return picked?.run ?? null;
}
