interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The editor's side of the page; it may be acquired once only. */
export const vscodeApi: VsCodeApi = acquireVsCodeApi();
