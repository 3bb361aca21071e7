// SPDX-License-Identifier: MIT
/* Whether the machine is real. */
#include <stdio.h>
#include <string.h>

#include "env/internal.h"

#define EMULATOR	"QEMU TCG"

static const struct signature {
	const char *vendor;
	const char *name;
} signatures[] = {
	{ "TCGTCGTCGTCG", EMULATOR },
	{ "KVMKVMKVM", "KVM" },
	{ "Linux KVM Hv", "KVM" },
	{ "Microsoft Hv", "Hyper-V" },
	{ "VMwareVMware", "VMware" },
	{ "XenVMMXenVMM", "Xen" },
	{ "VBoxVBoxVBox", "VirtualBox" },
	{ "bhyve bhyve ", "bhyve" },
	{ " lrpepyh  vr", "Parallels" },
	{ "ACRNACRNACRN", "ACRN" },
	{ "QNXQVMBSQG", "QNX" },
};

/**
 * struct mark - what firmware says on virtual machines
 * @path: of the file
 * @words: part of what it says
 * @name: of the hypervisor
 * @rented: said on the bare metal of a cloud too, so that it counts only
 *	where the CPU cannot be asked
 */
static const struct mark {
	const char *path;
	const char *words;
	const char *name;
	bool rented;
} marks[] = {
	{ "/sys/hypervisor/type", "xen", "Xen", false },
	{ "/sys/class/dmi/id/product_name", "KVM", "KVM", false },
	{ "/sys/class/dmi/id/product_name", "VirtualBox", "VirtualBox", false },
	{ "/sys/class/dmi/id/product_name", "Apple Virtualization",
	  "Apple Virtualization", false },
	{ "/sys/class/dmi/id/product_name", "BHYVE", "bhyve", false },
	{ "/sys/class/dmi/id/sys_vendor", "VMware", "VMware", false },
	{ "/sys/class/dmi/id/sys_vendor", "QEMU", "QEMU", false },
	{ "/sys/class/dmi/id/sys_vendor", "Xen", "Xen", false },
	{ "/sys/class/dmi/id/sys_vendor", "Parallels", "Parallels", false },
	/* After the others, some of which say that too. */
	{ "/sys/class/dmi/id/product_name", "Virtual Machine", "Hyper-V",
	  false },
	{ "/sys/class/dmi/id/sys_vendor", "Amazon EC2", "Amazon Nitro", true },
	{ "/sys/class/dmi/id/product_name", "Google Compute Engine",
	  "Google Compute Engine", true },
	{ "/sys/class/dmi/id/product_name", "OpenStack", "OpenStack", true },
	{ "/sys/class/dmi/id/product_name", "Alibaba Cloud ECS",
	  "Alibaba Cloud", true },
	{ "/proc/device-tree/hypervisor/compatible", "kvm", "KVM", false },
	{ "/proc/device-tree/hypervisor/compatible", "xen", "Xen", false },
	{ "/proc/device-tree/compatible", "linux,dummy-virt", "QEMU or KVM",
	  false },
};

/* Names of rented bare metal end so: "c6g.metal" */
static bool is_rented_metal(const struct environment_source *source)
{
	char product[128];

	environment_read(source, product, sizeof(product),
			 "/sys/class/dmi/id/product_name");
	return strstr(product, ".metal") || strstr(product, "-metal");
}

static const char *ask_firmware(const struct environment_source *source,
				bool *answered)
{
	bool rented = !source->cpuid.known && !is_rented_metal(source);

	*answered = false;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		char text[128];

		if (!environment_read(source, text, sizeof(text), "%s",
				      marks[i].path) || !text[0])
			continue;
		*answered = true;
		if (strstr(text, marks[i].words) &&
		    (rented || !marks[i].rented))
			return marks[i].name;
	}
	return NULL;
}

/* Return: "none", a name, or NULL where it cannot be found out */
static const char *find_hypervisor(struct environment *environment,
				   const struct environment_source *source)
{
	const struct environment_cpuid *cpuid = &source->cpuid;
	const char *model = environment_value(environment, "cpu_model");
	const char *name;
	bool answered;

	if (model && strcmp(model, EMULATOR) == 0)
		return EMULATOR;
	for (size_t i = 0; cpuid->hypervisor && i < ARRAY_SIZE(signatures);
	     i++) {
		if (strcmp(cpuid->vendor, signatures[i].vendor) == 0)
			return signatures[i].name;
	}
	name = ask_firmware(source, &answered);
	if (name)
		return name;
	if (cpuid->hypervisor)
		return cpuid->vendor[0] ? cpuid->vendor : "unnamed hypervisor";
	return cpuid->known || answered ? "none" : NULL;
}

static void add_emulation(struct environment *environment,
			  const struct environment_source *source,
			  const char *hypervisor)
{
	static const struct environment_judgement emulated = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "a program plays the CPU: caches, atomics and nodes are not there",
		.remedy = "use a real machine, or a guest with hardware virtualization",
	};
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "under a software emulator, caches, atomics and nodes are not there",
		.remedy = "ask who runs the host whether it uses hardware virtualization",
	};
	/* Without CPUID a guest of QEMU looks alike with KVM and with TCG. */
	bool hidden = !hypervisor || (!source->cpuid.known &&
				      strstr(hypervisor, "QEMU"));

	if (hypervisor && strcmp(hypervisor, EMULATOR) == 0)
		environment_add_unfit(environment, "emulation", EMULATOR,
				      &emulated, "software emulation");
	else if (hidden)
		environment_add(environment, "emulation", NULL, &unstated);
	else
		environment_add(environment, "emulation", "none", NULL);
}

void environment_add_virtual(struct environment *environment,
			     const struct environment_source *source)
{
	static const struct environment_judgement guest = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "the host may stop a CPU or move it, and decides what nodes and caches seem to be",
		.remedy = "measure on bare metal",
	};
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "neither CPU nor firmware tell whether this is a virtual machine",
	};
	const char *name = find_hypervisor(environment, source);

	if (name && strcmp(name, "none") != 0)
		environment_add_unfit(environment, "hypervisor", name, &guest,
				      "virtual machine (%s)", name);
	else
		environment_add(environment, "hypervisor", name,
				name ? NULL : &unstated);
	add_emulation(environment, source, name);
}
