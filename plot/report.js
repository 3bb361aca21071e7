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

for (const chart of document.querySelectorAll(".chart")) {
	chart.addEventListener("click", () => chart.classList.toggle("full"));
	chart.addEventListener("keydown", event => {
		if (event.key === "Enter")
			chart.classList.toggle("full");
	});
}

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
