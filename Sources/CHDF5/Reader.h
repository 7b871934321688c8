// What the process that has a file does: it answers questions about it. Nothing but this and libhdf5 runs there, since a forked
// process has one thread, and what another had locked at the fork (in Swift's runtime: the making of a generic type) nobody unlocks.
//
// A question: a byte that says which, a number, a path and a name, each ended by a zero. An answer: a byte of chdf5_status, a number,
// and bytes. Each has its length before it, and all numbers are eight bytes.
#ifndef CHDF5_READER_H
#define CHDF5_READER_H

#include "CHDF5.h"
#include "Isolation.h"
#include <stdint.h>
#include <string.h>

enum { CHDF5_QUESTION_MAX = 1 << 20, CHDF5_NUMBER = sizeof(uint64_t) };

enum chdf5_question {
    CHDF5_CONTAINS, // whether the path leads to an object
    CHDF5_STRINGS,  // the texts of the path's attribute, each with its length before it
    CHDF5_SHAPE,    // the lengths of the path's dataset along its axes; the number is the bytes that it takes
    CHDF5_FLOATS,   // its numbers, as many as the question's number says
};

enum chdf5_status {
    CHDF5_DONE,
    CHDF5_NONE,                 // there is no attribute of that name
    CHDF5_UNSTARTED,            // libhdf5 does nothing
    CHDF5_UNREADABLE,           // the file
    CHDF5_ROOTLESS,             // the file
    CHDF5_LINK,                 // a step of the path, whose name follows, leads elsewhere
    CHDF5_MISSING,              // a step of the path, whose name follows, is not there
    CHDF5_ATTRIBUTE_UNOPENED,
    CHDF5_ATTRIBUTE_SHAPELESS,
    CHDF5_ATTRIBUTE_LONG,       // the number is its count
    CHDF5_ATTRIBUTE_NO_TEXT,
    CHDF5_ATTRIBUTE_UNREADABLE,
    CHDF5_NO_ARRAY,
    CHDF5_NO_NUMBERS,
    CHDF5_AXES,                 // the number is how many
    CHDF5_SHAPELESS,
    CHDF5_ELSEWHERE,            // the numbers lie in another file
    CHDF5_FLOATS_UNREADABLE,
};

// A file: its path, or all of its bytes; and how many those are.
struct chdf5_source {
    const char *path;
    const void *image;
    size_t bytes;
};

// The most that is accepted: characters of an object's name, texts of an attribute, axes of an array.
struct chdf5_limits {
    size_t name, texts;
    int axes;
};

struct chdf5_file {
    hid_t id;
    size_t bytes;
    struct chdf5_limits limits;
};

struct chdf5_answer {
    uint8_t status;
    uint64_t number;
    uint8_t *bytes;
    size_t count, room;
};

// Room for more bytes behind an answer's. Without memory the process ends, as on any other damage.
static inline uint8_t *chdf5_extend(struct chdf5_answer *answer, size_t count) {
    if (count > SIZE_MAX / 2 - answer->count) _exit(1);
    if (answer->count + count > answer->room) {
        // Texts come one by one; numbers all at once, and need no more than they are.
        answer->room = count > answer->count ? answer->count + count : 2 * answer->count;
        answer->bytes = realloc(answer->bytes, answer->room);
        if (!answer->bytes) _exit(1);
    }
    answer->count += count;
    return answer->bytes + answer->count - count;
}

static inline void chdf5_append(struct chdf5_answer *answer, const void *bytes, size_t count) {
    if (count > 0) memcpy(chdf5_extend(answer, count), bytes, count);
}

static inline void chdf5_append_number(struct chdf5_answer *answer, uint64_t number) { chdf5_append(answer, &number, CHDF5_NUMBER); }

static inline void chdf5_append_text(struct chdf5_answer *answer, const char *text, size_t length) {
    chdf5_append_number(answer, length);
    chdf5_append(answer, text, length);
}

// The file, or a negative number and the answer to all questions.
static inline hid_t chdf5_open_file(const struct chdf5_source *source, struct chdf5_answer *answer) {
    chdf5_be_silent();
    chdf5_forbid_plugins();
    answer->status = CHDF5_UNSTARTED;
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0) return -1;
    if (source->image) {
        if (H5Pset_fapl_core(access, 1 << 20, 0) < 0 || H5Pset_file_image(access, (void *)source->image, source->bytes) < 0) return -1;
    } else {
        chdf5_forgo_locks(access);
    }
    answer->status = CHDF5_UNREADABLE;
    return H5Fopen(source->image ? "model.weights.h5" : source->path, H5F_ACC_RDONLY, access);
}

