
"use strict";
const sites = [...document.querySelectorAll("article")];
const find = (id) => document.getElementById(id);
const box = (site) => site.querySelector(".rewrite");

function update() {
  const relation = find("relation").value;
  const text = find("text").value.toLowerCase();
  const kinds = new Set([...document.querySelectorAll("[name=kind]:checked")].map((input) => input.value));
  for (const site of sites) {
    site.hidden = !kinds.has(site.dataset.kind) || (relation && site.dataset.relation !== relation)
      || (text && !site.textContent.toLowerCase().includes(text));
  }
  for (const group of document.querySelectorAll(".file, .relation")) {
    group.hidden = !group.querySelector("article:not([hidden])");
  }
  count();
}

function count() {
  const boxes = sites.map(box).filter(Boolean);
  find("count").textContent = `${boxes.filter((input) => input.checked).length} of ${boxes.length} ticked`;
}

function tick(checked) {
  for (const site of sites) {
    if (!site.hidden && box(site)) box(site).checked = checked;
  }
  count();
}

function decisions() {
  const listed = sites.filter((site) => site.dataset.site).map((site) => ({
    file: site.dataset.file,
    site: site.dataset.site,
    replacement: site.dataset.replacement,
    rewrite: Boolean(box(site) && box(site).checked),
  }));
  return JSON.stringify({ version: 1, decisions: listed }, null, 1) + "\n";
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([decisions()], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

find("relation").addEventListener("change", update);
find("text").addEventListener("input", update);
for (const input of document.querySelectorAll("[name=kind]")) input.addEventListener("change", update);
find("all").addEventListener("click", () => tick(true));
find("none").addEventListener("click", () => tick(false));
find("save").addEventListener("click", save);
document.querySelector("main").addEventListener("change", count);
update();
