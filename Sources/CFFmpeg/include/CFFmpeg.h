#ifndef DELTANAS_CFFMPEG_H
#define DELTANAS_CFFMPEG_H

#include <errno.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/sha.h>
#include <libswscale/swscale.h>

// FFmpeg defines these by macros that Swift does not import.

/// FFmpeg's error code for an `errno` value.
static inline int deltanas_averror(int code) { return AVERROR(code); }

/// "Not yet: more input first."
static inline int deltanas_averror_again(void) { return AVERROR(EAGAIN); }

/// The end of a stream.
static inline int deltanas_averror_eof(void) { return AVERROR_EOF; }

/// A time stamp that is not known.
static inline int64_t deltanas_no_timestamp(void) { return AV_NOPTS_VALUE; }

// Files as FFmpeg reads and writes them here: by descriptors that the caller has opened, so that nothing that a file says
// makes FFmpeg open another one.

/// A context that reads, or writes, an open descriptor, which stays the caller's; NULL where there is no memory.
AVIOContext *deltanas_io_open(int descriptor, int is_writing);

/// Frees the context, not the descriptor; written bytes have to be flushed before.
void deltanas_io_close(AVIOContext **context);

/// Makes a format's own attempts to open further files fail, playlists' and references'.
void deltanas_refuse_further_files(AVFormatContext *format);

// swscale, for pictures whose size stays.

/// A context that works on bands of a picture in so many threads; NULL where the formats are not known to it.
struct SwsContext *deltanas_scaler(
    int width, int height, enum AVPixelFormat from, enum AVPixelFormat to, int flags, int threads);

/// A frame as interleaved 8-bit RGB, rows without gaps. Returns an error code of FFmpeg's, or what is not negative.
int deltanas_to_rgb(struct SwsContext *context, const AVFrame *frame, uint8_t *pixels);

/// The reverse, into a frame that has its buffers.
int deltanas_from_rgb(struct SwsContext *context, const uint8_t *pixels, AVFrame *frame);

/// What FFmpeg says of an error code; empty where it has no words for it.
void deltanas_error_text(int code, char text[128]);

/// The display matrix of a frame, else that of its stream: nine numbers, as FFmpeg lays them out. Returns whether there is one.
int deltanas_display_matrix(const AVStream *stream, const AVFrame *frame, int32_t matrix[9]);

#endif