// An object, step by step, so that no link leads elsewhere; negative when there is none.
static inline hid_t chdf5_open(const struct chdf5_file *file, char *path, struct chdf5_answer *answer) {
    hid_t current = H5Oopen(file->id, "/", H5P_DEFAULT);
    if (current < 0) answer->status = CHDF5_ROOTLESS;
    char *rest = NULL;
    for (char *step = strtok_r(path, "/", &rest); step && current >= 0; step = strtok_r(NULL, "/", &rest)) {
        int is_name = strlen(step) <= file->limits.name && H5Iget_type(current) == H5I_GROUP;
        int stays = is_name ? chdf5_link_stays(current, step) : -1;
        hid_t next = stays == 1 ? H5Oopen(current, step, H5P_DEFAULT) : -1;
        (void)H5Oclose(current);
        current = next;
        if (next >= 0) continue;
        answer->status = stays == 0 ? CHDF5_LINK : CHDF5_MISSING;
        chdf5_append(answer, step, strlen(step));
    }
    return current;
}

static inline int chdf5_variable_texts(hid_t attribute, hid_t type, hid_t space, size_t count, struct chdf5_answer *answer) {
    hid_t memory = H5Tcopy(H5T_C_S1);
    if (H5Tset_size(memory, H5T_VARIABLE) < 0 || H5Tset_cset(memory, H5Tget_cset(type)) < 0) return 0;
    char **texts = calloc(count, sizeof *texts);
    if (!texts || H5Aread(attribute, memory, texts) < 0) return 0;
    for (size_t place = 0; place < count; place++) chdf5_append_text(answer, texts[place], texts[place] ? strlen(texts[place]) : 0);
    (void)H5Dvlen_reclaim(memory, space, H5P_DEFAULT, texts);
    free(texts);
    (void)H5Tclose(memory);
    return 1;
}

static inline int chdf5_fixed_texts(hid_t attribute, hid_t type, size_t count, size_t bytes, struct chdf5_answer *answer) {
    size_t width = H5Tget_size(type);
    if (width == 0 || width > bytes || count > bytes / width) return 0;
    char *characters = calloc(count, width);
    if (!characters || H5Aread(attribute, type, characters) < 0) return 0;
    for (size_t place = 0; place < count; place++) chdf5_append_text(answer, characters + place * width, strnlen(characters + place * width, width));
    free(characters);
    return 1;
}

static inline void chdf5_answer_strings(const struct chdf5_file *file, hid_t object, const char *name, struct chdf5_answer *answer) {
    if (H5Aexists(object, name) <= 0) {
        answer->status = CHDF5_NONE;
        return;
    }
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) {
        answer->status = CHDF5_ATTRIBUTE_UNOPENED;
        return;
    }
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    hssize_t count = H5Sget_simple_extent_npoints(space);
    if (type < 0 || space < 0 || count < 0) {
        answer->status = CHDF5_ATTRIBUTE_SHAPELESS;
    } else if ((size_t)count > file->limits.texts) {
        answer->status = CHDF5_ATTRIBUTE_LONG;
        answer->number = (uint64_t)count;
    } else if (count > 0 && H5Tget_class(type) != H5T_STRING) {
        answer->status = CHDF5_ATTRIBUTE_NO_TEXT;
    } else if (count > 0) {
        int is_read = H5Tis_variable_str(type) > 0 ? chdf5_variable_texts(attribute, type, space, (size_t)count, answer)
                                                   : chdf5_fixed_texts(attribute, type, (size_t)count, file->bytes, answer);
        if (!is_read) answer->status = CHDF5_ATTRIBUTE_UNREADABLE;
    }
    (void)H5Tclose(type);
    (void)H5Sclose(space);
    (void)H5Aclose(attribute);
}

static inline int chdf5_lies_here(hid_t dataset) {
    hid_t plan = H5Dget_create_plist(dataset);
    if (plan < 0) return 0;
    H5D_layout_t layout = H5Pget_layout(plan);
    int external = H5Pget_external_count(plan);
    (void)H5Pclose(plan);
    return layout != H5D_VIRTUAL && layout != H5D_LAYOUT_ERROR && external <= 0;
}

