// The style sheet of the HTML report: on A4 and on a screen, in colour and without.
#pragma once

namespace sekisho::report {

constexpr const char* kStyle = R"css(
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; } }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 64px; max-width: 200mm; color: #111; background: #fff;
  font: 10pt/1.55 "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo, "IPAexGothic", sans-serif; }
header { border-bottom: 3px double #111; margin-bottom: 14px; padding-bottom: 8px; }
h1 { font-size: 18pt; margin: 0; line-height: 1.3; }
.subtitle { font-size: 13pt; margin: 2px 0 0; }
h2 { font-size: 13.5pt; margin: 26px 0 8px; padding: 3px 8px; border-left: 6px solid #111; background: #eee; }
h3 { font-size: 11.5pt; margin: 18px 0 6px; border-bottom: 1px solid #888; }
h4 { font-size: 10.5pt; margin: 16px 0 3px; }
p { margin: 6px 0; }
nav { font-size: 9.5pt; margin: 10px 0; }
nav ol { columns: 2; margin: 0; padding-left: 0; list-style: none; }
a { color: inherit; }
table { width: 100%; border-collapse: collapse; margin: 6px 0 12px; font-size: 8.8pt; line-height: 1.45; table-layout: fixed; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #777; padding: 3px 5px; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
thead th { background: #e4e4e4; }
table.facts th { background: #f1f1f1; font-weight: bold; }
table.matrix { font-size: 8pt; }
table.matrix th, table.matrix td { text-align: center; vertical-align: middle; padding: 2px; }
td.good { font-weight: bold; }
td.bad, p.bad { font-weight: bold; background: #f3d6d6; }
p.bad { padding: 6px 8px; border: 2px solid #111; }
td.look { background: #fdf3d3; }
td.faint { color: #555; }
td.closed { color: #333; background: repeating-linear-gradient(45deg, #e9e9e9 0 3px, #d4d4d4 3px 6px); font-size: 7pt; }
figure { margin: 8px 0; text-align: center; }
svg { width: 100%; height: auto; max-height: 235mm; }
svg .code { font-family: "Noto Sans Mono CJK JP", monospace; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { text-decoration: none; }
  h1, h2, h3, h4 { break-after: avoid; }
  h2.page { break-before: page; }
  thead { display: table-header-group; }
  tr, figure, table.facts, table.matrix, table.short { break-inside: avoid; }
  thead { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
  p { orphans: 2; widows: 2; }
}
)css";

}  // namespace sekisho::report
