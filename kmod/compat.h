/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Names that changed between the kernels that this builds for. Kbuild finds out
 * which of them there are, by what the headers contain.
 */
#pragma once

#include <linux/gfp.h>
#include <linux/mm.h>

/*
 * The word of a page that its owner may link it by. Without pcp_llist it is the
 * first one of pcp_list: the same place, whose lowest bit is 0 as a pointer's.
 */
#ifdef HAVE_PCP_LLIST
#define PAGE_LINK	pcp_llist
#else
#define PAGE_LINK	pcp_list
#endif

/**
 * page_alloc_bulk() - alloc_pages_bulk on a node, by the name it has
 * @gfp: as there
 * @node: preferred
 * @n: most pages
 * @pages: filled from the start; what is not NULL would be skipped
 *
 * Return: how many of the first ones are pages; it may be few (page_owner).
 */
static __always_inline unsigned int page_alloc_bulk(gfp_t gfp, int node,
						    unsigned int n,
						    struct page **pages)
{
#ifdef HAVE_ALLOC_PAGES_BULK_NODE
	return alloc_pages_bulk_node(gfp, node, n, pages);
#else
	return alloc_pages_bulk_array_node(gfp, node, n, pages);
#endif
}
