#ifndef DELTANAS_CFFMPEG_H
#define DELTANAS_CFFMPEG_H

#include <errno.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
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

#endif
