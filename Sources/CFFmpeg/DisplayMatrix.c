// Where the display matrix is has changed between FFmpeg's versions.

#include "CFFmpeg.h"

#include <string.h>

static const uint8_t *stream_matrix(const AVStream *stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
    const AVPacketSideData *data = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return data && data->size >= 36 ? data->data : NULL;
#else
    for (int i = 0; i < stream->nb_side_data; i++) {
        const AVPacketSideData *data = &stream->side_data[i];
        if (data->type == AV_PKT_DATA_DISPLAYMATRIX && data->size >= 36) return data->data;
    }
    return NULL;
#endif
}

int deltanas_display_matrix(const AVStream *stream, const AVFrame *frame, int32_t matrix[9]) {
    const AVFrameSideData *data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    const uint8_t *bytes = data && data->size >= 36 ? data->data : stream_matrix(stream);
    if (!bytes) return 0;
    memcpy(matrix, bytes, 36);
    return 1;
}
