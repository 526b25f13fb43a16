/** The style of the page; it follows the reader's choice of light or dark. */
export const STYLE = `
:root { color-scheme: light dark; --edge: light-dark(#d0d7de, #3d444d); --dim: light-dark(#59636e, #9198a1);
  --back: light-dark(#fff, #0d1117); --soft: light-dark(#f6f8fa, #151b23); --mark: light-dark(#0969da, #4493f8);
  --old: light-dark(#ffebe9, #4b1113); --new: light-dark(#dafbe1, #12361f); --hot: light-dark(#cf222e, #f85149); }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; background: var(--back); }
code, td, .text { font: 12px/1.5 ui-monospace, monospace; }
code { background: var(--soft); border: 1px solid var(--edge); border-radius: 4px; padding: 0 3px; overflow-wrap: anywhere; }
header { position: sticky; top: 0; z-index: 1; background: var(--back); border-bottom: 1px solid var(--edge); padding: 12px 20px; }
h1 { font-size: 17px; margin: 0 0 4px; font-weight: 600; }
header p { margin: 2px 0; color: var(--dim); }
.tools, #groups { display: flex; gap: 8px; flex-wrap: wrap; align-items: center; }
.tools { margin-top: 8px; }
input, select, button { font: inherit; padding: 4px 8px; border: 1px solid var(--edge); border-radius: 6px; background: var(--soft); color: inherit; }
input { flex: 1 1 260px; }
button[aria-pressed=false] { opacity: 0.45; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
main { padding: 8px 20px 60px; max-width: 1500px; margin: auto; }
section > h2 { font-size: 15px; margin: 20px 0 6px; }
section.needs-hand > h2, section.irreversible > h2 { color: var(--hot); }
details { border: 1px solid var(--edge); border-radius: 6px; margin: 4px 0; content-visibility: auto; contain-intrinsic-size: auto 34px; }
details.below { margin-left: 24px; }
summary { padding: 5px 10px; cursor: pointer; overflow-wrap: anywhere; }
details[open] > summary { border-bottom: 1px solid var(--edge); background: var(--soft); }
.body { padding: 8px 12px; }
.note, .clusters, .causes { color: var(--dim); font-size: 13px; margin: 4px 0; overflow-wrap: anywhere; }
ol { margin: 4px 0; padding-left: 24px; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 6px; }
th { text-align: left; font-weight: 600; color: var(--dim); font-size: 12px; }
th, td { padding: 3px 6px; border: 1px solid var(--edge); vertical-align: top; overflow-wrap: anywhere; white-space: pre-wrap; }
td.old { background: var(--old); } td.new { background: var(--new); }
tr.same td { background: none; color: var(--dim); }
.none { color: var(--dim); padding: 20px 0; }
footer { color: var(--dim); padding: 12px 20px; border-top: 1px solid var(--edge); }
kbd { border: 1px solid var(--edge); border-radius: 4px; padding: 0 4px; font-size: 12px; }
`;
