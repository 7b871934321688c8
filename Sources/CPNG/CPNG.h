// libpng's simplified interface, as far as a picture in memory needs it.
#ifndef CPNG_H
#define CPNG_H

#include <png.h>
#include <stddef.h>
#include <string.h>

// Reads the header: 1, or 0 when the bytes are no picture. Afterwards cpng_read or cpng_close must follow.
static inline int cpng_open(png_image *image, const void *bytes, size_t count) {
    memset(image, 0, sizeof *image);
    image->version = PNG_IMAGE_VERSION;
    return png_image_begin_read_from_memory(image, bytes, count);
}

// Writes rows of red, green, blue, opacity, a byte each: 1, or 0 when the picture is damaged. Values of 16 bits mean what those of 8 do.
static inline int cpng_read(png_image *image, void *to) {
    image->format = PNG_FORMAT_RGBA;
    image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    return png_image_finish_read(image, NULL, to, 0, NULL);
}

static inline void cpng_close(png_image *image) { png_image_free(image); }

// Why the last call failed.
static inline const char *cpng_reason(const png_image *image) { return image->message; }

#endif
