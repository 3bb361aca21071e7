// SPDX-License-Identifier: MIT
// Tables are sorted by the column whose name is clicked; again: backwards.
// What is empty stays at the end. Charts are shown in full size by a click.
// What is folded up is unfolded for printing.
"use strict";

function sortBy(table, column, backwards) {
	const body = table.tBodies[0];
	const key = row => row.cells[column].textContent.trim();
	const rows = Array.from(body.rows);
	const numeric = rows.every(row => key(row) === "" ||
				   !Number.isNaN(Number(key(row))));
	rows.sort((one, other) => {
		const a = key(one), b = key(other);
		if (a === "" || b === "")
			return (a === "") - (b === "");
		const order = numeric ? Number(a) - Number(b)
				      : a.localeCompare(b, "en");
		return backwards ? -order : order;
	});
	body.append(...rows);
}

const charts = Array.from(document.querySelectorAll(".chart"));
// What is nearly as large already is not worth a click.
const ENLARGES = 1.05;

function toggle(chart) {
	if (chart.getAttribute("role") !== "button")
		return;
	chart.setAttribute("aria-expanded",
			   chart.getAttribute("aria-expanded") !== "true");
}

// A chart is a button where it is shown smaller than it is, or was.
function offerFullSize() {
	for (const chart of charts) {
		const svg = chart.querySelector("svg");
		const enlarges = chart.getAttribute("aria-expanded") === "true" ||
			svg.width.baseVal.value >
			ENLARGES * svg.getBoundingClientRect().width;
		chart.setAttribute("role", enlarges ? "button" : "group");
		if (!enlarges)
			chart.removeAttribute("aria-expanded");
		else if (!chart.hasAttribute("aria-expanded"))
			chart.setAttribute("aria-expanded", "false");
	}
	document.getElementById("full-size").hidden =
		!charts.some(chart => chart.getAttribute("role") === "button");
}

for (const chart of charts) {
	chart.addEventListener("click", () => toggle(chart));
	chart.addEventListener("keydown", event => {
		if (event.key !== "Enter" && event.key !== " ")
			return;
		// Else the page is scrolled.
		event.preventDefault();
		toggle(chart);
	});
}
addEventListener("resize", offerFullSize);
offerFullSize();

for (const button of document.querySelectorAll("th button"))
	button.addEventListener("click", () => {
		const head = button.parentElement;
		const backwards = head.getAttribute("aria-sort") === "ascending";
		for (const other of head.parentElement.cells)
			other.removeAttribute("aria-sort");
		head.setAttribute("aria-sort",
				  backwards ? "descending" : "ascending");
		sortBy(head.closest("table"), head.cellIndex, backwards);
	});

const folded = new Set();

addEventListener("beforeprint", () => {
	for (const part of document.querySelectorAll("details:not([open])")) {
		folded.add(part);
		part.open = true;
	}
});
addEventListener("afterprint", () => {
	for (const part of folded)
		part.open = false;
	folded.clear();
});
