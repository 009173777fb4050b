const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** The environment with the editor's proxy (its setting `http.proxy`) where it names none: npm and pip read it there. */
export function withProxy(environment: NodeJS.ProcessEnv, proxy: unknown): NodeJS.ProcessEnv {
  if (typeof proxy !== 'string' || proxy === '' || names.some(name => environment[name])) return environment;
  return { ...environment, HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
}
