import { randomBytes } from "node:crypto"
import { Uri, type Webview } from "vscode"

/** The folder of the panel's web app, which is all that its page may load from. */
export function appFolder(extension: Uri): Uri {
  return Uri.joinPath(extension, "dist", "webview")
}

/** The page that VS Code shows. It may load the app alone, and start workers of its own making; nothing from elsewhere. */
export function panelPage(webview: Webview, extension: Uri): string {
  const nonce = randomBytes(16).toString("base64url")
  const address = (name: string): string => webview.asWebviewUri(Uri.joinPath(appFolder(extension), name)).toString()
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "img-src data:",
    "worker-src blob:",
  ]
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${address("main.css")}">
    <title>Flow</title>
  </head>
  <body data-vscode-context='{"preventDefaultContextMenuItems": true}'>
    <div id="root"></div>
    <script nonce="${nonce}" src="${address("main.js")}"></script>
  </body>
</html>`
}
