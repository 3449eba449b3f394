/** The page's one style sheet. Colours keep 4.5:1 against their ground in both schemes (WCAG 2.2, 1.4.3). */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fbfaf7;--sheet:#ffffff;--ink:#1d2126;--soft:#565d66;--line:#dedbd2;--accent:#1f5673;
--informational:#5b6672;--low:#22776b;--medium:#946200;--high:#b8480e;--critical:#a51d2d;
--proved:#e9f2ee;--judged:#f7efdf;--banner:#f3e6c4;--banner-ink:#4a3600}
@media (prefers-color-scheme:dark){:root{--ground:#15181c;--sheet:#1c2025;--ink:#e8e6e1;--soft:#a9afb7;--line:#343a42;--accent:#8cc4e0;
--informational:#a3afbb;--low:#6fc9ba;--medium:#e0b04e;--high:#f0935c;--critical:#f58590;
--proved:#1c2f29;--judged:#332b1a;--banner:#3d3213;--banner-ink:#f3e2b2}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 "Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L","Noto Serif",Georgia,serif}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,summary:focus-visible,input:focus-visible,.drop:focus-within{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--sheet);padding:.5rem 1rem}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:3rem}
.exercise{background:var(--banner);color:var(--banner-ink);text-align:center;padding:.6rem 1.5rem;font-weight:600}
.eyebrow{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;color:var(--soft);font:600 .8rem/1.4 system-ui,"Noto Sans",sans-serif;letter-spacing:.06em;text-transform:uppercase;margin:0}
.tlp{background:#000;padding:.15rem .6rem;border-radius:.2rem;font-family:ui-monospace,"DejaVu Sans Mono",monospace;letter-spacing:0}
.tlp-amber{color:#ffc000}.tlp-clear{color:#ffffff}
h1{font-size:clamp(1.8rem,4vw,2.7rem);line-height:1.15;font-weight:600;margin:.8rem 0 1rem;text-wrap:balance}
h2{font-size:1.55rem;line-height:1.25;font-weight:600;margin:0 0 .8rem}
h3{font-size:1.1rem;margin:1.2rem 0 .4rem}
.lede{font-size:1.2rem;color:var(--soft);max-width:46rem;margin:0 0 1.8rem}
section{padding:2.2rem 0;border-top:1px solid var(--line)}
p,li{max-width:46rem}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1rem 2rem;margin:0 0 2.2rem}
dl.facts div{border-top:2px solid var(--ink);padding-top:.5rem;min-width:0}
dt{font:600 .8rem/1.4 system-ui,"Noto Sans",sans-serif;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:1rem;margin:1rem 0 1.4rem;padding:0;list-style:none}
.figures li{background:var(--sheet);border:1px solid var(--line);border-radius:.4rem;padding:.8rem 1rem}
.figures b{display:block;font-size:1.7rem;line-height:1.2;font-weight:600;font-variant-numeric:tabular-nums}
.figures span{color:var(--soft);font-size:.92rem}
.boxes{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1.2rem}
.box{border-radius:.5rem;padding:1.2rem 1.4rem;border:1px solid var(--line);background:var(--sheet)}
.box h3{margin-top:0}.box ul{margin:0;padding-left:1.1rem}.box li+li{margin-top:.4rem}
.proved{background:var(--proved)}.judged{background:var(--judged)}
figure{margin:1rem 0 1.6rem;background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:1rem;overflow-x:auto}
figcaption{color:var(--soft);font-size:.92rem;margin-top:.5rem}
.timeline{display:block;width:100%;min-width:36rem;height:auto}
.timeline text{font-family:system-ui,"Noto Sans",sans-serif;font-size:13px;fill:var(--ink)}
.timeline .axis,.timeline .lane-level{fill:var(--soft);font-size:12px}
.rail{stroke:var(--line);stroke-width:2}.tick{stroke:var(--line);stroke-dasharray:2 4}
.mark{fill:var(--informational);stroke:var(--sheet);stroke-width:1.5}
.mark.low{fill:var(--low)}.mark.medium{fill:var(--medium)}.mark.high{fill:var(--high)}.mark.critical{fill:var(--critical)}
.level{font:600 .82rem/1.3 system-ui,"Noto Sans",sans-serif;color:var(--informational);white-space:nowrap}
.level::before{content:"";display:inline-block;width:.62em;height:.62em;border-radius:50%;background:currentColor;margin-right:.4em}
.level.low{color:var(--low)}.level.medium{color:var(--medium)}.level.high{color:var(--high)}.level.critical{color:var(--critical)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem;line-height:1.45}
th{text-align:left;font:600 .8rem/1.4 system-ui,"Noto Sans",sans-serif;color:var(--soft);border-bottom:2px solid var(--ink);padding:.4rem .8rem .4rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.55rem .8rem .55rem 0;vertical-align:top}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
.when{font-variant-numeric:tabular-nums;white-space:nowrap}
code,.mono,pre{font-family:ui-monospace,"SFMono-Regular","DejaVu Sans Mono",Menlo,monospace;font-size:.84em}
code{overflow-wrap:anywhere}
pre{background:var(--ground);border:1px solid var(--line);border-radius:.3rem;padding:.6rem .8rem;margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
details{border-bottom:1px solid var(--line);padding:.5rem 0}summary{cursor:pointer}
.soft{color:var(--soft)}
.drop{border:2px dashed var(--accent);border-radius:.6rem;padding:1.4rem;background:var(--sheet);margin:1rem 0}
.drop.over{background:var(--proved)}
.drop label{font-weight:600;display:block;margin-bottom:.6rem}
input[type=file]{font:inherit;max-width:100%}
#report:empty{display:none}
#report{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:1.2rem 1.4rem;margin-top:1rem}
#report h3{margin:1rem 0 .2rem}#report h3:first-child{margin-top:0}
#report .word{font:600 .82rem/1.3 system-ui,"Noto Sans",sans-serif;border:1px solid currentColor;border-radius:1rem;padding:.1rem .6rem;margin-left:.5rem;white-space:nowrap}
#report .bad{color:var(--critical)}
#report>p{margin:0 0 .3rem}
#report ul{padding-left:1.1rem;margin:.3rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;margin:0 0 1.8rem;padding:0;font:.92rem/1.5 system-ui,"Noto Sans",sans-serif}
footer{color:var(--soft);font-size:.92rem;padding-bottom:4rem}footer p{border-top:1px solid var(--line);padding-top:1.5rem;max-width:none}
@media print{:root{--ground:#fff;--sheet:#fff;--ink:#000;--soft:#333;--line:#bbb;--proved:#fff;--judged:#fff;--banner:#fff;--banner-ink:#000}
body{font-size:10.5pt}section{break-inside:auto;padding:1rem 0}tr,figure,.box{break-inside:avoid}.skip,.drop,nav{display:none}header{padding-top:0}
details::details-content{content-visibility:visible;height:auto}a{color:inherit}.exercise{border-bottom:2px solid #000}}
`;
