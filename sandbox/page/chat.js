// One Web Chat per person, each with a conversation that a reload of the page finds again.

import { findConversation, openConversation } from "./api.js";
import { byId, element } from "./dom.js";
import { hostConfig, onThemeChange, styleOptions } from "./theme.js";

const initials = (name) => name.split(" ").map((word) => word[0]).join("").slice(0, 2);
const key = (person) => `conversation of ${person.id}`;

export class Chats {
  constructor(people, { onSaid }) {
    this.people = people;
    this.onSaid = onSaid;
    this.seats = new Map();
    onThemeChange(() => this.seats.forEach((seat) => this.#draw(seat)));
    byId("people").replaceChildren(...people.map((person) => this.#entry(person)));
    byId("new-chat").addEventListener("click", () => this.startAnew());
  }

  async sit(id) {
    this.current = id;
    sessionStorage.setItem("seat", id);
    const person = this.people.find((one) => one.id === id);
    byId("seat").textContent = `You are ${person.name} · ${person.organisation}`;
    for (const button of byId("people").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.person === id));
    }
    if (!this.seats.has(id)) await this.#open(person);
    this.seats.forEach((seat, other) => { seat.pane.hidden = other !== id; });
  }

  sitAsBefore() {
    const before = sessionStorage.getItem("seat");
    return this.sit(this.people.some((one) => one.id === before) ? before : this.people[0].id);
  }

  async startAnew() {
    const person = this.people.find((one) => one.id === this.current);
    sessionStorage.removeItem(key(person));
    this.seats.get(person.id)?.pane.remove();
    this.seats.delete(person.id);
    await this.sit(person.id);
  }

  write(text) {
    const seat = this.seats.get(this.current);
    seat.store.dispatch({ type: "WEB_CHAT/SET_SEND_BOX", payload: { text } });
    seat.pane.querySelector("textarea")?.focus();
  }

  #entry(person) {
    const avatar = element("span", { class: `avatar ${person.id}`, "aria-hidden": "true" }, initials(person.name));
    const words = element("span", {}, element("strong", {}, person.name), element("small", {}, person.organisation));
    const attributes = { type: "button", "data-person": person.id, "data-testid": `person-${person.id}`, "aria-pressed": "false", onclick: () => this.sit(person.id) };
    return element("li", {}, element("button", attributes, avatar, words));
  }

  async #open(person) {
    const pane = element("div", { "data-testid": `chat-${person.id}` });
    this.seats.set(person.id, { pane });
    byId("chats").append(pane);
    const found = await remembered(person);
    const directLine = window.WebChat.createDirectLine({
      domain: `${location.origin}/directline`, token: found.token, conversationId: found.conversationId,
      webSocket: false, pollingInterval: 400,
    });
    const store = window.WebChat.createStore({}, () => (next) => (action) => {
      if (action.type === "DIRECT_LINE/POST_ACTIVITY" && action.payload.activity.text) this.onSaid();
      return next(action);
    });
    const seat = { pane, person, directLine, store };
    this.seats.set(person.id, seat);
    this.#draw(seat);
  }

  #draw({ pane, person, directLine, store }) {
    window.WebChat.renderWebChat({
      directLine, store, userID: person.id, username: person.name, locale: "en-US",
      styleOptions: styleOptions(initials(person.name)), adaptiveCardsHostConfig: hostConfig(),
      overrideLocalizedStrings: { TEXT_INPUT_PLACEHOLDER: "Write to InviteDesk, or paste the page" },
    }, pane);
  }
}

async function remembered(person) {
  const before = sessionStorage.getItem(key(person));
  try {
    if (before) return await findConversation(before);
  } catch {
    // The sandbox was started anew since: its conversations are gone.
  }
  const opened = await openConversation(person.id);
  sessionStorage.setItem(key(person), opened.conversationId);
  return opened;
}
