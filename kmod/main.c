// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * svc_page_pool_bench: the posted page pool and its rivals, with real pages.
 *
 *	cd /sys/kernel/debug/svc_page_pool_bench
 *	echo "scenario=handoff cpus=0,1 burst=17 put=bulk" >run
 *	cat trial slices accounts
 *
 * The write returns when the trial is over, and a signal ends it. What a
 * request lacks is a default; what is wrong with it is one line of the log.
 * An open file holds the module: it cannot be unloaded during a trial.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>
#include <linux/vmalloc.h>

#include "trial.h"

/* Of the integers that the files have; a reader refuses what it does not know */
#define SCHEMA		1
#define REQUEST_MAX	1024

#define SHARED(name)	extern const struct pool_ops *const registered_##name;
#define RIVAL(name)	SHARED(name)
#include "pools.def"
#undef SHARED
#undef RIVAL

/* One trial at a time; it is kept until the next one. */
static DEFINE_MUTEX(lock);
static struct trial *trial;
static struct dentry *folder;

/* The base once more: what differs from it is the harness */
static struct pool_ops again;
static const struct pool_ops *registry[TRIAL_SUBJECTS_MAX - 1];
static size_t registered;

static void __init fill_registry(void)
{
#define SHARED(name)	registry[registered++] = registered_##name;
#define RIVAL(name)	SHARED(name)
#include "pools.def"
#undef SHARED
#undef RIVAL
	again = *registry[0];
	again.name = TRIAL_BASE_AGAIN;
	again.description = "the base a second time";
	registry[registered++] = &again;
}

const struct pool_ops *const *pool_registry(size_t *count)
{
	*count = registered;
	return registry;
}

static int run_request(char *text)
{
	struct trial_config *config = kmalloc(sizeof(*config), GFP_KERNEL);
	struct error error = { "" };
	int err;

	if (!config)
		return -ENOMEM;
	err = request_parse(text, config, &error);
	if (err) {
		pr_err("%s\n", error.text);
		goto out;
	}
	vfree(trial);
	trial = trial_new(config);
	if (!trial) {
		err = -ENOMEM;
		goto out;
	}
	err = trial_run(trial);
	if (err == -EUCLEAN)
		pr_err("pages are not all accounted for: see accounts\n");
	else if (err)
		pr_err("the trial ended early: error %d\n", err);
out:
	kfree(config);
	return err;
}

static ssize_t run_write(struct file *file, const char __user *from, size_t n,
			 loff_t *pos)
{
	char *text;
	int err;

	if (n > REQUEST_MAX) {
		pr_err("a request of %zu bytes: at most %u would be right\n",
		       n, REQUEST_MAX);
		return -EINVAL;
	}
	text = memdup_user_nul(from, n);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = mutex_lock_interruptible(&lock);
	if (!err) {
		err = run_request(text);
		mutex_unlock(&lock);
	}
	kfree(text);
	return err ? err : (ssize_t)n;
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = run_write,
};

