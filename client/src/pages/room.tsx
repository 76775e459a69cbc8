/** The page of the room: it follows the Chair. */
import "../styles/room-page.css";
import { serverNow } from "../record/serverClock";
import { Room } from "../views/room/Room";
import { openScreen } from "../views/screen";
import { start } from "./start";

void start((session) => <Room screen={openScreen(session, serverNow())} />);
