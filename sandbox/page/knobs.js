// The two organisations' knobs, drawn from the server's description of them.

import { element } from "./dom.js";

const CARDS = [
  { id: "share", title: () => "The invitation", note: "What was sent, and who opens it", mark: "✉" },
  { id: "inviting", title: (names) => names.inviting, note: "Inviting organisation: owns the site", mark: "F" },
  { id: "invited", title: (names) => names.invited, note: "Invited organisation: the guest's home", mark: "C" },
];

const PRESETS = [["all", "All"], ["minimum", "The least that helps"], ["none", "None"]];

export function drawKnobs(form, schema, turn) {
  const open = new Map([...form.querySelectorAll("details")].map((group) => [group.id, group.open]));
  const focused = form.contains(document.activeElement) ? document.activeElement.id : "";
  form.replaceChildren(...CARDS.map((card) => organisation(card, schema, open, turn)));
  if (focused) document.getElementById(focused)?.focus();
}

function organisation({ id, title, note, mark }, schema, open, turn) {
  const name = title(schema.organisations);
  const head = element("header", {}, element("span", { class: "mark", "aria-hidden": "true" }, mark),
    element("div", {}, element("h3", {}, name), element("small", {}, note)));
  const groups = schema.groups.filter((group) => group.organisation === id);
  const drawn = groups.map((group) => {
    if (group.label === name) return element("div", {}, ...group.knobs.map((knob) => drawKnob(knob, turn)));
    const wanted = open.get(`group-${group.id}`) ?? group.open;
    return element("details", { id: `group-${group.id}`, open: wanted }, element("summary", {}, group.label), ...group.knobs.map((knob) => drawKnob(knob, turn)));
  });
  return element("section", { class: `organisation ${id}`, "aria-label": name }, head, ...drawn);
}

function drawKnob(knob, turn) {
  const drawn = { switch: drawSwitch, choice: drawChoice, ago: drawChoice, moment: drawChoice, address: drawText, "address-or-none": drawText, domains: drawTokens, proxies: drawTokens, permissions: drawChecks }[knob.kind];
  return drawn(knob, (value) => turn(knob, value));
}

const names = (knob) => ({ id: `k-${knob.name}`, "data-testid": `knob-${knob.name}`, "aria-describedby": knob.hint ? `h-${knob.name}` : undefined });
const hint = (knob) => (knob.hint ? [element("small", { id: `h-${knob.name}` }, knob.hint)] : []);
const label = (knob) => element("label", { for: `k-${knob.name}` }, knob.label);

function drawSwitch(knob, turn) {
  const box = element("input", { ...names(knob), type: "checkbox", role: "switch", checked: knob.value, onchange: () => turn(box.checked) });
  return element("div", { class: "knob" }, label(knob), box, ...hint(knob));
}

function drawChoice(knob, turn) {
  const options = knob.choices.map(([value, text]) => element("option", { value, selected: value === knob.value }, text));
  const box = element("select", { ...names(knob), onchange: () => turn(box.value) }, ...options);
  return element("div", { class: "knob wide" }, label(knob), box, ...hint(knob));
}

function drawText(knob, turn) {
  const box = element("input", { ...names(knob), type: "text", inputmode: "email", spellcheck: "false", value: knob.value, onchange: () => turn(box.value) });
  return element("div", { class: "knob wide" }, label(knob), box, ...hint(knob));
}

function drawTokens(knob, turn) {
  const tokens = knob.value.map((text) => element("li", {}, text, element("button", {
    type: "button", "aria-label": `Remove ${text}`, onclick: () => turn(knob.value.filter((other) => other !== text)),
  }, "✕")));
  const box = element("input", { ...names(knob), type: "text", spellcheck: "false", placeholder: "Add one and press Enter" });
  box.addEventListener("change", () => { if (box.value.trim()) turn([...knob.value, box.value.trim()]); });
  return element("div", { class: "knob wide" }, label(knob), element("ul", { class: "tokens", "aria-label": knob.label }, ...tokens), box, ...hint(knob));
}

function drawChecks(knob, turn) {
  const boxes = knob.choices.map(([value]) => element("input", {
    type: "checkbox", value, id: `k-${knob.name}-${value}`, "data-testid": `knob-${knob.name}-${value}`, checked: knob.value.includes(value),
    onchange: () => turn(boxes.filter((box) => box.checked).map((box) => box.value)),
  }));
  const rows = boxes.map((box) => element("label", {}, box, box.value));
  const presets = PRESETS.map(([id, text]) => element("button", {
    type: "button", "data-testid": `preset-${knob.name}-${id}`, onclick: () => turn(knob.presets[id]),
  }, text));
  return element("fieldset", { class: "knob wide checks", "data-testid": `knob-${knob.name}` }, element("legend", {}, knob.label),
    element("div", { class: "presets" }, ...presets), ...rows);
}
