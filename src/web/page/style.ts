/** The style sheet of every page. */
import { DARK, LIGHT, properties } from './ink.ts';

/** Narrow sans-serif fonts of the systems first; text in figures is laid out for their widths. */
const FONT =
  '-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans",Ubuntu,Cantarell,"Liberation Sans","Helvetica Neue",Arial,sans-serif';

export const STYLE = `
:root{color-scheme:light dark;${properties(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${properties(DARK)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 ${FONT};font-variant-numeric:tabular-nums}
main{max-width:1104px;margin:0 auto;padding:40px 32px 64px}
h1,h2,p,dl,dd,ul{margin:0}
h2{font-size:21px;line-height:1.3;font-weight:650;letter-spacing:-.01em}
a{color:var(--link);text-underline-offset:3px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.name{font-weight:650;font-size:15px;letter-spacing:.01em;overflow-wrap:anywhere}
.question{color:var(--muted);font-size:18px;max-width:42em;margin-top:4px}
.answer{font-size:30px;line-height:1.28;font-weight:680;letter-spacing:-.018em;max-width:30em;margin-top:20px;text-wrap:pretty}
.counts{max-width:48em;margin-top:14px}
.setting{color:var(--muted);font-size:14.5px;max-width:60em}
.counts+.setting,.answer+.setting{margin-top:14px}
.crumbs{display:flex;gap:18px;font-size:14.5px;margin-bottom:22px}
.live-mark{color:var(--muted)}
.setting .live-mark{margin-left:12px}
.live-mark::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;background:var(--level-2);margin-right:7px}
.live-mark.gone::before,.live-mark.ended::before{background:var(--worse)}
.list-head h1{font-size:28px;letter-spacing:-.018em}
.experiments{list-style:none;padding:0;margin-top:26px}
.experiments li{border-top:1px solid var(--rule);padding:20px 0}
.experiments h2{font-size:18px;overflow-wrap:anywhere}
.experiments p{max-width:52em;margin-top:5px}
.experiments .item-question{color:var(--muted);font-size:15px}
.experiments .item-facts{color:var(--muted);font-size:14px}
.experiments progress{max-width:340px}
.advice{list-style:none;padding:0;max-width:48em;margin-top:18px;font-size:15.5px}
.advice li{padding-left:18px;position:relative}
.advice li::before{content:"›";position:absolute;left:4px}
.advice li+li{margin-top:3px}
.warning{margin-top:18px;padding:12px 16px;border-left:4px solid var(--worse);background:var(--shade);max-width:48em}
.progress{margin-top:20px;max-width:30em}
.so-far{font-size:26px;font-weight:650;letter-spacing:-.015em;line-height:1.3}
.why{color:var(--muted)}
progress{appearance:none;-webkit-appearance:none;display:block;width:100%;height:8px;margin:10px 0;border:0;border-radius:4px;background:var(--shade);overflow:hidden}
progress::-webkit-progress-bar{background:var(--shade)}
progress::-webkit-progress-value{background:var(--better)}
progress::-moz-progress-bar{background:var(--better)}
section.figure,#receipts,#file{margin-top:56px;padding-top:26px;border-top:1px solid var(--rule)}
header+section.figure{margin-top:28px;border-top:0;padding-top:0}
.reading{color:var(--muted);max-width:48em;margin-top:6px;font-size:15.5px}
.drawing{margin-top:18px}
.drawing svg{display:block;max-width:100%;height:auto}
.drawing+.reading{margin-top:12px}
.controls{display:flex;flex-wrap:wrap;gap:8px;margin-top:14px}
.choice{display:flex}
.control{font:inherit;font-size:14px;line-height:1.3;padding:5px 11px;color:var(--ink);background:var(--paper);border:1px solid var(--rule);border-radius:7px;cursor:pointer}
.control:hover{border-color:var(--muted)}
.control[aria-pressed=true]{background:var(--ink);border-color:var(--ink);color:var(--paper)}
.choice .control:first-child{border-radius:7px 0 0 7px}
.choice .control:last-child{border-radius:0 7px 7px 0;border-left-width:0}
.files{display:flex;flex-wrap:wrap;gap:4px 22px;margin-top:14px;font-size:14px;color:var(--muted)}
.save button{font:inherit;color:var(--link);background:none;border:0;padding:2px 4px;min-width:24px;min-height:24px;cursor:pointer;text-decoration:underline;text-underline-offset:3px}
summary{cursor:pointer;padding:2px 0;color:var(--link)}
.numbers{min-width:0;max-width:100%}
.numbers[open]{flex-basis:100%}
.scroll{overflow:auto;max-height:420px;margin-top:10px;border:1px solid var(--rule);border-radius:8px}
table{border-collapse:collapse;font-size:13.5px;color:var(--ink)}
caption{text-align:left;padding:8px 14px;color:var(--muted);position:sticky;left:0}
th,td{padding:5px 14px;text-align:left;white-space:nowrap}
th{position:sticky;top:0;background:var(--shade);font-weight:600}
tbody tr+tr td{border-top:1px solid var(--rule)}
td.number{text-align:right}
.receipts{display:flex;flex-wrap:wrap;gap:28px 56px;margin-top:18px}
.receipts dl{font-size:14.5px}
.receipts dl>div{display:flex;gap:16px;padding:1px 0}
dt{color:var(--muted);min-width:5.6em}
dd{overflow-wrap:anywhere;min-width:0}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
pre{margin:0;padding:16px 18px;font-size:14px;line-height:1.5}
pre code{overflow-wrap:normal}
#file details{margin-top:12px}
footer{margin-top:56px;padding-top:18px;border-top:1px solid var(--rule);color:var(--muted);font-size:13.5px}
@media (max-width:640px){
main{padding:24px 20px 48px}
.answer{font-size:23px;line-height:1.3}
.question{font-size:16.5px}
h2{font-size:19px}
section.figure,#receipts,#file{margin-top:40px;padding-top:20px}
.so-far{font-size:21px}
}
@media print{
@page{size:A4;margin:14mm}
:root{${properties(LIGHT)}}
main{max-width:none;padding:0}
.controls,.save,.numbers,.crumbs{display:none}
.answer{font-size:20pt}
section.figure,#receipts{break-inside:avoid;margin-top:22pt;padding-top:10pt}
h2,.reading{break-after:avoid}
.scroll{max-height:none;border:0}
pre{white-space:pre-wrap}
}
`;

/** Without scripts: drawings keep a width at which they can be read, and what would do nothing is not there. */
export const STYLE_WITHOUT_SCRIPTS =
  '.needs-script{display:none}.drawing{overflow-x:auto}.drawing svg{min-width:720px}';
