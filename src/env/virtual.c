// SPDX-License-Identifier: MIT
/* Whether the machine is real. */
#include <stdio.h>
#include <string.h>

#include "base/small_file.h"
#include "env/internal.h"

#define EMULATOR	"QEMU TCG"
#define PRODUCT		"/sys/class/dmi/id/product_name"
#define VENDOR		"/sys/class/dmi/id/sys_vendor"
#define DEVICE_TREE	"/proc/device-tree/"

/* A sign of a virtual machine */
static const struct mark {
	const char *path;	/* Of the firmware; NULL: the CPU's signature */
	const char *words;	/* Part of what it says */
	const char *name;	/* Of the hypervisor */
	bool rented;	/* Bare metal says so, too: only without CPUID */
} marks[] = {
	{ NULL, "TCGTCGTCGTCG", EMULATOR, false },
	{ NULL, "KVMKVMKVM", "KVM", false },
	{ NULL, "Linux KVM Hv", "KVM", false },
	{ NULL, "Microsoft Hv", "Hyper-V", false },
	{ NULL, "VMwareVMware", "VMware", false },
	{ NULL, "XenVMMXenVMM", "Xen", false },
	{ NULL, "VBoxVBoxVBox", "VirtualBox", false },
	{ NULL, "bhyve bhyve ", "bhyve", false },
	{ NULL, " lrpepyh  vr", "Parallels", false },
	{ NULL, "ACRNACRNACRN", "ACRN", false },
	{ NULL, "QNXQVMBSQG", "QNX", false },
	{ "/sys/hypervisor/type", "xen", "Xen", false },
	{ PRODUCT, "KVM", "KVM", false },
	{ PRODUCT, "VirtualBox", "VirtualBox", false },
	{ PRODUCT, "Apple Virtualization", "Apple Virtualization", false },
	{ PRODUCT, "BHYVE", "bhyve", false },
	{ VENDOR, "VMware", "VMware", false },
	{ VENDOR, "QEMU", "QEMU", false },
	{ VENDOR, "Xen", "Xen", false },
	{ VENDOR, "Parallels", "Parallels", false },
	/* After the others: some of them report that too. */
	{ PRODUCT, "Virtual Machine", "Hyper-V", false },
	{ VENDOR, "Amazon EC2", "Amazon Nitro", true },
	{ PRODUCT, "Google Compute Engine", "Google Compute Engine", true },
	{ PRODUCT, "OpenStack", "OpenStack", true },
	{ PRODUCT, "Alibaba Cloud ECS", "Alibaba Cloud", true },
	{ DEVICE_TREE "hypervisor/compatible", "kvm", "KVM", false },
	{ DEVICE_TREE "hypervisor/compatible", "xen", "Xen", false },
	{ DEVICE_TREE "compatible", "linux,dummy-virt", "QEMU or KVM", false },
};

/* Return: "none", a name, or NULL where it cannot be found out */
static const char *find_hypervisor(const struct look *look)
{
	const struct environment_source *source = look->source;
	const char *model = environment_value(look->environment, "cpu_model");
	bool answered = source->cpuid, rented;
	char text[128];

	if (model && strcmp(model, EMULATOR) == 0)
		return EMULATOR;
	/* names of rented bare metal end so: "c6g.metal" */
	small_file_read(text, sizeof(text), PRODUCT);
	rented = !source->cpuid && !strstr(text, ".metal") &&
		 !strstr(text, "-metal");
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const struct mark *mark = &marks[i];

		if (mark->path)
			small_file_read(text, sizeof(text), "%s", mark->path);
		answered = answered || (mark->path && text[0]);
		if (strstr(mark->path ? text : source->signature,
			   mark->words) && (rented || !mark->rented))
			return mark->name;
	}
	if (source->hypervisor)
		return source->signature[0] ? source->signature :
					      "unnamed hypervisor";
	return answered ? "none" : NULL;
}

static enum environment_verdict judge_hypervisor(struct look *look)
{
	const char *name = find_hypervisor(look);

	if (!name)
		return ENVIRONMENT_UNKNOWN;
	if (strcmp(name, "none") == 0)
		return environment_say(look, ENVIRONMENT_FINE, name);
	return environment_say(look, environment_unfit(look,
		"virtual machine (%s)", name), name);
}

static enum environment_verdict judge_emulation(struct look *look)
{
	const char *name = environment_value(look->environment, "hypervisor");

	if (name && strcmp(name, EMULATOR) == 0)
		return environment_say(look, environment_unfit(look,
			"software emulation"), name);
	/* Without CPUID a guest of QEMU looks alike with KVM and with TCG. */
	if (!name || (!look->source->cpuid && strstr(name, "QEMU")))
		return ENVIRONMENT_UNKNOWN;
	return environment_say(look, ENVIRONMENT_FINE, "none");
}

const struct environment_row environment_virtual_rows[] = {
	{ .name = "hypervisor", .judge = judge_hypervisor,
	  .why = "the host may stop a CPU or move it, and decides what nodes and caches seem to be",
	  .remedy = "measure on bare metal",
	  .missing = "neither CPU nor firmware shows whether this is a virtual machine" },
	{ .name = "emulation", .judge = judge_emulation,
	  .why = "a program emulates the CPU: caches, atomics and nodes are not real",
	  .remedy = "use a real machine, or a guest with hardware virtualization",
	  .missing = "under a software emulator, caches, atomics and nodes are not real",
	  .missing_remedy = "ask the host's administrator whether it uses hardware virtualization" },
	{ .name = NULL },
};
