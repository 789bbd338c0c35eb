#include "COpenCV.h"

#include <cstring>
#include <exception>
#include <mutex>

#include <opencv2/core.hpp>
#include <opencv2/video/tracking.hpp>

namespace {

// An exception says all that OpenCV would print.
int printNothing(int, const char *, const char *, const char *, int, void *) { return 0; }

void prepareOnce() {
    static std::once_flag once;
    std::call_once(once, [] {
        cv::setNumThreads(1);
        cv::redirectError(printNothing);
    });
}

int failure(const char *text, char *message, size_t capacity) {
    if (capacity > 0) {
        std::strncpy(message, text, capacity - 1);
        message[capacity - 1] = 0;
    }
    return 1;
}

} // namespace

extern "C" int deltanas_dis_flow(
    const uint8_t *from, const uint8_t *to, int width, int height, float *flow, char *message, size_t capacity) {
    try {
        prepareOnce();
        // Headers over the caller's pixels, which are only read.
        const cv::Mat first(height, width, CV_8UC1, const_cast<uint8_t *>(from));
        const cv::Mat second(height, width, CV_8UC1, const_cast<uint8_t *>(to));
        cv::Mat field;
        cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_MEDIUM)->calc(first, second, field);
        field.copyTo(cv::Mat(height, width, CV_32FC2, flow));
        return 0;
    } catch (const std::exception &error) {
        return failure(error.what(), message, capacity);
    } catch (...) {
        return failure("an exception of no known type", message, capacity);
    }
}
