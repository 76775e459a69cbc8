/** The page of a live text. */
import "../styles/text-page.css";
import { serverNow } from "../record/serverClock";
import { App } from "../views/App";
import { openScreen } from "../views/screen";
import { start } from "./start";

void start((session) => <App screen={openScreen(session, serverNow())} />);
