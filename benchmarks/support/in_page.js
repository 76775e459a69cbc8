/**
 * Runs in a page before its own scripts, and notes when things happen there: milliseconds since 1970, on the clock that all
 * pages and processes of this machine share.
 */
(() => {
  const now = () => performance.timeOrigin + performance.now();

  /** Calls back when the browser has drawn what stands in the page now. */
  function drawn(callback) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => callback(now());
      channel.port2.postMessage(null);
    });
  }

  const bench = { keys: [], sent: [], seen: [], opened: {}, skew: () => now() - Date.now() };
  window.bench = bench;

  addEventListener(
    "keydown",
    (event) => bench.keys.push({ key: event.key, at: performance.timeOrigin + event.timeStamp }),
    true,
  );

  // What is typed, as it leaves the browser.
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    const [, command] = /^42\d+(\["command".*)$/s.exec(data) ?? [];
    if (command) {
      const { change = [] } = JSON.parse(command)[1].payload;
      bench.sent.push({ at: now(), words: change.map(({ insert }) => insert ?? "").join("") });
    }
    return send.call(this, data);
  };

  /** Notes each wording that this paragraph shows, when it stands in the page and when it is drawn. */
  bench.watch = (paragraph) => {
    let last = "";
    new MutationObserver(() => {
      const at = now();
      const text = document.querySelector(`[id="${paragraph}"] .wording`)?.textContent ?? "";
      if (text === last) return;
      last = text;
      const noted = { text, at, drawn: null };
      bench.seen.push(noted);
      drawn((time) => {
        noted.drawn = time;
      });
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  };

  /** Notes when the first paragraph is drawn. */
  const first = new MutationObserver(() => {
    const found = document.querySelector("article.p:not(.heading) .wording, .set .p p");
    if (!found?.textContent) return;
    first.disconnect();
    bench.row = found.closest("article.p");
    drawn((time) => {
      bench.opened.paragraph = time - performance.timeOrigin;
    });
  });
  first.observe(document, { childList: true, subtree: true });

  /** Clicks on the first paragraph as soon as it is drawn, until an editor has the caret, and notes when. */
  bench.write = () => {
    const editor = bench.row?.querySelector("[contenteditable=true]");
    if (editor?.contains(document.activeElement)) {
      bench.opened.editor = performance.now();
      return;
    }
    if (bench.opened.paragraph) bench.row.querySelector(".wording")?.click();
    setTimeout(bench.write);
  };

  /**
   * Watches what a typist feels. The answer ends it, and says: the times between animation frames; how long the slowest event
   * of each interaction took to the next paint, as the browser tells it (in steps of 8, and only from 16 on); how long tasks
   * took that took more than 50. All in milliseconds.
   */
  bench.feel = () => {
    const felt = { frames: [], interactions: {}, tasks: [] };
    let last = null;
    let ended = false;
    requestAnimationFrame(function frame(at) {
      if (last !== null) felt.frames.push(at - last);
      last = at;
      if (!ended) requestAnimationFrame(frame);
    });
    const take = (entries) => {
      for (const { entryType, interactionId, duration } of entries) {
        if (entryType === "longtask") felt.tasks.push(duration);
        else if (interactionId)
          felt.interactions[interactionId] = Math.max(felt.interactions[interactionId] ?? 0, duration);
      }
    };
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: "event", durationThreshold: 16 });
    observer.observe({ type: "longtask" });
    return () => {
      ended = true;
      take(observer.takeRecords());
      observer.disconnect();
      return felt;
    };
  };
})();
