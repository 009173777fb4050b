// The page of the custom editor for model files. What it needs of the host's page is what the panel needs: see panel.ts.
import '../toolkit';
import './modelFile.css';
import { fileViewNames, type FileEvent, type FileTable, type FileViewName } from '../../extension/protocol/filePage';
import type { HostToFilePage } from '../../extension/protocol/filePage';
import { ViewHolders } from '../controls/viewHolders';
import { ViewTabs } from '../controls/viewTabs';
import { setVisible } from '../dom/element';
import { onThemeChange } from '../dom/themeColors';
import { HostChannel, type HostError } from '../host/hostChannel';
import { vscodeApi } from '../host/vscodeApi';
import { LiveRegion } from '../panel/liveRegion';
import { LoadingState } from '../panel/loadingState';
import { DrawScheduler } from '../state/drawScheduler';
import { KeptAnswers } from '../state/keptAnswers';
import { FileBar } from './fileBar';
import type { FileContext, FileRead } from './fileContext';
import { FileNotes } from './fileNotes';
import { restoreFileSelection } from './fileSelection';
import { FileStore } from './fileStore';
import { fileViews } from './fileViews';
import { RefusedState } from './refusedState';

const live = new LiveRegion();
const loading = new LoadingState('Opening the file');
const scheduler = new DrawScheduler();
const store = new FileStore(restoreFileSelection(vscodeApi.getState()), selection => vscodeApi.setState(selection));
const channel = new HostChannel<FileTable, FileEvent>(message => vscodeApi.postMessage(message), onEvent);
const listeners: ((event: FileEvent) => void)[] = [];
const context: FileContext = {
  store,
  scheduler,
  channel,
  answers: new KeptAnswers<FileRead, FileTable>(channel, () => store.touch(), { count: 128, bytes: 192e6 }),
  ask: (name, params, onDone) =>
    void channel
      .request(name, params)
      .then(onDone, (error: HostError) => notes.refuse([error.message, error.remedy].filter(Boolean).join(' '))),
  announce: text => live.say(text),
  onEvent: listener => void listeners.push(listener),
};
const tabs = new ViewTabs<FileViewName>(fileViews, view => store.choose({ view }));
const bar = new FileBar(context);
const notes = new FileNotes(context);
const refused = new RefusedState(context);
const holders = new ViewHolders(
  fileViewNames,
  name => fileViews[name].create(context),
  (name, top) => store.remember({ scrollTops: { ...store.selection.scrollTops, [name]: top } }),
);
const root = document.getElementById('root')!;
root.className = 'panel model-file';
root.append(
  tabs.element,
  loading.element,
  bar.element,
  notes.element,
  refused.element,
  ...holders.elements,
  live.element,
);
for (const part of [bar, notes, refused]) scheduler.add(part);

function onEvent(event: FileEvent): void {
  const { version, isReady } = store.data;
  if (event.type === 'file') {
    if (event.description || event.refusal) loading.end();
    if (isReady && event.version !== version) context.answers.forget(() => true);
  }
  if (event.type === 'other') context.answers.forget(params => !('offset' in params) && !('filters' in params));
  store.apply(event);
  if (event.type === 'read') live.say(event.stopped ? 'Reading has stopped.' : 'All tensors are read.');
  for (const listener of listeners) listener(event);
}

/** The view that is chosen where the file can fill it, else the first. */
const shownView = (): FileViewName =>
  fileViews[store.selection.view].isThere(store.data) ? store.selection.view : 'tensors';

function showView(): void {
  const view = shownView();
  const { description } = store.data;
  setVisible(tabs.element, description !== null);
  tabs.show(view, name => fileViews[name].isThere(store.data));
  holders.show(description && view, store.selection.scrollTops);
}

store.onDidChange(change => {
  showView();
  if (change === 'choice') scheduler.soon();
  else scheduler.later();
});
onThemeChange(() => scheduler.redrawAll());
window.addEventListener('message', (event: MessageEvent<HostToFilePage>) => channel.receive(event.data));
window.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const there = fileViewNames.filter(name => fileViews[name].isThere(store.data));
  const view = there[Number(event.key) - 1];
  if (view && /^[1-9]$/.test(event.key)) {
    const isOther = view !== shownView();
    store.choose({ view });
    if (isOther) tabs.focusShown();
  } else if (event.key.toLowerCase() === 't') store.choose({ isTable: !store.selection.isTable });
});
showView();
// Its answer are events.
context.ask('ready', {});
