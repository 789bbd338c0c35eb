// Reading and writing by descriptors.

#include "CFFmpeg.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { buffer_size = 1 << 16 };

/// What a context's callbacks get: the descriptor, as a pointer.
static int descriptor_of(void *opaque) { return (int)(intptr_t)opaque; }

static int read_bytes(void *opaque, uint8_t *bytes, int count) {
    ssize_t got;
    do got = read(descriptor_of(opaque), bytes, (size_t)count);
    while (got < 0 && errno == EINTR);
    if (got < 0) return AVERROR(errno);
    return got == 0 ? AVERROR_EOF : (int)got;
}

#if LIBAVFORMAT_VERSION_MAJOR >= 61
typedef const uint8_t written_byte;
#else
typedef uint8_t written_byte;
#endif

static int write_bytes(void *opaque, written_byte *bytes, int count) {
    int done = 0;
    while (done < count) {
        ssize_t wrote = write(descriptor_of(opaque), bytes + done, (size_t)(count - done));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return AVERROR(errno);
        done += (int)wrote;
    }
    return done;
}

static int64_t seek_to(void *opaque, int64_t offset, int whence) {
    int descriptor = descriptor_of(opaque);
    if (whence & AVSEEK_SIZE) {
        struct stat status;
        return fstat(descriptor, &status) == 0 ? (int64_t)status.st_size : AVERROR(errno);
    }
    off_t place = lseek(descriptor, (off_t)offset, whence & ~AVSEEK_FORCE);
    return place < 0 ? AVERROR(errno) : (int64_t)place;
}

AVIOContext *deltanas_io_open(int descriptor, int is_writing) {
    unsigned char *buffer = av_malloc(buffer_size);
    if (!buffer) return NULL;
    AVIOContext *context = avio_alloc_context(
        buffer, buffer_size, is_writing, (void *)(intptr_t)descriptor, is_writing ? NULL : read_bytes,
        is_writing ? write_bytes : NULL, seek_to);
    if (!context) av_free(buffer);
    return context;
}

void deltanas_io_close(AVIOContext **context) {
    if (*context) av_freep(&(*context)->buffer);
    avio_context_free(context);
}

static int refuse(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
    (void)format, (void)url, (void)flags, (void)options;
    *io = NULL;
    return AVERROR(EPERM);
}

void deltanas_refuse_further_files(AVFormatContext *format) {
    format->io_open = refuse;
}
