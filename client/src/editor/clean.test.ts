// @vitest-environment jsdom
import { expect, test } from "vitest";
import { cleanText, piecesOfHtml, piecesOfText } from "./clean.ts";
import { pastedFrom } from "./input.ts";

test("a plain text becomes one line without controls, overrides or brackets", () => {
  const text = "\r\n  States\r\nshould\tnot\u202e \u0007[shall] \u200bact\u00a0; \ud800 \ud83d\ude00 \n";
  expect(piecesOfText(text).pieces).toEqual([{ text: "States should not shall act\u00a0; \ud83d\ude00" }]);
});

test("a text of nothing but white space is nothing", () => {
  expect(piecesOfText(" \r\n\t ").pieces).toEqual([]);
  expect(piecesOfHtml("<p>&nbsp;</p>\r\n<p><br></p>").pieces).toEqual([]);
});

test("accents come in one piece with their letters", () => {
  expect(cleanText("e\u0301").words).toBe("\u00e9");
});

test("joiners and marks of direction, which Arabic needs, stay", () => {
  expect(cleanText("\u0645\u064f\u200c\u200d\u200f\u061c").words).toBe(
    "\u0645\u064f\u200c\u200d\u200f\u061c",
  );
});

test("bold and italic stay, everything else of HTML goes", () => {
  const html = `<meta charset="utf-8"><style>p { color: red }</style><script>alert(1)</script>
    <h1>Title</h1><p>States <b>sh<i>all</i></b> <span style="font-weight: 700">act</span>
    <a href="javascript:alert(1)">now</a><img src="x" onerror="alert(1)">.</p>`;
  expect(piecesOfHtml(html).pieces).toEqual([
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
  expect(piecesOfHtml(html).pieces).toEqual([
    { text: "States ", formats: {} },
    { text: "shall", formats: { italic: true } },
    { text: " ensure peace.", formats: {} },
  ]);
});

test("a wrapper that says it is not bold is not", () => {
  const html = `<b style="font-weight:normal" id="docs-internal-guid-1"><span style="font-style:italic">a</span> b</b>`;
  expect(piecesOfHtml(html).pieces).toEqual([
    { text: "a", formats: { italic: true } },
    { text: " b", formats: {} },
  ]);
});

test("spaces at the ends of what was selected stay, those around blocks do not", () => {
  expect(piecesOfText(" shall ").pieces).toEqual([{ text: " shall " }]);
  const fragment =
    "<html><body>\n<!--StartFragment--><span> shall&nbsp;</span><!--EndFragment-->\n</body></html>";
  expect(piecesOfHtml(fragment).pieces).toEqual([{ text: " shall ", formats: {} }]);
  expect(piecesOfHtml("<p> shall </p>\n<p> act </p>").pieces).toEqual([{ text: "shall act", formats: {} }]);
});

test("what is struck or hidden by a style is no live word, what is underlined by one is underlined", () => {
  const docs = `<b style="font-weight:normal;" id="docs-internal-guid-2"><span
    style="text-decoration:none;white-space:pre-wrap">States </span><span
    style="font-weight:400;text-decoration:line-through;vertical-align:baseline">should</span><span
    style="text-decoration:underline;-webkit-text-decoration-skip:none"> shall</span><span
    style="display:none">not</span><span hidden>not</span><span style="visibility:hidden">not</span><s>not</s> act</b>`;
  expect(piecesOfHtml(docs).pieces).toEqual([
    { text: "States ", formats: {} },
    { text: "shall", formats: { underline: true } },
    { text: " act", formats: {} },
  ]);
});

test("raised and lowered signs have characters of their own, ordinals are plain, and what has none is said", () => {
  const read = (html: string) => {
    const { pieces, lowered } = piecesOfHtml(html);
    return [pieces.map(({ text }) => text).join(""), lowered];
  };
  expect(read("10 m<sup>2</sup> of CO<sub>2</sub>, 10<sup>\u22123</sup>")).toEqual([
    "10 m\u00b2 of CO\u2082, 10\u207b\u00b3",
    false,
  ]);
  expect(read(`x<span style="vertical-align:super;font-size:0.6em">12</span>`)).toEqual([
    "x\u00b9\u00b2",
    false,
  ]);
  expect(read("the 21<sup>st</sup>, le 1<sup>er</sup>")).toEqual(["the 21st, le 1er", false]);
  expect(read("a<sup>bq</sup>")).toEqual(["abq", true]);
});

test("brackets go and glue no words, and that is said", () => {
  const { pieces, brackets } = piecesOfHtml("<b>[should]</b>[shall] act");
  expect(pieces.map(({ text }) => text).join("")).toBe("should shall act");
  expect(brackets).toBe(true);
  expect(piecesOfText("shall").brackets).toBe(false);
});

test("S83: several paragraphs or lines that are pasted become one, and that is said", () => {
  const read = ({ pieces, joined }: ReturnType<typeof piecesOfText>) => [
    pieces.map(({ text }) => text).join(""),
    joined,
  ];
  expect(read(piecesOfText("States act.\r\n\r\nStates report."))).toEqual([
    "States act. States report.",
    true,
  ]);
  expect(read(piecesOfText("States act.\n"))).toEqual(["States act.", false]);
  expect(read(piecesOfHtml("<p>States act.</p>\n<p>States <b>report</b>.</p>"))).toEqual([
    "States act. States report.",
    true,
  ]);
  expect(read(piecesOfHtml("States<br>act"))).toEqual(["States act", true]);
  expect(read(piecesOfHtml("<p>States\nact.</p>"))).toEqual(["States act.", false]);
});

test("an HTML text is read without a style being applied", () => {
  let parsed = "";
  const html = `<p title="style = 'x'" style='color:red'>a <span STYLE = "text-decoration:line-through">b</span></p><style>p{}</style>`;
  piecesOfHtml(html, {}, (given) => {
    parsed = given;
    return new DOMParser().parseFromString(given, "text/html");
  });
  expect(new DOMParser().parseFromString(parsed, "text/html").querySelector("[style], style")).toBeNull();
});

test("E26: words that are struck out where they come from are left out, and that is said", () => {
  const docs = `<b style="font-weight:normal"><span style="text-decoration:none">States </span><span
    style="text-decoration:line-through">should</span><span style="text-decoration:none"> act</span></b>`;
  const read = (html: string) => {
    const { pieces, struck } = piecesOfHtml(html);
    return [pieces.map(({ text }) => text).join(""), struck];
  };
  expect(read(docs)).toEqual(["States act", true]);
  expect(read("<p>States <s>should</s> act</p>")).toEqual(["States act", true]);
  expect(read("<p>States <s> </s>act</p>")).toEqual(["States act", false]);
});

test("E26: a paste of nothing but struck words puts nothing in", () => {
  const data = new Map([
    ["text/html", "<del>should</del>"],
    ["text/plain", "should"],
  ]);
  const transfer = { getData: (kind: string) => data.get(kind) ?? "" } as unknown as DataTransfer;
  expect(pastedFrom(transfer, {} as never)).toMatchObject({ pieces: [], struck: true });
});
