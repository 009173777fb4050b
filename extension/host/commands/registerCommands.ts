import * as vscode from 'vscode';
import { commands, internalCommands } from '../../contributions';
import { showError } from '../showError';
import { deleteCheckpoints, doWithCheckpoints } from './checkpointCommands';
import { emptyTrash, restoreDeleted } from './deletedCheckpoints';
import { compareCheckpoints, compareWithSelected, selectForCompare } from './compareCommands';
import { compareInitializers } from './compareInitializers';
import { applyRemedy, checkAgain, disableRule, openRule, remedyApplied } from './findingCommands';
import { inspectLayer } from './inspectLayer';
import { openCheckpoint } from './openCheckpoint';
import { openLogDirectory } from './openLogDirectory';
import { compareModelFiles, openModelFile } from './modelFileCommands';
import { openPanel, pause, stop } from './runCommands';
import { deleteRun, exportRunForTensorBoard, revealRunFolder } from './runFolderCommands';
import { showBackend } from './showBackend';
import { chooseProgram, train, trainWithArguments } from './trainCommands';
import { filterCheckpoints, sortCheckpoints } from './treeCommands';
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
    [commands.openLogDirectory]: target => openLogDirectory(services, target),
    [commands.exportForTensorBoard]: node => exportRunForTensorBoard(services, node),
    [commands.showLog]: () => services.log.show(),
    [commands.chooseEntry]: target => chooseProgram(services, target),
    [commands.revealRunFolder]: node => revealRunFolder(services, node),
    [commands.deleteRun]: node => deleteRun(services, node),
    [commands.resumeFromCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'resume', node, nodes),
    [commands.restoreCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'restore', node, nodes),
    [commands.renameCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'rename', node, nodes),
    [commands.pinCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'pin', node, nodes),
    [commands.unpinCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'unpin', node, nodes),
    [commands.deleteCheckpoint]: (node, nodes) => deleteCheckpoints(services, node, nodes),
    [commands.restoreDeletedCheckpoints]: node => restoreDeleted(services, node),
    [commands.emptyTrash]: node => emptyTrash(services, node),
    [commands.revealCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'reveal', node, nodes),
    [commands.copyCheckpointPath]: (node, nodes) => doWithCheckpoints(services, 'copyPath', node, nodes),
    [commands.copyLoadingCode]: (node, nodes) => doWithCheckpoints(services, 'copyCode', node, nodes),
    [commands.exportCheckpoint]: (node, nodes) => doWithCheckpoints(services, 'export', node, nodes),
    [commands.compareCheckpoints]: (node, nodes) => compareCheckpoints(services, node, nodes),
    [commands.selectForCompare]: node => selectForCompare(services, node),
    [commands.compareWithSelected]: node => compareWithSelected(services, node),
    [commands.sortCheckpoints]: () => sortCheckpoints(services),
    [commands.filterCheckpoints]: () => filterCheckpoints(services),
    [commands.clearCheckpointFilter]: () => services.tree.setFilter(''),
    [commands.installNative]: () => services.native.install(),
    [commands.removeNative]: () => services.native.remove(),
    [commands.openModelFile]: target => openModelFile(services, target),
    [commands.compareModelFiles]: (target, targets) => compareModelFiles(services, target, targets),
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
