/** The sheet beneath a paragraph, by its kind. */
import type { Paragraph } from "../../record/types";
import type { Sheet } from "../screen";
import { AddSheet } from "./AddSheet";
import { MoveSheet, RelabelSheet, WithdrawSheet } from "./ArrangeSheets";
import { PositionSheet, WholeSheet, WithdrawOwnPositionSheet, WriteAsSheet } from "./DelegateSheets";
import { GavelSheet, PendingSheet, ReopenSheet } from "./GavelSheet";
import { SettleSheet, WithdrawProposalSheet } from "./SettleSheet";
import { SponsorSheet } from "./SponsorSheet";
import { WithdrawPositionSheet } from "./WithdrawPositionSheet";

export function ParagraphSheet({ sheet, paragraph }: { sheet: Sheet; paragraph: Paragraph }) {
  switch (sheet.kind) {
    case "settle":
      return <SettleSheet key={sheet.proposal + sheet.act} sheet={sheet} paragraph={paragraph} />;
    case "withdraw_proposal":
      return <WithdrawProposalSheet key={sheet.proposal} sheet={sheet} paragraph={paragraph} />;
    case "sponsor":
      return <SponsorSheet key={sheet.proposal + sheet.act} sheet={sheet} paragraph={paragraph} />;
    case "gavel":
      return <GavelSheet sheet={sheet} paragraph={paragraph} />;
    case "pending":
      return <PendingSheet paragraph={paragraph} />;
    case "reopen":
      return <ReopenSheet paragraph={paragraph} />;
    case "position":
      return <PositionSheet sheet={sheet} paragraph={paragraph} />;
    case "withdraw_position":
      return <WithdrawPositionSheet key={sheet.of} sheet={sheet} paragraph={paragraph} />;
    case "withdraw_own_position":
      return <WithdrawOwnPositionSheet sheet={sheet} paragraph={paragraph} />;
    case "write_as":
      return <WriteAsSheet key={String(sheet.base)} sheet={sheet} paragraph={paragraph} />;
    case "whole":
      return <WholeSheet key={sheet.as} sheet={sheet} paragraph={paragraph} />;
    case "add":
      return <AddSheet key={`${sheet.place}${sheet.heading}`} sheet={sheet} paragraph={paragraph} />;
    case "move":
      return <MoveSheet paragraph={paragraph} />;
    case "relabel":
      return <RelabelSheet paragraph={paragraph} />;
    case "withdraw":
      return <WithdrawSheet paragraph={paragraph} />;
    default:
      return null;
  }
}
