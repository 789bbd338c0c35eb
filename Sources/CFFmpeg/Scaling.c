// swscale on several threads, which it has for frames only.

#include "CFFmpeg.h"

struct SwsContext *deltanas_scaler(
    int width, int height, enum AVPixelFormat from, enum AVPixelFormat to, int flags, int threads) {
    struct SwsContext *context = sws_alloc_context();
    if (!context) return NULL;
    av_opt_set_int(context, "srcw", width, 0);
    av_opt_set_int(context, "srch", height, 0);
    av_opt_set_int(context, "dstw", width, 0);
    av_opt_set_int(context, "dsth", height, 0);
    av_opt_set_int(context, "src_format", from, 0);
    av_opt_set_int(context, "dst_format", to, 0);
    av_opt_set_int(context, "sws_flags", flags, 0);
    // Versions without them have one.
    av_opt_set_int(context, "threads", threads, 0);
    if (sws_init_context(context, NULL, NULL) < 0) {
        sws_freeContext(context);
        return NULL;
    }
    return context;
}

static void keep(void *opaque, uint8_t *bytes) { (void)opaque, (void)bytes; }

/// A frame over bytes of the caller's.
static AVFrame *frame_over(uint8_t *bytes, int width, int height) {
    AVFrame *frame = av_frame_alloc();
    if (!frame) return NULL;
    frame->width = width;
    frame->height = height;
    frame->format = AV_PIX_FMT_RGB24;
    frame->data[0] = bytes;
    frame->linesize[0] = 3 * width;
    frame->buf[0] = av_buffer_create(bytes, (size_t)3 * width * height, keep, NULL, 0);
    if (!frame->buf[0]) av_frame_free(&frame);
    return frame;
}

int deltanas_to_rgb(struct SwsContext *context, const AVFrame *frame, uint8_t *pixels) {
    AVFrame *target = frame_over(pixels, frame->width, frame->height);
    if (!target) return AVERROR(ENOMEM);
    int code = sws_scale_frame(context, target, frame);
    av_frame_free(&target);
    return code;
}

int deltanas_from_rgb(struct SwsContext *context, const uint8_t *pixels, AVFrame *frame) {
    AVFrame *source = frame_over((uint8_t *)pixels, frame->width, frame->height);
    if (!source) return AVERROR(ENOMEM);
    int code = sws_scale_frame(context, frame, source);
    av_frame_free(&source);
    return code;
}

void deltanas_error_text(int code, char text[128]) {
    if (av_strerror(code, text, 128) < 0) text[0] = 0;
}
