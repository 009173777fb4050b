import type { PanelParams, PanelRequestName } from '../../extension/protocol/panel';
import type { Reveal } from '../controls/siteLink';
import type { DrawScheduler } from '../state/drawScheduler';
import type { PanelStore } from '../state/panelStore';
import type { RunData } from '../state/runData';

/** What every part of the panel is given. */
export interface PanelContext {
  store: PanelStore;
  data: RunData;
  scheduler: DrawScheduler;
  reveal: Reveal;
  /** Asks the host for something whose result shows by itself; what it refuses is said in a note. `onDone`: it was done. */
  ask<N extends PanelRequestName>(name: N, params: PanelParams<N>, onDone?: () => void): void;
  /** Says something to a screen reader. */
  announce(text: string): void;
}
