/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/child.h"
#include "app/command.h"
#include "base/bytes.h"

enum { WRITTEN_MAX = 64 << 20, X32_BIT = 0x40000000 };

/* For reading files, for memory, for the time, and for the end. */
static const unsigned allowed[] = {
	SYS_read,        SYS_pread64,        SYS_readv,
	SYS_lseek,       SYS_openat2,        SYS_close,
	SYS_fstat,       SYS_newfstatat,     SYS_statx,
	SYS_fstatfs,     SYS_statfs,         SYS_getdents64,
	SYS_readlink,    SYS_readlinkat,     SYS_access,
	SYS_faccessat,   SYS_faccessat2,     SYS_getxattr,
	SYS_lgetxattr,   SYS_fgetxattr,      SYS_listxattr,
	SYS_llistxattr,  SYS_flistxattr,     SYS_fcntl,
	SYS_dup,         SYS_fadvise64,      SYS_write,
	SYS_writev,      SYS_pwrite64,       SYS_brk,
	SYS_mmap,        SYS_munmap,         SYS_mremap,
	SYS_mprotect,    SYS_madvise,        SYS_futex,
	SYS_sched_yield, SYS_clock_gettime,  SYS_gettimeofday,
	SYS_time,        SYS_getrandom,      SYS_getpid,
	SYS_gettid,      SYS_getuid,         SYS_geteuid,
	SYS_getgid,      SYS_getegid,        SYS_uname,
	SYS_sysinfo,     SYS_rt_sigprocmask, SYS_rt_sigreturn,
	SYS_exit,        SYS_exit_group,     SYS_restart_syscall,
	SYS_sigaltstack,
};

enum { ALLOWED = sizeof(allowed) / sizeof(*allowed) };

/* Of a file its flags, of a disk its size, of an output whether it is a terminal. */
static const unsigned requests[] = { FS_IOC_GETFLAGS, BLKGETSIZE64, BLKSSZGET, TCGETS };

enum { REQUESTS = sizeof(requests) / sizeof(*requests) };

/* How a file is not opened.  What openat2(2) is told lies where no filter sees it. */
enum { CHANGES = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY) };

#define LOAD(member)                                                                     \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define IF_EQUAL(value, then, otherwise)                                                 \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, otherwise)

enum { HEAD = 5, TAIL = 7, PROGRAM = HEAD + ALLOWED + TAIL + REQUESTS };

/* seccomp(2).  Each test jumps to the last line, which allows, or goes on. */
static int filter_calls(void)
{
	struct sock_filter program[PROGRAM] = {
		LOAD(arch),
		IF_EQUAL(AUDIT_ARCH_X86_64, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, PROGRAM - HEAD - 2, 0),
	};
	struct sock_fprog filter = { PROGRAM, program };
	size_t at = HEAD;

	for (size_t i = 0; i < ALLOWED; i++, at++)
		program[at] = (struct sock_filter)IF_EQUAL(
			allowed[i], (uint8_t)(PROGRAM - 2 - at), 0);
	program[at++] = (struct sock_filter)IF_EQUAL(SYS_openat, 0, 2);
	program[at++] = (struct sock_filter)LOAD(args[2]);
	program[at] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CHANGES,
						   (uint8_t)(PROGRAM - 3 - at),
						   (uint8_t)(PROGRAM - 2 - at));
	at++;
	program[at++] = (struct sock_filter)IF_EQUAL(SYS_ioctl, 0, REQUESTS + 1);
	program[at++] = (struct sock_filter)LOAD(args[1]);
	for (size_t i = 0; i < REQUESTS; i++, at++)
		program[at] = (struct sock_filter)IF_EQUAL(
			requests[i], (uint8_t)(PROGRAM - 2 - at), 0);
	program[at++] = (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | EPERM);
	program[at++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0 ? -errno : 0;
}

/* landlock(7): nothing is handled but changes, and none is allowed anywhere. */
static void freeze_files(void)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs =
			LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
			LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
			LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
			LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
			LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
			LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (fd < 0)
		return; /* a kernel without it, before 5.13 for one */
	(void)syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
}

/* capabilities(7): the bounding set first, as that takes CAP_SETPCAP. */
static int drop_capabilities(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	const unsigned keep = 1U << CAP_DAC_READ_SEARCH;

	if (syscall(SYS_capget, &head, data) < 0)
		return -errno;
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (cap != CAP_DAC_READ_SEARCH)
			(void)prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		data[i].permitted &= i == 0 ? keep : 0;
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return syscall(SYS_capset, &head, data) < 0 ? -errno : 0;
}

int confine(void)
{
	struct rlimit size = { WRITTEN_MAX, WRITTEN_MAX }, none = { 0, 0 };
	int err;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    setrlimit(RLIMIT_FSIZE, &size) < 0 || setrlimit(RLIMIT_CORE, &none) < 0)
		return -errno;
	err = drop_capabilities();
	if (err < 0)
		return err;
	freeze_files();
	return filter_calls();
}

struct work {
	int (*run)(void *);
	void *arg;
};

static int run_confined(void *arg)
{
	const struct work *work = arg;
	int err = confine();

	if (err < 0)
		return command_fail(STATUS_FAILED, "privileges cannot be given up: %s",
				    strerror(-err));
	return work->run(work->arg);
}

int confined(struct pool *pool, int (*work)(void *), void *arg, json_t **value,
	     const char **why)
{
	struct work whole = { work, arg };
	struct child child;
	int status;

	*value = NULL;
	*why = "no process to be had";
	if (child_begin(&child) < 0 || child_run(&child, run_confined, &whole) < 0)
		return STATUS_FAILED;
	status = child.status;
	*why = child_messages(pool, &child);
	if (!*why)
		*why = "what reads the system was ended";
	if (status == 0)
		*value = child_json(&child);
	child_end(&child);
	return *value ? 0 : status ? status : STATUS_FAILED;
}
