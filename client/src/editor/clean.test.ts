// @vitest-environment jsdom
import { expect, test } from "vitest";
import { cleanText, piecesOfHtml, piecesOfText } from "./clean.ts";

test("a plain text becomes one line without controls, overrides or brackets", () => {
  const text = "  States\r\nshould\tnot\u202e \u0007[shall] \u200bact\u00a0; \ud800 \ud83d\ude00  ";
  expect(piecesOfText(text)).toEqual([{ text: "States should not shall act\u00a0; \ud83d\ude00" }]);
});

test("a text of nothing but white space is nothing", () => {
  expect(piecesOfText(" \r\n\t ")).toEqual([]);
  expect(piecesOfHtml("<p>&nbsp;</p>\r\n<p><br></p>")).toEqual([]);
});

test("accents come in one piece with their letters", () => {
  expect(cleanText("e\u0301")).toBe("\u00e9");
});

test("joiners and marks of direction, which Arabic needs, stay", () => {
  expect(cleanText("\u0645\u064f\u200c\u200d\u200f\u061c")).toBe("\u0645\u064f\u200c\u200d\u200f\u061c");
});

test("bold and italic stay, everything else of HTML goes", () => {
  const html = `<meta charset="utf-8"><style>p { color: red }</style><script>alert(1)</script>
    <h1>Title</h1><p>States <b>sh<i>all</i></b> <span style="font-weight: 700">act</span>
    <a href="javascript:alert(1)">now</a><img src="x" onerror="alert(1)">.</p>`;
  expect(piecesOfHtml(html)).toEqual([
    { text: "Title States ", formats: {} },
    { text: "sh", formats: { bold: true } },
    { text: "all", formats: { bold: true, italic: true } },
    { text: " ", formats: {} },
    { text: "act", formats: { bold: true } },
    { text: " now.", formats: {} },
  ]);
});

test("what Word copies is read without list numbers, comments, footnote marks, hidden and deleted text", () => {
  const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><o:x>junk</o:x></xml><![endif]-->
    <style><!-- /* Style Definitions */ p.MsoNormal {mso-style-parent:"";} --></style></head>
    <body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
    <p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
      style='mso-list:Ignore'>12.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>States
      <i style='mso-bidi-font-style:normal'>shall</i> <del cite="mailto:x">not </del><ins>ensure</ins><a
      style='mso-footnote-id:ftn1' href="#_ftn1"><span class=MsoFootnoteReference>[1]</span></a><span
      style='display:none;mso-hide:all'>hidden</span><span class=MsoCommentReference><a class=msocomanchor>[A1]</a></span>
      peace.<o:p></o:p></p><!--EndFragment--><div style='mso-element:footnote-list'><p>[1] A note.</p></div></body></html>`;
  expect(piecesOfHtml(html)).toEqual([
    { text: "States ", formats: {} },
    { text: "shall", formats: { italic: true } },
    { text: " ensure peace.", formats: {} },
  ]);
});

test("a wrapper that says it is not bold is not", () => {
  const html = `<b style="font-weight:normal" id="docs-internal-guid-1"><span style="font-style:italic">a</span> b</b>`;
  expect(piecesOfHtml(html)).toEqual([
    { text: "a", formats: { italic: true } },
    { text: " b", formats: {} },
  ]);
});
