import { createHash } from "node:crypto";

const STYLE = `
:root{color-scheme:light dark;--ground:#fbfaf7;--sheet:#fff;--ink:#1d2126;--soft:#565d66;--line:#dedbd2;--accent:#1f5673;--bad:#a51d2d}
@media (prefers-color-scheme:dark){:root{--ground:#15181c;--sheet:#1c2025;--ink:#e8e6e1;--soft:#a9afb7;--line:#343a42;--accent:#8cc4e0;--bad:#f58590}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 "Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L","Noto Serif",Georgia,serif}
main{max-width:48rem;margin:0 auto;padding:3rem 1.5rem}
h1{font-size:2rem;line-height:1.2;font-weight:600;margin:0 0 .8rem}
.soft{color:var(--soft)}
code{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,monospace;font-size:.86em;overflow-wrap:anywhere}
.drop{border:2px dashed var(--accent);border-radius:.6rem;padding:1.6rem;background:var(--sheet);margin:1.4rem 0}
.drop.over{outline:3px solid var(--accent)}
label{font-weight:600;display:block;margin-bottom:.5rem}
input[type=file]{font:inherit;max-width:100%}
input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
details{margin:1rem 0}summary{cursor:pointer}
#report:empty{display:none}
#report{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:1.2rem 1.4rem}
#report h3{font-size:1.1rem;margin:1.2rem 0 .2rem}
#report ul{padding-left:1.1rem;margin:.3rem 0}
#report li{overflow-wrap:anywhere}
.word{font:600 .82rem/1.3 system-ui,sans-serif;border:1px solid currentColor;border-radius:1rem;padding:.1rem .6rem;margin-left:.5rem;white-space:nowrap}
.bad{color:var(--bad)}
`;

/** meridian-verify.html: one page around the browser's bundle. Its policy allows its own script and style by digest, and no network. */
export function verifierPage(script: string): string {
  const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${digest(script)}; style-src ${digest(STYLE)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Meridian verifier</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Meridian verifier</h1>
<p>Checks a dossier on this computer. Nothing is sent anywhere: this page may not use a network. Compare this file's SHA-256 with the one that the project publishes before you rely on it.</p>
<noscript><p>The check is a script, and scripts are off. <code>meridian-verify.mjs</code> does the same on a command line.</p></noscript>
<div class="drop" id="drop"><label for="folder">Select the dossier's folder, or drop it here</label><input type="file" id="folder" webkitdirectory multiple disabled></div>
<details><summary>Your own trust file (optional)</summary><p class="soft">Select it before the folder. It says which keys you know: <code>party</code>, <code>log</code> and <code>witness</code> lines, as in c2sp.org/tlog-policy. Without it the signer is unknown.</p><label for="trust">Trust file</label><input type="file" id="trust"></details>
<div id="report" role="status" aria-live="polite"></div>
<p class="soft">It does not run the findings again; <code>meridian verify DOSSIER --reproduce</code> does.</p>
</main>
<script>${script}</script>
</body>
</html>
`;
}
