/** What the page needs to know of its webview; all of it made by the host. */
export interface PanelPage {
  /** `webview.cspSource`. */
  cspSource: string;
  nonce: string;
  /** As the webview sees them. */
  scriptUri: string;
  styleUri: string | null;
}

/**
 * The panel's page. Scripts: our bundle by its nonce, and the parts that it loads, from our folder only. Nothing inline,
 * nothing from the network, no eval. The toolkit looks for `csp-nonce`: it tries out one style sheet of its own, and without
 * it shows the focus at every click.
 */
export function panelHtml({ cspSource, nonce, scriptUri, styleUri }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    // these two do not follow default-src
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const style = styleUri === null ? '' : `\n<link rel="stylesheet" href="${escapeAttribute(styleUri)}">`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta property="csp-nonce" content="${escapeAttribute(nonce)}">
<title>Layerglass</title>${style}
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${escapeAttribute(scriptUri)}"></script>
</body>
</html>`;
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