static inline void chdf5_answer_shape(const struct chdf5_file *file, hid_t dataset, struct chdf5_answer *answer) {
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    H5T_class_t class = H5Tget_class(type);
    int axes = H5Sget_simple_extent_ndims(space);
    hsize_t lengths[H5S_MAX_RANK];
    if (class != H5T_FLOAT && class != H5T_INTEGER) {
        answer->status = CHDF5_NO_NUMBERS;
    } else if (axes < 0 || axes > file->limits.axes) {
        answer->status = CHDF5_AXES;
        answer->number = (uint64_t)axes;
    } else if (axes > 0 && H5Sget_simple_extent_dims(space, lengths, NULL) < 0) {
        answer->status = CHDF5_SHAPELESS;
    } else if (!chdf5_lies_here(dataset)) {
        answer->status = CHDF5_ELSEWHERE;
    } else {
        answer->number = H5Dget_storage_size(dataset);
        for (int axis = 0; axis < axes; axis++) chdf5_append_number(answer, lengths[axis]);
    }
    (void)H5Tclose(type);
    (void)H5Sclose(space);
}

static inline void chdf5_answer_floats(hid_t dataset, uint64_t count, struct chdf5_answer *answer) {
    hid_t space = H5Dget_space(dataset);
    hssize_t found = H5Sget_simple_extent_npoints(space);
    (void)H5Sclose(space);
    if (found < 0 || (uint64_t)found != count || count > SIZE_MAX / 8) {
        answer->status = CHDF5_SHAPELESS;
    } else if (count > 0 && H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, chdf5_extend(answer, 4 * count)) < 0) {
        answer->status = CHDF5_FLOATS_UNREADABLE;
        answer->count = 0;
    }
}

static inline void chdf5_answer(const struct chdf5_file *file, uint8_t question, uint64_t number, char *path, const char *name, struct chdf5_answer *answer) {
    hid_t object = chdf5_open(file, path, answer);
    if (object < 0) return;
    if (question == CHDF5_STRINGS) {
        chdf5_answer_strings(file, object, name, answer);
    } else if (question != CHDF5_CONTAINS && H5Iget_type(object) != H5I_DATASET) {
        answer->status = CHDF5_NO_ARRAY;
    } else if (question == CHDF5_SHAPE) {
        chdf5_answer_shape(file, object, answer);
    } else if (question == CHDF5_FLOATS) {
        chdf5_answer_floats(object, number, answer);
    }
    (void)H5Oclose(object);
}

static inline int chdf5_send_answer(int end, const struct chdf5_answer *answer) {
    uint64_t length = 1 + CHDF5_NUMBER + answer->count;
    return chdf5_send(end, &length, CHDF5_NUMBER) && chdf5_send(end, &answer->status, 1) && chdf5_send(end, &answer->number, CHDF5_NUMBER)
        && chdf5_send(end, answer->bytes, answer->count);
}

// Answers until nobody asks any more.
static inline _Noreturn void chdf5_serve(int end, const struct chdf5_source *source, struct chdf5_limits limits) {
    struct chdf5_answer refusal = {0};
    struct chdf5_file file = {chdf5_open_file(source, &refusal), source->bytes, limits};
    static char question[CHDF5_QUESTION_MAX + 2];
    uint64_t length = 0, number = 0;
    while (chdf5_receive(end, &length, CHDF5_NUMBER) && length > CHDF5_NUMBER && length <= CHDF5_QUESTION_MAX && chdf5_receive(end, question, length)) {
        // A path or a name without its zero ends here.
        question[length] = question[length + 1] = 0;
        memcpy(&number, question + 1, CHDF5_NUMBER);
        char *path = question + 1 + CHDF5_NUMBER;
        struct chdf5_answer answer = {0};
        if (file.id >= 0) chdf5_answer(&file, (uint8_t)question[0], number, path, path + strlen(path) + 1, &answer);
        if (!chdf5_send_answer(end, file.id >= 0 ? &answer : &refusal)) break;
        free(answer.bytes);
    }
    _exit(0);
}

// Starts the process: its number, or a negative one when there is none.
static inline pid_t chdf5_start(const struct chdf5_source *source, struct chdf5_limits limits, unsigned seconds, int *end) {
    pid_t process = chdf5_fork(end, seconds);
    if (process == 0) chdf5_serve(*end, source, limits);
    return process;
}

#endif
