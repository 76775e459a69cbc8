/** A wording as it is printed: bold brackets, insertions bold, deletions struck through, attributions small after a dash. */
import type { ComponentChildren } from "preact";
import { t } from "../../i18n";
import { attribution, type CloseToken, type TextToken, type Token } from "../../record/brackets";
import { printed } from "../../record/readings";
import type { Embed } from "../../record/types";
import { type Delegations, shortName } from "../names";
import { cutText, type Range } from "./fresh";

export interface CaretMark {
  index: number;
  who: string;
}

interface Props {
  tokens: Token[];
  delegations: Delegations;
  /** Whose proposals are told apart by an underline. */
  isOwn?: (proposal: string) => boolean;
  attributions?: boolean;
  /** Proposals of a captured line that is not recorded yet. */
  previewed?: readonly string[];
  /** The proposal that is in hand. */
  target?: string | null;
  carets?: readonly CaretMark[];
  fresh?: Range | null;
  footnote?: (paragraph: string) => string;
}

export function Wording(props: Props) {
  return (
    <>
      {printed(props.tokens).map((token, index) => {
        if (token.type === "text") return <Text key={index} token={token} {...props} />;
        const classes = bracketClass(token.proposals, token.continued, props);
        if (token.type === "open")
          return (
            <span key={index} class={`br ${classes}`}>
              [
            </span>
          );
        return <Close key={index} token={token} classes={classes} {...props} />;
      })}
      <CaretsAtEnd {...props} />
    </>
  );
}

/** Carets after the last character stand before no run. */
function CaretsAtEnd({ tokens, carets = [] }: Props) {
  const size = tokens.reduce((at, token) => (token.type === "text" ? at + sizeOf(token) : at), 0);
  return <Carets carets={carets.filter((caret) => caret.index >= size)} />;
}

function sizeOf({ content }: TextToken): number {
  return typeof content === "string" ? content.length : 1;
}

function Carets({ carets }: { carets: readonly CaretMark[] }) {
  return (
    <>
      {carets.map((caret) => (
        <span key={caret.who} class="caret" data-who={caret.who} aria-hidden="true" />
      ))}
    </>
  );
}

function bracketClass(proposals: string[], continued: boolean, { isOwn, target, previewed }: Props): string {
  const names = [];
  if (previewed?.some((one) => proposals.includes(one))) names.push("previewed");
  if (isOwn && proposals.some(isOwn)) names.push("own");
  if (target && proposals.includes(target)) names.push("target");
  if (continued) names.push("continued");
  return names.join(" ");
}

function Close({ token, classes, ...props }: Props & { token: CloseToken; classes: string }) {
  const who =
    props.attributions === false
      ? ""
      : attribution(token.parts, (code) => shortName(props.delegations, code));
  const long = who.length > 36;
  return (
    <>
      {who !== "" && " "}
      {who !== "" && (
        <span class={`att ${classes} ${long ? "long" : ""}`}>
          – {who}
          {token.continued ? ` (${t("brackets.continued")})` : ""}
        </span>
      )}
      <span class={`br ${classes}`}>]</span>
      {classes.includes("previewed") && !token.continued && (
        <small class="preview-tag">{t("capture.preview")}</small>
      )}
    </>
  );
}

function Text({ token, ...props }: Props & { token: TextToken }) {
  const content =
    typeof token.content === "string" ? (
      <Characters text={token.content} at={token.at} {...props} />
    ) : (
      <EmbedMark embed={token.content} {...props} />
    );
  return faced(token, props, content);
}

/** Characters in the face of what is proposed about them, and in their own formats. */
function faced(
  token: TextToken,
  { isOwn, target, previewed }: Props,
  content: ComponentChildren,
): ComponentChildren {
  const { bold, italic, underline } = token.attributes;
  const named = [...(token.ins === null ? [] : [token.ins]), ...token.dels];
  const own = isOwn && named.some(isOwn) ? "own" : "";
  const shown = previewed?.some((one) => named.includes(one)) ? "previewed" : "";
  const classes = `${own} ${target && named.includes(target) ? "target" : ""} ${shown}`.trim() || undefined;
  let node = content;
  if (bold) node = <strong>{node}</strong>;
  if (italic) node = <em>{node}</em>;
  if (underline) node = <u>{node}</u>;
  if (token.ins !== null) node = <ins class={classes}>{node}</ins>;
  if (token.dels.length > 0) node = <del class={classes}>{node}</del>;
  return node;
}

function Characters({ text, at, fresh = null, carets = [] }: Props & { text: string; at: number }) {
  if (fresh === null && carets.length === 0) return <>{text}</>;
  const cuts = cutText(
    text,
    at,
    fresh,
    carets.map((caret) => caret.index),
  );
  return (
    <>
      {cuts.map((cut) => (
        <>
          <Carets carets={carets.filter((caret) => caret.index === cut.at)} />
          {cut.fresh ? <span class="new">{cut.text}</span> : cut.text}
        </>
      ))}
    </>
  );
}

function EmbedMark({ embed, footnote }: Props & { embed: Embed }) {
  if ("footnote" in embed) return <sup class="fn">{footnote?.(embed.footnote) ?? "*"}</sup>;
  if ("repair" in embed)
    return (
      <span class="repair" title={t("brackets.repair")}>
        {embed.repair}
      </span>
    );
  return <span class="blank" role="img" aria-label={t("brackets.blank")} />;
}
