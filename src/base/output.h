/* SPDX-License-Identifier: MIT */
/* The end of standard output: what could not be printed was not reported. */
#pragma once

#include "base/error.h"

/** output_end() - write what standard output still holds */
int output_end(struct error *error);
