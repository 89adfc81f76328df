// Puts the page together: people and chats on the left, the two organisations on the right.

import { playStory, readKnobs, readStatus, resetKnobs, tryInvitation, turnKnob } from "./api.js";
import { drawAttempt } from "./attempt.js";
import { Chats } from "./chat.js";
import { announce, byId, copyText } from "./dom.js";
import { drawKnobs } from "./knobs.js";
import { Mailbox } from "./mail.js";

const STATUS_EVERY = 1500; // milliseconds
const STEP_OF = { "case.pass": "desk-pass", "desk.take": "desk-take", "desk.fixed": "desk-fixed", "case.works": "desk-yes", "handoff.prepare": "it-prepare", "handoff.send": "it-send" };
const done = new Set();
let instance;
let chats;
let mailbox;
let answered;
let last = Promise.resolve();

function mark(...steps) {
  steps.forEach((step) => done.add(step));
  drawSteps();
}

function drawSteps() {
  drawList(byId("steps"), true);
  drawList(byId("desk-steps"), done.has("paste"));
  drawList(byId("it-steps"), done.has("desk-take"));
}

function drawList(list, next) {
  for (const step of list.children) {
    const over = done.has(step.dataset.step);
    step.classList.toggle("done", over);
    step.classList.toggle("next", next && !over);
    if (next && !over) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    next &&= over;
  }
}

function draw(schema) {
  drawKnobs(byId("knobs"), schema, (knob, value) => inOrder(() => turn(knob, value)));
  const value = (name) => schema.groups.flatMap((group) => group.knobs).find((knob) => knob.name === name).value;
  byId("mail-from").textContent = schema.people.find((person) => person.id === "inviter").name;
  byId("mail-to").textContent = value("share.invited_address");
  byId("mail-link").textContent = byId("mail-link").title = schema.link;
}

// One after the other: a try pressed while a story is being set plays in that story.
function inOrder(work) {
  const side = byId("organisations");
  side.setAttribute("aria-busy", "true");
  const mine = last.then(work).finally(() => { if (last === mine) side.removeAttribute("aria-busy"); });
  last = mine;
  return mine;
}

async function attemptAction(action) {
  const problem = byId("problem");
  try {
    const answer = await action();
    problem.hidden = true;
    return answer;
  } catch (reason) {
    problem.textContent = reason.message;
    problem.hidden = false;
    problem.scrollIntoView({ block: "nearest" });
    return undefined;
  }
}

async function turn(knob, value) {
  const schema = await attemptAction(() => turnKnob(knob.name, value));
  if (!schema) return byId(`k-${knob.name}`)?.setAttribute("aria-invalid", "true");
  draw(schema);
  announce(`${knob.label} changed.`);
  if (done.has("desk-take")) mark("desk-knob");
  else if (done.has("paste")) mark("knob");
  return undefined;
}

async function play(story) {
  const schema = await attemptAction(() => playStory(story));
  if (!schema) return;
  startOver(story);
  draw(schema);
  announce("The stage is set. Try the invitation.");
  byId("try").focus();
}

async function reset() {
  const schema = await attemptAction(resetKnobs);
  if (!schema) return;
  startOver(null);
  draw(schema);
  announce("Every knob is back where it was.");
}

function startOver(story) {
  done.clear();
  drawSteps();
  byId("attempt").hidden = true;
  for (const button of document.querySelectorAll("[data-story]")) {
    button.setAttribute("aria-pressed", String(button.dataset.story === story));
  }
}

async function tryIt() {
  const outcome = await attemptAction(tryInvitation);
  if (!outcome) return;
  mark("try");
  if (outcome.in) mark("in");
  drawAttempt(byId("attempt"), outcome, { onCopied: () => mark("copy"), onPut: putIntoChat });
  draw(await readKnobs());
}

function putIntoChat(text) {
  show("chat");
  chats.write(text);
}

function show(tab) {
  byId("page").dataset.tab = tab;
  for (const button of document.querySelectorAll(".tabs button")) {
    button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
  }
}

async function watchBot() {
  const place = byId("bot-state");
  try {
    const status = await readStatus();
    if (instance && instance !== status.instance) location.reload();
    instance = status.instance;
    describe(place, status);
    await hear(status);
  } catch {
    describe(place, { ready: false, reason: "", gone: true });
  }
  setTimeout(watchBot, STATUS_EVERY);
}

async function hear(status) {
  if (status.answered > (answered ?? status.answered)) mark("it-answer");
  answered = status.answered;
  await mailbox?.look(status.mail);
}

function sitBeforeTheMail() {
  byId("page").dataset.view = "mail";
  for (const button of document.querySelectorAll("[data-person]")) {
    button.setAttribute("aria-pressed", String(button.dataset.person === "partner-it"));
  }
}

function describe(place, { ready, reason, gone }) {
  const failed = gone ? "The sandbox has stopped. Start it again with make run." : reason && `The bot does not start: ${reason}`;
  const text = ready ? "The bot is running" : failed || "The bot is starting …";
  place.className = `state ${ready ? "ready" : failed ? "failed" : ""}`;
  if (place.textContent !== text) place.textContent = text;
}

function listen() {
  byId("try").addEventListener("click", () => inOrder(tryIt));
  byId("reset").addEventListener("click", () => inOrder(reset));
  byId("copy-link").addEventListener("click", async () => {
    await copyText(byId("mail-link").textContent);
    announce("The link is copied.");
  });
  byId("knobs").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-story]")) button.addEventListener("click", () => inOrder(() => play(button.dataset.story)));
  for (const button of document.querySelectorAll(".tabs button")) button.addEventListener("click", () => show(button.dataset.tab));
}

async function start() {
  listen();
  drawSteps();
  watchBot();
  const schema = await readKnobs();
  draw(schema);
  chats = new Chats(schema.people, {
    onSaid: () => { if (done.has("copy")) mark("paste"); },
    onPressed: (verb) => { if (STEP_OF[verb]) mark(STEP_OF[verb]); },
    onSat: (person) => {
      byId("page").dataset.view = "chat";
      if (person.desk && done.has("desk-pass")) mark("desk-sit");
    },
  });
  mailbox = new Mailbox(schema.mailbox, { onOpened: () => mark("it-open"), onSat: sitBeforeTheMail });
  byId("it-name").textContent = schema.mailbox.name;
  byId("it-address").textContent = schema.mailbox.address;
  await chats.sitAsBefore();
}

start();
