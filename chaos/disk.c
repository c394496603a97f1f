// Simulates a faulty disk for files below $CHAOS_DISK. The file $CHAOS_DISK_MODE has the mode:
//   slow MS    every write and sync takes MS milliseconds
//   readonly   writes fail with EROFS
//   full       writes fail with ENOSPC
// Reading a file with "never-returns" in its path never returns. Load it with LD_PRELOAD (ld.so(8)).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static ssize_t path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  path[length > 0 ? length : 0] = 0;
  return length;
}

// Returns 0, or the errno with which the write fails.
static int misbehave(int fd) {
  const char *disk = getenv("CHAOS_DISK"), *control = getenv("CHAOS_DISK_MODE");
  char path[4096], mode[64] = "";
  if (!disk || !control || path_of(fd, path, sizeof path) <= 0) return 0;
  if (strncmp(path, disk, strlen(disk)) != 0) return 0;
  FILE *file = fopen(control, "r");
  if (!file) return 0;
  if (!fgets(mode, sizeof mode, file)) mode[0] = 0;
  fclose(file);
  int ms = 0;
  if (sscanf(mode, "slow %d", &ms) == 1) {
    struct timespec pause = {ms / 1000, (ms % 1000) * 1000000L};
    nanosleep(&pause, NULL);
  }
  if (strncmp(mode, "readonly", 8) == 0) return EROFS;
  if (strncmp(mode, "full", 4) == 0) return ENOSPC;
  return 0;
}

static void hang(int fd) {
  char path[4096];
  if (getenv("CHAOS_DISK") && path_of(fd, path, sizeof path) > 0 && strstr(path, "never-returns"))
    for (;;) pause();
}

#define GUARDED(type, name, parameters, arguments)                       \
  type name parameters {                                                 \
    static type(*next) parameters;                                       \
    if (!next) next = (type(*) parameters)dlsym(RTLD_NEXT, #name);       \
    int error = misbehave(fd);                                           \
    if (error) {                                                         \
      errno = error;                                                     \
      return -1;                                                         \
    }                                                                    \
    return next arguments;                                               \
  }

GUARDED(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
GUARDED(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
GUARDED(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
GUARDED(int, ftruncate, (int fd, off_t size), (fd, size))
GUARDED(int, ftruncate64, (int fd, off64_t size), (fd, size))
GUARDED(int, fsync, (int fd), (fd))
GUARDED(int, fdatasync, (int fd), (fd))

ssize_t read(int fd, void *bytes, size_t count) {
  static ssize_t (*next)(int, void *, size_t);
  if (!next) next = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
  if (fd > 2) hang(fd);
  return next(fd, bytes, count);
}
