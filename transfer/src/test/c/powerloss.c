/*
 * A disk that keeps only what was synced, for tests: preloaded into a process, it copies a file into a folder of its own
 * whenever the process syncs it (fsync, fdatasync), and the list of a directory's names whenever that is synced. What a
 * loss of power would leave is in that folder: the names of the directories that were synced, with the content that each
 * file had when it was synced last. Everything else is gone, which is more than a real disk loses.
 *
 * POWERLOSS_ROOT: only files below this folder count. POWERLOSS_DISK: the folder of copies.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void publish(const char *temporary, const char *final_name) {
    rename(temporary, final_name);
}

static void copy_file(int fd, const struct stat *st, const char *disk) {
    char name[PATH_MAX], temporary[PATH_MAX], own[64], buffer[1 << 16];
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    int in = open(own, O_RDONLY | O_CLOEXEC);
    if (in < 0) return;
    snprintf(name, sizeof name, "%s/file-%lu", disk, (unsigned long)st->st_ino);
    snprintf(temporary, sizeof temporary, "%s/new-%lu-%d", disk, (unsigned long)st->st_ino, gettid());
    int out = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out >= 0) {
        ssize_t n;
        while ((n = read(in, buffer, sizeof buffer)) > 0) {
            if (write(out, buffer, (size_t)n) != n) break;
        }
        close(out);
        publish(temporary, name);
    }
    close(in);
}

static void copy_names(int fd, const struct stat *st, const char *disk) {
    char name[PATH_MAX], temporary[PATH_MAX], own[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    DIR *directory = opendir(own);
    if (!directory) return;
    snprintf(name, sizeof name, "%s/names-%lu", disk, (unsigned long)st->st_ino);
    snprintf(temporary, sizeof temporary, "%s/new-%lu-%d", disk, (unsigned long)st->st_ino, gettid());
    FILE *out = fopen(temporary, "we");
    if (out) {
        for (struct dirent *e = readdir(directory); e; e = readdir(directory)) {
            if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
                fprintf(out, "%lu %c %s\n", (unsigned long)e->d_ino, e->d_type == DT_DIR ? 'd' : 'f', e->d_name);
            }
        }
        fclose(out);
        publish(temporary, name);
    }
    closedir(directory);
}

static void synced(int fd) {
    const char *root = getenv("POWERLOSS_ROOT"), *disk = getenv("POWERLOSS_DISK");
    char own[64], path[PATH_MAX];
    struct stat st;
    if (!root || !disk || fstat(fd, &st)) return;
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(own, path, sizeof path - 1);
    if (n < 0) return;
    path[n] = 0;
    if (strncmp(path, root, strlen(root))) return;
    /* One at a time: what was seen first must not replace what was seen later. */
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&one);
    if (S_ISDIR(st.st_mode)) copy_names(fd, &st, disk);
    else if (S_ISREG(st.st_mode)) copy_file(fd, &st, disk);
    pthread_mutex_unlock(&one);
}

int fsync(int fd) {
    synced(fd);
    return 0;
}

int fdatasync(int fd) {
    synced(fd);
    return 0;
}

/* Who asks for these by name, as Java's foreign functions do, is given them too. */
void *dlsym(void *handle, const char *name) {
    static void *(*next)(void *, const char *);
    if (!strcmp(name, "fsync")) return (void *)fsync;
    if (!strcmp(name, "fdatasync")) return (void *)fdatasync;
    if (!next) next = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
    if (!next) next = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    return next ? next(handle, name) : NULL;
}
