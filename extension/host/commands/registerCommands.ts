import * as vscode from 'vscode';
import { commands, internalCommands } from '../../contributions';
import { showError } from '../showError';
import { compareInitializers } from './compareInitializers';
import { applyRemedy, checkAgain, disableRule, openRule, remedyApplied } from './findingCommands';
import { inspectLayer } from './inspectLayer';
import { openCheckpoint } from './openCheckpoint';
import { openPanel, pause, stop } from './runCommands';
import { copyCheckpointPath, deleteRun, revealRunFolder } from './runFolderCommands';
import { showBackend } from './showBackend';
import { chooseProgram, train, trainWithArguments } from './trainCommands';
import type { CommandHandler, HostServices } from './hostServices';

/** All of them except chooseLayer, which belongs to the language providers. */
type CommandId =
  | (typeof commands)[keyof typeof commands]
  | Exclude<(typeof internalCommands)[keyof typeof internalCommands], (typeof internalCommands)['chooseLayer']>;

/** Registers every command; one without a handler is a compile error. What goes wrong in one is told to the person. */
export function registerCommands(services: HostServices): vscode.Disposable {
  const handlers: Record<CommandId, CommandHandler> = {
    [commands.train]: target => train(services, 'train', target),
    [commands.trainWithArguments]: target => trainWithArguments(services, target),
    [commands.inspect]: target => train(services, 'inspect', target),
    [commands.compareInitializers]: target => compareInitializers(services, target),
    [commands.stop]: () => stop(services),
    [commands.pause]: () => pause(services),
    [commands.openPanel]: () => openPanel(services),
    [commands.showLog]: () => services.log.show(),
    [commands.chooseEntry]: target => chooseProgram(services, target),
    [commands.revealRunFolder]: node => revealRunFolder(services, node),
    [commands.deleteRun]: node => deleteRun(services, node),
    [commands.copyCheckpointPath]: node => copyCheckpointPath(services, node),
    [commands.installNative]: () => services.native.install(),
    [commands.removeNative]: () => services.native.remove(),
    [internalCommands.showBackend]: () => showBackend(services),
    [internalCommands.inspectLayer]: (uri, offset, instance) => inspectLayer(services, uri, offset, instance),
    [internalCommands.openRule]: rule => openRule(services, rule),
    [internalCommands.applyRemedy]: (ref, index) => applyRemedy(services, ref, index),
    [internalCommands.remedyApplied]: (ref, index) => remedyApplied(services, ref, index),
    [internalCommands.checkAgain]: ref => checkAgain(services, ref),
    [internalCommands.disableRule]: rule => disableRule(services, rule),
    [internalCommands.openCheckpoint]: (folder, step) => openCheckpoint(services, folder, step),
  };
  const registered = Object.entries(handlers).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await handler(...args);
      } catch (error) {
        // not awaited: the command is over, whether the message is closed or not
        void showError(error, services.log);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
