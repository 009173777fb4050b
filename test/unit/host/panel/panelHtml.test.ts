import assert from 'node:assert/strict';
import { panelHtml } from '../../../../extension/host/panel/panelHtml';

const page = {
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'bm9uY2U=',
  scriptUri: 'https://x/panel.js',
  styleUri: null,
};

describe('panelHtml', () => {
  it('allows our scripts by their nonce and nothing inline', () => {
    const html = panelHtml(page);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'nonce-bm9uY2U=' https:\/\/\*\.vscode-cdn\.net;/);
    assert.match(policy, /style-src https:\/\/\*\.vscode-cdn\.net 'nonce-bm9uY2U=';/);
    assert.match(html, /<meta property="csp-nonce" content="bm9uY2U=">/);
    assert.match(policy, /base-uri 'none'; form-action 'none'/);
    assert.doesNotMatch(policy, /unsafe|connect-src|frame-src|object-src/);
    assert.match(html, /<script type="module" nonce="bm9uY2U=" src="https:\/\/x\/panel.js"><\/script>/);
    assert.match(html, /<div id="root"><\/div>/);
    assert.equal((html.match(/<script/g) ?? []).length, 1);
  });

  it('escapes what it is given', () => {
    const html = panelHtml({ ...page, scriptUri: 'https://x/"><script>alert(1)</script>', styleUri: 'a&b' });
    assert.equal((html.match(/<script/g) ?? []).length, 1);
    assert.match(html, /href="a&amp;b"/);
  });
});
