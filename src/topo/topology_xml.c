// SPDX-License-Identifier: MIT
#include "topo/topology_xml.h"

#include <ctype.h>
#include <errno.h>
#include <hwloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* hwloc reads the files of its own major version and of the one before. */
#define NEWEST	(HWLOC_API_VERSION >> 16)

static const char open_tag[] = "<topology";
static const char close_tag[] = "</topology>";
static const char byte_order_mark[] = "\xef\xbb\xbf";

/* The root's tag; <topologydiff> is another of hwloc's formats. */
static const char *find_root(const char *text)
{
	const char *tag = text;

	while ((tag = strstr(tag, open_tag))) {
		tag += strlen(open_tag);
		if (isspace((unsigned char)*tag) || *tag == '>')
			return tag;
	}
	return NULL;
}

/* The files of hwloc 1 have no version. */
static long root_version(const char *tag)
{
	const char *end = strchr(tag, '>');
	const char *version = strstr(tag, "version=");

	if (!version || !end || version > end)
		return 1;
	version += strlen("version=");
	return strtol(version + (*version == '"' || *version == '\''), NULL,
		      10);
}

/* Only white space may follow the last tag. */
static bool is_whole(const char *text, size_t length)
{
	size_t tag = strlen(close_tag);

	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	return length >= tag && !memcmp(text + length - tag, close_tag, tag);
}

int topology_xml_check(const char *text, size_t length, struct error *error)
{
	const char *start = text, *root;
	long version;

	if (!length)
		return error_set(error, EINVAL, "the file is empty");
	if (!strncmp(start, byte_order_mark, strlen(byte_order_mark)))
		start += strlen(byte_order_mark);
	while (isspace((unsigned char)*start))
		start++;
	if (*start != '<' || strlen(text) != length)
		return error_set(error, EINVAL,
			"not XML: make it with `lstopo machine.xml`");
	root = find_root(start);
	if (!root)
		return error_set(error, EINVAL,
			"not hwloc's XML: it has no <topology>");
	version = root_version(root);
	if (version > NEWEST)
		return error_set(error, EINVAL,
			"hwloc %ld XML, and this program has hwloc %d: export it with `lstopo --export-xml-flags v2 machine.xml`",
			version, NEWEST);
	if (version == 1)
		return error_set(error, EINVAL,
			"hwloc 1 XML: convert it with `lstopo -i old.xml new.xml` of hwloc 2");
	if (version < 2)
		return error_set(error, EINVAL,
			"hwloc XML of an unknown version");
	if (!is_whole(start, length - (size_t)(start - text)))
		return error_set(error, EINVAL,
			"truncated: %s is missing at its end", close_tag);
	return 0;
}
