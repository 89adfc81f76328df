// The mailbox of the partner's IT: what the bot sent by mail. Nothing leaves this machine.

import { readMails } from "./api.js";
import { announce, byId, element } from "./dom.js";

const OPENED = "opened mails";

export class Mailbox {
  constructor({ name, organisation, address }, { onOpened, onSat }) {
    this.mails = [];
    this.last = "";
    this.onOpened = onOpened;
    this.opened = new Set(JSON.parse(sessionStorage.getItem(OPENED) ?? "[]"));
    byId("mailbox-address").textContent = `${name} · ${organisation} · ${address}`;
    byId("outside-people").replaceChildren(this.#entry(name, organisation, onSat));
    byId("mail-back").addEventListener("click", () => this.#list());
    byId("mail-as-text").addEventListener("click", () => this.#toggle());
    this.#badge();
  }

  // `last`: the id of the newest mail, as the status tells it.
  async look(last) {
    if (last === this.last) return;
    this.last = last;
    const before = this.mails.length;
    this.mails = (await readMails()).mails;
    if (this.mails.length > before) announce("New mail.");
    if (!this.mails.some((mail) => mail.id === this.open)) this.#list();
    this.#draw();
  }

  #entry(name, organisation, onSat) {
    const initials = name.split(" ").map((word) => word[0]).join("");
    this.badge = element("span", { class: "badge", "data-testid": "mail-badge", hidden: true });
    const words = element("span", {}, element("strong", {}, name), element("small", {}, `${organisation}’s IT`));
    const avatar = element("span", { class: "avatar partner-it", "aria-hidden": "true" }, initials);
    return element("li", {}, element("button", {
      type: "button", "data-person": "partner-it", "data-testid": "person-partner-it", "aria-pressed": "false", onclick: onSat,
    }, avatar, words, this.badge));
  }

  #draw() {
    const rows = this.mails.map((mail) => element("li", {}, element("button", {
      type: "button", class: this.opened.has(mail.id) ? "" : "unread", "data-testid": "mail-row", onclick: () => this.#show(mail),
    }, element("strong", {}, mail.subject || "(no subject)"), element("span", {}, mail.from), element("small", {}, `to ${mail.to.join(", ")} · ${time(mail.at)}`))));
    byId("mails").replaceChildren(...rows);
    byId("no-mail").hidden = rows.length > 0;
    this.#badge();
  }

  #badge() {
    const unread = this.mails.filter((mail) => !this.opened.has(mail.id)).length;
    this.badge.hidden = unread === 0;
    this.badge.textContent = String(unread);
    this.badge.setAttribute("aria-label", `${unread} unread`);
    byId("chat-tab").classList.toggle("news", unread > 0);
  }

  #show(mail) {
    this.open = mail.id;
    this.opened.add(mail.id);
    sessionStorage.setItem(OPENED, JSON.stringify([...this.opened]));
    byId("mail-subject").textContent = mail.subject;
    byId("mail-route").textContent = `${mail.from} to ${mail.to.join(", ")} · ${time(mail.at)}`;
    byId("mail-as-text").hidden = !mail.html;
    this.#frame(false);
    byId("mail-list").hidden = true;
    byId("mail-open").hidden = false;
    byId("mail-back").focus();
    this.#draw();
    this.onOpened();
  }

  #frame(asText) {
    this.asText = asText;
    byId("mail-as-text").textContent = asText ? "As it is formatted" : "As text";
    byId("mail-body").replaceChildren(element("iframe", {
      src: `/mail/${this.open}${asText ? "?as=text" : ""}`, title: "The mail", "data-testid": "mail-frame",
      sandbox: "allow-popups allow-popups-to-escape-sandbox",
    }));
  }

  #toggle() {
    this.#frame(!this.asText);
  }

  #list() {
    this.open = undefined;
    byId("mail-open").hidden = true;
    byId("mail-list").hidden = false;
    byId("mail-body").replaceChildren();
  }
}

const time = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