static int pools_show(struct seq_file *m, void *unused)
{
	size_t count, i;
	const struct pool_ops *const *pools = pool_registry(&count);

	for (i = 0; i < count; i++)
		seq_printf(m, "%s\t%s\n", pools[i]->name,
			   pools[i]->description);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(pools);

static int trial_show(struct seq_file *m, void *unused)
{
	const struct trial_config *config;
	unsigned int i;

	if (mutex_lock_interruptible(&lock))
		return -EINTR;
	if (!trial)
		goto out;
	config = &trial->config;
	seq_printf(m, "schema %u\nkernel %s\nerror %d\nticks_khz %llu\n",
		   SCHEMA, utsname()->release, trial->error, trial->ticks_khz);
	seq_printf(m, "init_on_alloc %d\n", want_init_on_alloc(GFP_KERNEL));
	seq_printf(m, "scenario %s\nproducers %u\nnode %d\ncpus",
		   scenario_names[config->scenario], config->producers,
		   config->node);
	for (i = 0; i <= config->producers; i++)
		seq_printf(m, "%c%u", i ? ',' : ' ', config->cpu[i]);
	seq_printf(m, "\nburst %u\nput %s\npool_max %u\nslices %u\nwindow_ms %u\nwarmup_us %u\nseed %llu\nbase %s\n",
		   config->burst, put_names[config->put], config->max,
		   config->slices, config->window_ms, config->warmup_us,
		   config->seed, trial_name(config->subject[config->base]));
out:
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(trial);

static int accounts_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	if (mutex_lock_interruptible(&lock))
		return -EINTR;
	seq_puts(m, "pool,allocated,freed,sent,received,found,doubled,lost,slices_wrong,own_pages\n");
	for (i = 0; trial && i < trial->config.subjects; i++) {
		const struct trial_account *account = &trial->account[i];

		/* line_transfer has no pages */
		if (!trial->config.subject[i])
			continue;
		seq_printf(m, "%s,%lld,%lld,%llu,%llu,%llu,%llu,%lld,%u,%d\n",
			   trial_name(trial->config.subject[i]),
			   account->allocated, account->freed, account->sent,
			   account->received, account->found, account->doubled,
			   account->lost, account->slices_wrong,
			   has_own_pages(trial->config.subject[i]));
	}
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(accounts);

/* ---- slices: a row each, too many for one buffer ---- */

static void *slices_at(loff_t pos)
{
	if (!pos)
		return SEQ_START_TOKEN;
	return trial && pos <= trial->slices ? &trial->slice[pos - 1] : NULL;
}

static void *slices_start(struct seq_file *m, loff_t *pos)
{
	if (mutex_lock_interruptible(&lock))
		return ERR_PTR(-EINTR);
	return slices_at(*pos);
}

static void *slices_next(struct seq_file *m, void *v, loff_t *pos)
{
	return slices_at(++*pos);
}

static void slices_stop(struct seq_file *m, void *v)
{
	/* handed what slices_start() returned, also where it has no lock */
	if (!IS_ERR(v))
		mutex_unlock(&lock);
}

/* Where pages are the pool's own, misses and refusals are its own, too. */
static void show_known(struct seq_file *m, const struct trial_slice *slice,
		       u64 count)
{
	if (has_own_pages(trial->config.subject[slice->subject]))
		seq_putc(m, ',');
	else
		seq_printf(m, "%llu,", count);
}

static int slices_show(struct seq_file *m, void *v)
{
	const struct trial_slice *slice = v;

	if (v == SEQ_START_TOKEN) {
		seq_puts(m, "slice,block,pool,status,start_ticks,skew_ticks,window_ticks,buffers,wait_ticks,get_empty,fallback,wrong_node,messages,put_buffers,put_busy_ticks,put_full,put_full_negative,switches,held,length\n");
		return 0;
	}
	seq_printf(m, "%td,%u,%s,", slice - trial->slice, slice->block,
		   trial_name(trial->config.subject[slice->subject]));
	if (!slice->ran) {
		/* nothing absent is ever 0 */
		seq_puts(m, "not-run,,,,,,,,,,,,,,,,\n");
		return 0;
	}
	seq_printf(m, "%s,%llu,%llu,%llu,%llu,%llu,",
		   slice->missed ? "missed" : "ok", slice->start,
		   slice->skew_ticks, slice->window_ticks,
		   slice->consumer.buffers, slice->consumer.wait_ticks);
	show_known(m, slice, slice->consumer.get_empty);
	show_known(m, slice, slice->consumer.fallback);
	seq_printf(m, "%llu,%llu,%llu,%llu,", slice->consumer.wrong_node,
		   slice->consumer.messages, slice->producers.buffers,
		   slice->busy_ticks);
	show_known(m, slice,
		   slice->consumer.put_full + slice->producers.put_full);
	show_known(m, slice, slice->consumer.put_full_negative +
			     slice->producers.put_full_negative);
	seq_printf(m, "%llu,", slice->switches);
	if (trial->config.subject[slice->subject])
		seq_printf(m, "%lld", slice->held);
	seq_printf(m, slice->length < 0 ? ",\n" : ",%lld\n", slice->length);
	return 0;
}

static const struct seq_operations slices_sops = {
	.start = slices_start,
	.next = slices_next,
	.stop = slices_stop,
	.show = slices_show,
};
DEFINE_SEQ_ATTRIBUTE(slices);

static int __init bench_init(void)
{
	fill_registry();
	folder = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("run", 0200, folder, NULL, &run_fops);
	debugfs_create_file("pools", 0400, folder, NULL, &pools_fops);
	debugfs_create_file("trial", 0400, folder, NULL, &trial_fops);
	debugfs_create_file("slices", 0400, folder, NULL, &slices_fops);
	debugfs_create_file("accounts", 0400, folder, NULL, &accounts_fops);
	return 0;
}

static void __exit bench_exit(void)
{
	debugfs_remove(folder);
	vfree(trial);
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("svc_page_pool and its rivals, with real pages");
MODULE_LICENSE("Dual MIT/GPL");
