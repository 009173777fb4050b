// The panel's page. What it needs of the host's page:
//   <div id="root"></div>, this file as a module script with the nonce, dist/webview/panel.css as a <link>.
// Content security: script-src 'nonce-…' ${cspSource}; style-src ${cspSource} 'nonce-…'; font-src ${cspSource}; nothing else.
// The toolkit's styles are constructed style sheets and chart.js writes style properties: neither needs 'unsafe-inline'.
// The toolkit tries :focus-visible out in one <style> with the nonce of <meta property="csp-nonce">.
import '../toolkit';
import './panel.css';
import { viewNames, type HostToPanel, type PanelEvent, type ViewName } from '../../extension/protocol/panel';
import { ViewHolders } from '../controls/viewHolders';
import { ViewTabs, type ViewLabel } from '../controls/viewTabs';
import type { RunState } from '../../extension/protocol/runState';
import { ExperimentsView } from '../experiments/experimentsView';
import { CheckpointsView } from '../checkpoints/checkpointsView';
import { onThemeChange } from '../dom/themeColors';
import { HostChannel, type HostError } from '../host/hostChannel';
import { vscodeApi } from '../host/vscodeApi';
import { LayersView } from '../layers/layersView';
import { DrawScheduler } from '../state/drawScheduler';
import { PanelStore } from '../state/panelStore';
import { RunData } from '../state/runData';
import { restoreSelection } from '../state/selection';
import { TrainingView } from '../training/trainingView';
import { EmptyState } from './emptyState';
import { LiveRegion } from './liveRegion';
import { LoadingState } from './loadingState';
import { NotesPart } from './notesPart';
import type { PanelContext } from './panelContext';
import { RunBar } from './runBar';
import { StagePart } from './stagePart';

const viewLabels: Record<ViewName, ViewLabel> = {
  training: { label: 'Training', icon: 'graph-line' },
  layers: { label: 'Layers', icon: 'layers' },
  checkpoints: { label: 'Checkpoints', icon: 'history' },
  experiments: { label: 'Experiments', icon: 'beaker' },
};
const live = new LiveRegion();
const loading = new LoadingState('Reading the run');
const scheduler = new DrawScheduler();
const store = new PanelStore(restoreSelection(vscodeApi.getState()), selection => vscodeApi.setState(selection));
const channel = new HostChannel(message => vscodeApi.postMessage(message), onEvent);
const context: PanelContext = {
  store,
  scheduler,
  data: new RunData(channel, () => store.touch()),
  reveal: (site, focus) => context.ask('reveal', { site, focus }),
  ask: (name, params, onDone) =>
    void channel
      .request(name, params)
      .then(onDone, (error: HostError) => notes.refuse([error.message, error.remedy].filter(Boolean).join(' '))),
  announce: text => live.say(text),
};
const tabs = new ViewTabs<ViewName>(viewLabels, view => store.choose({ view }));
const runBar = new RunBar(context);
const notes = new NotesPart(context);
const empty = new EmptyState(context);
const stage = new StagePart(context);
const views: Record<ViewName, HTMLElement> = {
  training: new TrainingView(context).element,
  layers: new LayersView(context).element,
  checkpoints: new CheckpointsView(context).element,
  experiments: new ExperimentsView(context).element,
};
const holders = new ViewHolders(
  viewNames,
  name => views[name],
  (name, top) => store.remember({ scrollTops: { ...store.selection.scrollTops, [name]: top } }),
);
const root = document.getElementById('root')!;
root.className = 'panel';
root.append(
  tabs.element,
  loading.element,
  runBar.element,
  notes.element,
  empty.element,
  stage.element,
  ...holders.elements,
  live.element,
);
for (const part of [runBar, notes, empty, stage]) scheduler.add(part);

function onEvent(event: PanelEvent): void {
  if (event.type === 'event') live.hear(event.event);
  if (event.type === 'event' && event.event.type === 'snapshot')
    context.data.snapshotCame(event.key, event.event.snapshot);
  if (event.type === 'state') {
    loading.end();
    const { key, run } = store.data;
    if (key !== null && event.key === key && event.run?.startedAt !== run?.startedAt) context.data.forget(key);
  }
  store.apply(event);
}

/** Experiments has a tab once there is something in it, or it is asked for; a log directory has no checkpoints. */
function hasTab(name: ViewName, run: RunState | null): boolean {
  if (name === 'experiments') return (run?.initializers.length ?? 0) > 0;
  return !run?.log || name === 'training' || (name === 'layers' && run.models.length > 0);
}

function showView(): void {
  const { view, scrollTops } = store.selection;
  const { run, isStale } = store.data;
  tabs.show(view, name => hasTab(name, run));
  holders.show(run && view, scrollTops);
  root.classList.toggle('stale', isStale);
}

store.onDidChange(change => {
  showView();
  if (change === 'choice') scheduler.soon();
  else scheduler.later();
});
onThemeChange(() => scheduler.redrawAll());
window.addEventListener('message', (event: MessageEvent<HostToPanel>) => channel.receive(event.data));
window.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const view = viewNames[Number(event.key) - 1];
  const { run } = store.data;
  if (view && /^[1-9]$/.test(event.key) && (!run?.log || hasTab(view, run))) {
    const isOther = view !== store.selection.view;
    store.choose({ view });
    if (isOther) tabs.focusShown();
  } else if (event.key.toLowerCase() === 't') store.choose({ isTable: !store.selection.isTable });
});
showView();
// Its answer is the event `state`.
context.ask('ready', {});
