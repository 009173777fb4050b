import type { HostToPage } from '../../protocol/page';
import { panelRequests, type PanelEvent, type PanelTable } from '../../protocol/panel';
import { RequestChannel, type Handlers } from './requestChannel';

export type PanelHandlers = Handlers<PanelTable>;

/** The host's end of the channel to the panel's page. */
export class PanelChannel extends RequestChannel<PanelTable, PanelEvent> {
  constructor(
    post: (message: HostToPage<PanelEvent>) => void,
    handlers: PanelHandlers,
    onUnexpected: (error: unknown) => void,
  ) {
    super(panelRequests, post, handlers, onUnexpected);
  }
}
