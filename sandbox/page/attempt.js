// The page the invited person would get, drawn like a small browser window.

import { announce, copyText, element } from "./dom.js";

export function drawAttempt(place, outcome, { onCopied, onPut }) {
  place.replaceChildren(windowOf(outcome.page), outcome.in ? success(outcome) : failure(outcome, onCopied, onPut));
  place.hidden = false;
}

function windowOf(page) {
  const bar = element("div", { class: "bar" }, element("i"), element("i"), element("i"), element("span", { title: page.url }, page.url || "No page"));
  const sentence = page.sentence ? [element("p", { class: "sentence" }, page.sentence)] : [];
  const lines = page.lines.map((line) => element("p", {}, line));
  const body = element("div", { class: "body" }, element("h4", {}, page.heading), ...sentence, ...lines);
  return element("div", { class: `window ${page.kind}`, "data-testid": "attempt-window" }, bar, body);
}

function whatHappened({ page, seen_by: seenBy }) {
  if (page.kind === "mail") return "Nothing has come to open. This is what he says:";
  return seenBy === "inviting" ? "Sharing is refused. This is what the inviter sees." : "He is not in.";
}

function failure(outcome, onCopied, onPut) {
  const { page } = outcome;
  const copy = element("button", { type: "button", "data-testid": "copy-button" }, "Copy this page");
  copy.addEventListener("click", async () => {
    await copyText(page.text);
    copy.textContent = "Copied ✓";
    announce("The page is copied. Paste it to the bot.");
    onCopied();
  });
  const put = element("button", { type: "button", class: "quiet", "data-testid": "put-button" }, "Put it into the chat");
  put.addEventListener("click", () => { onCopied(); onPut(page.text); });
  return element("div", { class: "result" }, element("strong", {}, whatHappened(outcome)), copy, put);
}

function success() {
  return element("div", { class: "result in", "data-testid": "attempt-in" }, element("strong", {}, "✓ He is in. The invitation is accepted."));
}
