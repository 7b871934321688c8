// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let consoleCSS = ##"""
/* The console's look: one column of quiet panels, the same colours as the reports, light and dark. */

:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #17181a);
  --panel: light-dark(#f6f7f8, #1f2124);
  --field: light-dark(#ffffff, #17181a);
  --text: light-dark(#1c1c1e, #e8e8ea);
  --quiet: light-dark(#5f6368, #a2a6ab);
  --faint: light-dark(#c3c7cc, #4a4e53);
  --rule: light-dark(#d9dbde, #3a3d41);
  --edge: light-dark(#8a9097, #73787e);
  --accent: light-dark(#0b63a5, #6cb6f0);
  --on-accent: light-dark(#ffffff, #0d1b26);
  --good: light-dark(#00795a, #3fcfa0);
  --busy: light-dark(#8a6d00, #e6c84a);
  --bad: light-dark(#b3261e, #ff8a80);
  --bad-ground: light-dark(#fdf1f0, #2d1c1b);
  --shade: light-dark(rgb(0 0 0 / 0.14), rgb(0 0 0 / 0.5));
  --s0: light-dark(#0b63a5, #6cb6f0);
  --s1: light-dark(#bd4b00, #ff9a4d);
  --s2: light-dark(#00795a, #3fcfa0);
  --s3: light-dark(#a83a83, #e58cc6);
  --s4: light-dark(#8a6d00, #e6c84a);
  --s5: light-dark(#6a4fc4, #b09cf5);
  --s6: light-dark(#b3261e, #ff8a80);
  --s7: light-dark(#2f9bb8, #8fdcf0);
  --s8: light-dark(#6d8b1d, #b9da6a);
  --s9: light-dark(#7a5a45, #d0ab91);
  --row: 52px;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }

* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scrollbar-gutter: stable; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:not(:hover) { text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1:focus-visible, main:focus-visible { outline: none; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.6rem; }
h3 { font-size: 1rem; margin: 0 0 0.3rem; }
h3 small, dd small { color: var(--quiet); font-weight: 400; font-size: 0.85rem; }
p { margin: 0.5rem 0; }
pre { margin: 0.5rem 0; }
code, .code, .id, pre { font-family: var(--mono); font-size: 0.87rem; }
h2.id { font-size: 1.1rem; font-family: inherit; font-variant-numeric: tabular-nums; }
strong.name { overflow-wrap: anywhere; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.faint { color: var(--quiet); font-size: 0.9rem; }
.line { color: var(--quiet); padding: 0.7rem 0.9rem; border-left: 3px solid var(--rule); background: var(--panel); border-radius: 0 6px 6px 0; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--accent); color: var(--on-accent); padding: 0.5rem 1rem; border-radius: 0 0 6px 6px; z-index: 9; }
.skip:focus { top: 0; }

/* The frame */
.top { display: flex; align-items: center; gap: 1.5rem; padding: 0.55rem max(1.25rem, calc((100% - 1180px) / 2)); border-bottom: 1px solid var(--rule); }
.brand { display: flex; align-items: center; gap: 0.5rem; font-weight: 650; font-size: 1.05rem; color: var(--text); text-decoration: none; letter-spacing: -0.01em; }
.brand img { display: block; }
.main-nav { display: flex; gap: 1.1rem; flex: 1; }
.main-nav a, .tabs a { color: var(--quiet); text-decoration: none; }
.main-nav a:hover, .tabs a:hover { color: var(--text); }
.main-nav a[aria-current] { color: var(--text); font-weight: 600; }
.top-tools { display: flex; gap: 0.25rem; }
main { flex: 1; width: 100%; max-width: 1220px; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
.foot { border-top: 1px solid var(--rule); color: var(--quiet); font-size: 0.85rem; padding: 0.8rem max(1.25rem, calc((100% - 1180px) / 2)); }
.crumbs { display: flex; gap: 0.4rem; font-size: 0.9rem; color: var(--quiet); }
.crumbs + h1 { margin-bottom: 0.5rem; }
.tabs { display: flex; gap: 1.4rem; border-bottom: 1px solid var(--rule); margin-bottom: 1.4rem; overflow-x: auto; scrollbar-width: none; }
.tabs a { padding: 0.5rem 0.1rem; border-bottom: 2px solid transparent; white-space: nowrap; }
.tabs a[aria-current] { color: var(--text); font-weight: 600; border-bottom-color: var(--accent); }
.tabs a:focus-visible { outline-offset: -3px; }
[aria-busy="true"]:empty::before, .view[aria-busy="true"]:empty::before { content: "Loading…"; color: var(--quiet); }
.answers[aria-busy="true"], .answer[aria-busy="true"] { opacity: 0.55; }

/* Controls */
button, .button, input, select, textarea { font: inherit; color: inherit; }
button, .button { background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 0.36rem 0.85rem; cursor: pointer; text-decoration: none; color: var(--text); white-space: nowrap; line-height: 1.4; }
button:hover:not(:disabled), .button:hover { border-color: var(--edge); }
button:disabled { opacity: 0.45; cursor: default; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 550; }
button.primary:hover:not(:disabled) { filter: brightness(1.1); }
button.danger { color: var(--bad); border-color: color-mix(in srgb, var(--bad) 45%, transparent); background: transparent; }
dialog button.danger { background: var(--bad); color: var(--on-accent); border-color: var(--bad); }
button.quiet { background: transparent; border-color: transparent; color: var(--accent); padding-inline: 0.6rem; }
.top-tools button.quiet { color: var(--quiet); font-size: 0.9rem; }
input:not([type="checkbox"], [type="radio"]), select, textarea { background: var(--field); border: 1px solid var(--edge); border-radius: 6px; padding: 0.36rem 0.6rem; min-width: 0; width: 100%; line-height: 1.4; }
select { padding-right: 0.3rem; }
input:disabled, select:disabled { opacity: 0.5; }
input[aria-invalid="true"] { border-color: var(--bad); }
input[type="checkbox"], input[type="radio"] { accent-color: var(--accent); width: 1rem; height: 1rem; margin: 0; }
input[type="number"] { width: 8.5rem; }
textarea { resize: vertical; display: block; }
::placeholder { color: var(--quiet); opacity: 0.75; }
.field { display: flex; flex-direction: column; gap: 0.2rem; position: relative; }
.field > label { font-size: 0.85rem; color: var(--quiet); }
.field .hint, .field .problem { font-size: 0.85rem; color: var(--quiet); margin: 0; }
.field .problem, .problem { color: var(--bad); margin: 0; }
.row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: flex-end; }
.row:has(.hint, .problem:not([hidden])) { align-items: flex-start; }
.row:has(.problem:not([hidden])) > button { margin-top: 1.55rem; }
.row .grow, .grow { flex: 1 1 20rem; }
.stack { display: flex; flex-direction: column; gap: 0.9rem; }
.split { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; justify-content: space-between; }
.split > form:first-child { flex: 1 1 26rem; }
fieldset { border: 1px solid var(--rule); border-radius: 8px; padding: 0.6rem 0.9rem 0.9rem; margin: 0; min-width: 0; }
legend { font-size: 0.85rem; color: var(--quiet); padding: 0 0.35rem; }
.radios { display: flex; gap: 1.4rem; border: 0; padding: 0; }
.radio, .check { display: inline-flex; gap: 0.45rem; align-items: center; }
.panel { background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 1rem 1.1rem; }
.panel h2 { margin: 0; }
.panel p { margin: 0; }
.actions { display: flex; gap: 0.75rem; justify-content: flex-end; align-items: center; flex-wrap: wrap; }
.actions.start { justify-content: flex-start; }
.toolbar { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin-bottom: 1rem; }
.toolbar h2 { flex: 1 1 auto; margin: 0; overflow-wrap: anywhere; }
.toolbar .progress { flex: 1; }
details > summary { cursor: pointer; color: var(--accent); width: fit-content; font-size: 0.9rem; }
details[open] > summary { margin-bottom: 0.6rem; }
.view > details { margin: 0.7rem 0; }
.guide ul { margin: 0.3rem 0 0.3rem; padding-left: 1.1rem; color: var(--quiet); font-size: 0.9rem; }
.guide code { color: var(--text); }
.danger-zone { margin-top: 2.5rem; padding-top: 1.2rem; border-top: 1px solid var(--rule); }

/* Tables, figures, states */
.table { overflow-x: auto; margin: 0.6rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.5rem 0.9rem 0.5rem 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; }
thead th { color: var(--quiet); font-size: 0.85rem; font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
tbody th.id, tbody th a.id { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.number, td.number { padding-right: 2rem; }
th.number:last-child, td.number:last-child { padding-right: 0.4rem; }
td button { margin: -0.3rem 0; }
td.cut { max-width: 19rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.9rem 1.5rem; margin: 0 0 1.2rem; }
.figures dt { color: var(--quiet); font-size: 0.85rem; }
.figures dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
.figures dd small { display: block; letter-spacing: 0; white-space: nowrap; }
.figures .state { font-size: 1.15rem; }
.state { display: inline-flex; align-items: center; gap: 0.45rem; white-space: nowrap; }
.state::before { content: ""; width: 0.6em; height: 0.6em; border-radius: 50%; background: var(--quiet); flex: none; }
.state.good::before { background: var(--good); }
.state.busy::before { background: var(--busy); border-radius: 0; transform: rotate(45deg); }
.state.bad::before { background: var(--bad); border-radius: 1px; }
.state.idle::before { background: transparent; box-shadow: inset 0 0 0 2px var(--quiet); }
.states { display: flex; flex-direction: column; }
.pager { display: flex; gap: 0.5rem; align-items: center; margin-top: 0.8rem; }
.problem-box { border: 1px solid color-mix(in srgb, var(--bad) 50%, transparent); background: var(--bad-ground); border-radius: 8px; padding: 0.7rem 1rem; margin: 0.6rem 0; overflow-wrap: anywhere; }
progress { width: 100%; max-width: 26rem; height: 0.55rem; accent-color: var(--accent); }
.progress { display: flex; gap: 0.9rem; align-items: center; margin: 0.7rem 0; flex-wrap: wrap; }
.progress-text { color: var(--quiet); font-size: 0.9rem; font-variant-numeric: tabular-nums; }

/* Payloads and vectors */
pre.code { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 0.8rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 32rem; overflow: auto; }
pre.short { max-height: 8rem; }
.json-key { color: var(--s0); }
.json-text { color: var(--s2); }
.json-value { color: var(--s1); }
.bars { max-width: 100%; display: block; }
.bars .above { fill: var(--s0); }
.bars .below { fill: var(--s1); }
.vector { margin-bottom: 1.2rem; }

/* Answers */
.answers { margin-top: 1.4rem; }
.verdict .state { margin-right: 0.8rem; font-weight: 600; }
.answer { min-width: 0; }
.hits { list-style: none; margin: 0; padding: 0; }
.hit { display: flex; gap: 0.7rem; align-items: center; height: var(--row); border-bottom: 1px solid var(--rule); }
.rank { flex: none; width: 1.8rem; text-align: right; color: var(--quiet); font-variant-numeric: tabular-nums; }
.hit-text { flex: 1; min-width: 0; }
.hit-text > * { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hit-text > a { width: fit-content; max-width: 100%; }
.hit-text small { color: var(--quiet); }
.score { flex: none; font-variant-numeric: tabular-nums; color: var(--quiet); }
.compare { display: grid; grid-template-columns: minmax(0, 1fr) 5rem minmax(0, 1fr); column-gap: 0.6rem; }
.links { width: 100%; align-self: end; overflow: visible; grid-row: 1; }
.compare .answer { grid-row: 1; align-self: start; }
.compare .answer:first-child { grid-column: 1; }
.compare .answer:last-child { grid-column: 3; }
.link { fill: none; stroke: var(--faint); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.link.up { stroke: var(--good); }
.link.down { stroke: var(--s1); }
.move { flex: none; font-size: 0.8rem; min-width: 2.6rem; text-align: center; border-radius: 99px; padding: 0.05rem 0.45rem; color: var(--quiet); border: 1px solid var(--rule); font-variant-numeric: tabular-nums; }
.move.up { color: var(--good); border-color: currentColor; }
.move.down { color: var(--s1); border-color: currentColor; }
.move.new { color: var(--on-accent); background: var(--good); border-color: var(--good); }
.move.same { border-color: transparent; }

/* The map */
.canvas-box { position: relative; height: min(68vh, 620px); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; margin-top: 0.6rem; }
.canvas-box canvas { display: block; width: 100%; height: 100%; touch-action: none; cursor: crosshair; }
.canvas-box canvas:focus-visible { outline-offset: -3px; }
.stage-tools { position: absolute; right: 0.6rem; top: 0.6rem; display: flex; gap: 0.3rem; }
.stage-tools button { min-width: 2.2rem; padding: 0.2rem 0.6rem; }
.tip { position: absolute; max-width: min(22rem, 80%); background: var(--ground); border: 1px solid var(--edge); border-radius: 6px; padding: 0.45rem 0.7rem; font-size: 0.88rem; pointer-events: none; box-shadow: 0 3px 14px var(--shade); overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 0.35rem; margin-top: 0.7rem; }
.legend-item { display: inline-flex; align-items: center; gap: 0.4rem; font-size: 0.88rem; padding: 0.15rem 0.6rem; border-radius: 99px; }
.legend-item small { color: var(--quiet); }
button.legend-item { background: transparent; }
button.legend-item[aria-pressed="true"] { border-color: var(--text); background: var(--panel); }
.swatch { width: 0.75rem; height: 0.75rem; border-radius: 50%; flex: none; }

/* Plots */
.plot { margin: 0.8rem 0; min-width: 0; }
.plot svg { display: block; max-width: 100%; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; }
.grid { stroke: var(--rule); stroke-width: 1; }
.tick, .title, .label { fill: var(--quiet); font-size: 12px; }
.label { fill: var(--text); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.whisker { stroke-width: 2; opacity: 0.5; }
.whisker.wide { stroke-width: 5; opacity: 0.3; stroke-linecap: round; }
.curve.c0, .whisker.c0 { stroke: var(--s0); }
.curve.c1, .whisker.c1 { stroke: var(--s1); }
.dot.c0 { fill: var(--s0); }
.dot.c1 { fill: var(--s1); }
.dot.hollow { fill: var(--ground); stroke: var(--quiet); stroke-width: 1.6; }
figcaption { display: flex; gap: 1.2rem; font-size: 0.88rem; color: var(--quiet); padding-left: 58px; }
.legend-line::before { content: ""; display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 50%; margin-right: 0.4rem; }
.legend-line.c0::before { background: var(--s0); }
.legend-line.c1::before { background: var(--s1); }
.evaluation { display: flex; flex-wrap: wrap; gap: 0.2rem 0.8rem; align-items: center; font-variant-numeric: tabular-nums; }
.gain { flex: none; }

/* Dialogs and messages */
dialog { border: 1px solid var(--rule); border-radius: 12px; padding: 1.3rem 1.4rem; background: var(--ground); color: var(--text); width: min(44rem, calc(100vw - 2rem)); box-shadow: 0 12px 48px var(--shade); }
dialog:not(:has(fieldset)) { width: min(30rem, calc(100vw - 2rem)); }
dialog::backdrop { background: rgb(0 0 0 / 0.45); }
dialog fieldset.row > .field { flex: 1 1 7.5rem; }
dialog fieldset.row input[type="number"] { width: 100%; }
dialog h2 { margin: 0 0 0.8rem; }
#messages { position: fixed; right: 1rem; bottom: 1rem; display: flex; flex-direction: column; gap: 0.5rem; z-index: 5; max-width: calc(100vw - 2rem); }
.message { display: flex; gap: 0.8rem; align-items: center; background: var(--text); color: var(--ground); border-radius: 8px; padding: 0.5rem 0.5rem 0.5rem 1rem; box-shadow: 0 4px 18px var(--shade); }
.message button.quiet { color: inherit; text-decoration: underline; }

@media (max-width: 720px) {
  .top { gap: 0.5rem 1rem; flex-wrap: wrap; }
  .top-tools { margin-left: auto; }
  .main-nav { order: 3; flex-basis: 100%; }
  main { padding-top: 1rem; }
  h1 { font-size: 1.35rem; }
  .figures { grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 0.7rem 1rem; }
  .row > .field:not(.grow) { flex: 1 1 8rem; }
  .row .grow { flex-basis: 100%; }
  input[type="number"] { width: 100%; }
  .split > form { flex: 1 1 100%; }
  .compare { grid-template-columns: minmax(0, 1fr); row-gap: 1.4rem; }
  .compare .answer, .compare .answer:first-child, .compare .answer:last-child { grid-column: 1; grid-row: auto; }
  .links { display: none; }
  .canvas-box { height: 60vh; }
  /* Rows of tables become cards. */
  .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table table, .table tbody, .table tr, .table th, .table td { display: block; }
  .table tr { border: 1px solid var(--rule); border-radius: 8px; padding: 0.5rem 0.8rem; margin-bottom: 0.6rem; }
  .table tbody th, .table tbody td, .table tbody td.number { border: 0; padding: 0.12rem 0; }
  .table tbody td { display: flex; gap: 1rem; justify-content: space-between; text-align: right; min-width: 0; }
  .table tbody td:empty { display: none; }
  .table tbody td::before { content: attr(data-title); color: var(--quiet); font-size: 0.85rem; flex: none; text-align: left; }
  td button { margin: -0.3rem 0; }
td.cut { max-width: none; white-space: normal; overflow-wrap: anywhere; }
  .evaluation { justify-content: flex-end; }
  figcaption { padding-left: 0; }
}
@media (prefers-reduced-motion: no-preference) {
  button, .button, .tabs a { transition: border-color 120ms, background-color 120ms, color 120ms; }
}
@media (forced-colors: active) {
  .state::before, .swatch { forced-color-adjust: none; }
}

"""##
}
#endif
