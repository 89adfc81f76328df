// Web Chats: each person's own, and each helpdesk member's window on the helpdesk's channel. A reload
// of the page finds their conversations again.

import { findConversation, openConversation } from "./api.js";
import { byId, element } from "./dom.js";
import { hostConfig, onThemeChange, styleOptions } from "./theme.js";

const initials = (name) => name.split(" ").map((word) => word[0]).join("").slice(0, 2);
const CHAT = { id: "chat", title: "InviteDesk", mark: "ID", hint: "Write to InviteDesk, or paste the page" };
const CHANNEL = { id: "channel", title: "Helpdesk › Cases", mark: "HC", hint: "Write to @InviteDesk in the channel" };
const key = (person, place) => `${place.id === "chat" ? "conversation" : "channel"} of ${person.id}`;

export class Chats {
  constructor(people, { onSaid, onPressed, onSat }) {
    this.people = people;
    this.heard = { onSaid, onPressed, onSat };
    this.panes = new Map();
    onThemeChange(() => this.panes.forEach((pane) => this.#draw(pane)));
    const [desk, others] = [people.filter((one) => one.desk), people.filter((one) => !one.desk)];
    byId("people").replaceChildren(...others.map((person) => this.#entry(person)));
    byId("desk-people").replaceChildren(...desk.map((person) => this.#entry(person)));
    for (const button of this.#tabs()) button.addEventListener("click", () => this.look(button.dataset.window));
    byId("windows").addEventListener("keydown", (event) => this.#byArrow(event));
    byId("new-chat").addEventListener("click", () => this.startAnew());
  }

  sit(id) {
    const person = this.people.find((one) => one.id === id);
    this.person = person;
    sessionStorage.setItem("seat", id);
    byId("seat").textContent = `You are ${person.name} · ${person.organisation}`;
    for (const button of document.querySelectorAll("[data-person]")) {
      button.setAttribute("aria-pressed", String(button.dataset.person === id));
    }
    byId("windows").hidden = !person.desk;
    this.heard.onSat(person);
    return this.look(person.desk ? sessionStorage.getItem(`window of ${id}`) ?? CHANNEL.id : CHAT.id);
  }

  async look(window) {
    const { person } = this;
    const place = window === CHANNEL.id ? CHANNEL : CHAT;
    this.place = place;
    sessionStorage.setItem(`window of ${person.id}`, place.id);
    byId("window-title").textContent = place.title;
    byId("window-mark").textContent = place.mark;
    byId("new-chat").hidden = place === CHANNEL;
    for (const tab of this.#tabs()) {
      tab.setAttribute("aria-selected", String(tab.dataset.window === place.id));
      tab.tabIndex = tab.dataset.window === place.id ? 0 : -1;
    }
    const wanted = key(person, place);
    if (!this.panes.has(wanted)) await this.#open(person, place);
    const now = key(this.person, this.place);
    this.panes.forEach((pane, other) => { pane.node.hidden = other !== now; });
  }

  sitAsBefore() {
    const before = sessionStorage.getItem("seat");
    return this.sit(this.people.some((one) => one.id === before) ? before : this.people[0].id);
  }

  async startAnew() {
    const wanted = key(this.person, CHAT);
    sessionStorage.removeItem(wanted);
    this.panes.get(wanted)?.node.remove();
    this.panes.delete(wanted);
    await this.look(CHAT.id);
  }

  write(text) {
    const pane = this.panes.get(key(this.person, this.place));
    pane.store.dispatch({ type: "WEB_CHAT/SET_SEND_BOX", payload: { text } });
    pane.node.querySelector("textarea")?.focus();
  }

  #tabs() {
    return [...byId("windows").querySelectorAll("[data-window]")];
  }

  #byArrow(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = this.#tabs().find((tab) => tab.dataset.window !== this.place.id);
    other.focus();
    other.click();
  }

  #entry(person) {
    const avatar = element("span", { class: `avatar ${person.id}`, "aria-hidden": "true" }, initials(person.name));
    const role = { agent: "Helpdesk agent", lead: "Helpdesk lead" }[person.id];
    const words = element("span", {}, element("strong", {}, person.name), element("small", {}, role ?? person.organisation));
    const attributes = { type: "button", "data-person": person.id, "data-testid": `person-${person.id}`, "aria-pressed": "false", onclick: () => this.sit(person.id) };
    return element("li", {}, element("button", attributes, avatar, words));
  }

  async #open(person, place) {
    const node = element("div", { "data-testid": `${place.id}-${person.id}` });
    const pane = { node, person, place };
    this.panes.set(key(person, place), pane);
    byId("chats").append(node);
    const found = await remembered(person, place);
    pane.directLine = window.WebChat.createDirectLine({
      domain: `${location.origin}/directline`, token: found.token, conversationId: found.conversationId,
      webSocket: false, pollingInterval: 400,
    });
    pane.store = window.WebChat.createStore({}, () => (next) => (action) => {
      if (action.type === "DIRECT_LINE/POST_ACTIVITY") this.#heardOf(person, action.payload.activity);
      return next(action);
    });
    this.#draw(pane);
  }

  #heardOf(person, activity) {
    if (activity.text) this.heard.onSaid(person);
    const verb = activity.value?.__sandbox?.verb;
    if (verb) this.heard.onPressed(verb, person);
  }

  #draw({ node, person, place, directLine, store }) {
    if (!store) return;
    window.WebChat.renderWebChat({
      directLine, store, userID: person.id, username: person.name, locale: "en-US",
      styleOptions: styleOptions(initials(person.name)), adaptiveCardsHostConfig: hostConfig(),
      overrideLocalizedStrings: { TEXT_INPUT_PLACEHOLDER: place.hint },
    }, node);
  }
}

async function remembered(person, place) {
  const before = sessionStorage.getItem(key(person, place));
  try {
    if (before) return await findConversation(before);
  } catch {
    // The sandbox was started anew since: its conversations are gone.
  }
  const opened = await openConversation(person.id, place === CHANNEL);
  sessionStorage.setItem(key(person, place), opened.conversationId);
  return opened;
}
