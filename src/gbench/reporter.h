/* SPDX-License-Identifier: MIT */
/* Google's reporters made of C callbacks, and of nothing. */
#ifndef GBENCH_REPORTER_H
#define GBENCH_REPORTER_H

#include <sstream>
#include <vector>

#include "gbench/internal.h"

class callback_reporter : public benchmark::BenchmarkReporter {
public:
	explicit callback_reporter(const struct gbench_reporter &reporter);
	bool ReportContext(const Context &context) override;
	void ReportRuns(const std::vector<Run> &runs) override;
	void Finalize() override;
	/* 0, or the error of a report_context() that did not want to go on. */
	int refused() const { return refusal; }

private:
	struct gbench_reporter c;
	int refusal = 0;
	/* No match is a value here, not a line on standard error. */
	std::ostringstream messages;
};

class null_reporter : public benchmark::BenchmarkReporter {
public:
	explicit null_reporter(std::ostream *to)
	{
		SetOutputStream(to);
		SetErrorStream(to);
	}
	bool ReportContext(const Context &) override { return true; }
	void ReportRuns(const std::vector<Run> &) override {}
};

#endif /* GBENCH_REPORTER_H */
