// libjpeg as Swift can see it: errors come back as a result instead of ending the process.
#ifndef CJPEG_H
#define CJPEG_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

enum { CJPEG_REASON_MAX = JMSG_LENGTH_MAX };

struct cjpeg_errors {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    char *reason;
};

static void cjpeg_leave(j_common_ptr common) {
    struct cjpeg_errors *errors = (struct cjpeg_errors *)common->err;
    errors->base.format_message(common, errors->reason);
    longjmp(errors->escape, 1);
}

// Nothing is printed; the last warning is kept, since it names what is damaged.
static void cjpeg_note(j_common_ptr common) {
    struct cjpeg_errors *errors = (struct cjpeg_errors *)common->err;
    errors->base.format_message(common, errors->reason);
}

// Reads a picture's size and, unless `to` is null, its brightness, a byte a pixel: 1, or 0 with the reason.
// `room` is how many bytes `to` has; a picture of another size is refused. A damaged picture is refused, not guessed.
static inline int cjpeg_read(
    const unsigned char *bytes, size_t count, unsigned char *to, size_t room, unsigned *width, unsigned *height, char *reason) {
    struct jpeg_decompress_struct picture;
    struct cjpeg_errors errors;
    picture.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = cjpeg_leave;
    errors.base.output_message = cjpeg_note;
    errors.reason = reason;
    reason[0] = 0;
    jpeg_create_decompress(&picture);
    if (setjmp(errors.escape)) {
        jpeg_destroy_decompress(&picture);
        return 0;
    }
    jpeg_mem_src(&picture, (unsigned char *)bytes, (unsigned long)count);
    (void)jpeg_read_header(&picture, TRUE);
    *width = picture.image_width;
    *height = picture.image_height;
    int isWhole = 1;
    if (to != NULL) {
        picture.out_color_space = JCS_GRAYSCALE;
        (void)jpeg_start_decompress(&picture);
        if ((size_t)picture.output_width * picture.output_height != room || picture.output_components != 1) {
            strcpy(reason, "its size changed while it was read");
            isWhole = 0;
        }
        while (isWhole && picture.output_scanline < picture.output_height) {
            JSAMPROW row = to + (size_t)picture.output_scanline * picture.output_width;
            (void)jpeg_read_scanlines(&picture, &row, 1);
        }
        if (isWhole) (void)jpeg_finish_decompress(&picture);
        if (errors.base.num_warnings > 0) isWhole = 0;
    }
    jpeg_destroy_decompress(&picture);
    return isWhole;
}

#endif
