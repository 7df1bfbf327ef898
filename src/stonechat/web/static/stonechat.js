// What a page does beyond its HTML: the parts of GOV.UK Frontend that are used, the warning before a session
// ends, drafts of what is typed, and telling what changed after a part of the page was swapped. Every page works
// without it.

import { initAll } from "./govuk-frontend.js";

const SECOND = 1000;
const TYPED = "stonechat:typed"; // somebody typed, and the server knows it: the session goes on

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
const drafts = [...document.querySelectorAll("form[data-draft]")].map(draftOf);
warnBeforeTheSessionEnds(document.getElementById("session-warning"), () => Promise.all(drafts.map((keep) => keep())));
tellWhatChanged(document.getElementById("live-region"));
openDetailsForPrint();

// ---------------------------------------------------------------- the session

// The dialog says in its data attributes after how many seconds it opens and after how many the session ends.
// Time is read from the clock, since a laptop that sleeps stops its timers; work in another tab counts too.
// `keepDrafts` keeps what was typed and is not kept yet: when the dialog opens, and before the page is left.
function warnBeforeTheSessionEnds(dialog, keepDrafts) {
  if (!dialog) return;
  const { warnAfter, endAfter, keepAlive, ended } = dialog.dataset;
  const over = async () => {
    await keepDrafts();
    const here = window.location.pathname + window.location.search;
    window.location.assign(`${ended}?next=${encodeURIComponent(here)}`);
  };
  const left = dialog.querySelector("[data-left]");
  const stay = dialog.querySelector("[data-stay]");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("stonechat-session") : null;
  let since = Date.now();

  const begin = () => {
    since = Date.now();
    if (dialog.open) dialog.close();
  };

  const look = () => {
    const gone = (Date.now() - since) / SECOND;
    if (gone >= Number(endAfter)) {
      window.clearInterval(watch);
      over();
    } else if (gone >= Number(warnAfter)) {
      sayHowLong(left, Number(endAfter) - gone);
      if (dialog.open) return;
      dialog.showModal();
      keepDrafts();
    }
  };

  const keep = async () => {
    const token = dialog.querySelector("[name=csrfmiddlewaretoken]");
    const answer = await fetch(keepAlive, {
      method: "POST",
      headers: { "X-CSRFToken": token ? token.value : "" },
      redirect: "manual",
    }).catch(() => null);
    if (answer && answer.ok) {
      begin();
      others?.postMessage("kept");
    } else if (answer) {
      over();
    } else {
      left.textContent = "Stonechat did not answer. Check that it is running, then choose “Stay signed in” again.";
    }
  };

  const watch = window.setInterval(look, 5 * SECOND);
  stay.addEventListener("click", keep);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    keep();
  });
  others?.addEventListener("message", begin);
  others?.postMessage("kept"); // this page was just fetched
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) begin();
  });
  document.addEventListener(TYPED, () => {
    begin();
    others?.postMessage("kept");
  });
  document.addEventListener("visibilitychange", look);
}

// Whole minutes, and under one the tens of seconds, so that it is not read out every second.
function sayHowLong(place, seconds) {
  const tens = Math.max(10, Math.ceil(seconds / 10) * 10);
  const minutes = Math.ceil(seconds / 60);
  const words = seconds > 60 ? `${minutes} minutes` : tens === 60 ? "1 minute" : `${tens} seconds`;
  if (place.textContent !== words) place.textContent = words;
}

// ---------------------------------------------------------------- drafts

// A form says in its data attributes which draft it has, of which boxes, and where it is kept: on the server, never
// in the browser. It is sent a few seconds after typing has stopped, and only if it changed. What comes back keeps
// at once what is not kept yet; nobody may be there then, so it does not move the session's end on.
function draftOf(form) {
  const { draft, draftBoxes, draftTo } = form.dataset;
  const boxes = draftBoxes.split(" ").map((name) => form.elements[name]);
  const typed = () => JSON.stringify(boxes.map((box) => box.value));
  let kept = typed();
  let timer;

  const keep = async (isTyping) => {
    window.clearTimeout(timer);
    const now = typed();
    if (now === kept) return;
    const said = new URLSearchParams(boxes.map((box) => [box.name, box.value]));
    said.set("draft", draft);
    if (isTyping) said.set("typing", "yes");
    const answer = await fetch(draftTo, {
      method: "POST",
      body: said,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      redirect: "manual",
      signal: AbortSignal.timeout(5 * SECOND),
    }).catch(() => null);
    if (!answer || !answer.ok) return;
    kept = now;
    if (isTyping) document.dispatchEvent(new Event(TYPED));
  };

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => keep(true), 3 * SECOND);
  });
  form.addEventListener("submit", () => window.clearTimeout(timer));
  return () => keep(false);
}

// ---------------------------------------------------------------- parts of a page that are swapped

// The new part names its heading with data-results-heading; the heading's data-announce, or its text, is read
// out, and focus goes there. An answer that is not the part (a page to sign in, a refusal in words) is opened as
// the page that it is.
function tellWhatChanged(region) {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo, requestConfig } = event.detail;
    const asked = new URL(pathInfo.finalRequestPath, window.location.href);
    const answered = new URL(xhr.responseURL || asked, window.location.href);
    const isElsewhere = answered.pathname !== asked.pathname;
    if (!isElsewhere && xhr.status < 400) return;
    event.detail.shouldSwap = false;
    if (isElsewhere) window.location.reload(); // the server sends whoever must sign in there, and back
    else if (requestConfig.elt.matches("form[method=get]")) window.location.assign(asked);
    else say(region, "That did not work. Reload the page and try again.");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = document.getElementById(event.detail.target.id) || event.detail.target;
    const heading = part.querySelector("[data-results-heading]");
    if (!heading) return;
    initAll(part);
    heading.setAttribute("tabindex", "-1");
    heading.focus();
    say(region, heading.dataset.announce || heading.textContent.trim());
  });
  document.addEventListener("htmx:sendError", () => {
    say(region, "Stonechat did not answer. Check that it is running, then try again.");
  });
}

function say(region, words) {
  if (region) region.textContent = words;
}

// ---------------------------------------------------------------- paper

// A browser that cannot open folded text by its style sheet has it opened here, and folded again.
function openDetailsForPrint() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((each) => (each.open = true));
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((each) => (each.open = false));
    opened = [];
  });
}
