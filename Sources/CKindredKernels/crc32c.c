// CRC-32C: the Castagnoli polynomial, bits reflected, complemented before and after (RFC 3720, appendix B.4).
#include "tables.h"

#include <string.h>

// The remainder is linear, so that an entry of the table is the sum of those of its bits.
#define BIT(i, b, remainder) ((i) >> (b) & 1 ? remainder : 0)
#define ENTRY(i)                                                                                                    \
    (BIT(i, 0, 0xF26B8303u) ^ BIT(i, 1, 0xE13B70F7u) ^ BIT(i, 2, 0xC79A971Fu) ^ BIT(i, 3, 0x8AD958CFu) ^            \
     BIT(i, 4, 0x105EC76Fu) ^ BIT(i, 5, 0x20BD8EDEu) ^ BIT(i, 6, 0x417B1DBCu) ^ BIT(i, 7, 0x82F63B78u))
#define ENTRIES_4(i) ENTRY(i), ENTRY(i + 1), ENTRY(i + 2), ENTRY(i + 3)
#define ENTRIES_16(i) ENTRIES_4(i), ENTRIES_4(i + 4), ENTRIES_4(i + 8), ENTRIES_4(i + 12)
#define ENTRIES_64(i) ENTRIES_16(i), ENTRIES_16(i + 16), ENTRIES_16(i + 32), ENTRIES_16(i + 48)

static const uint32_t remainders[256] = {ENTRIES_64(0), ENTRIES_64(64), ENTRIES_64(128), ENTRIES_64(192)};

uint32_t kindred_crc32c_scalar(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *b = bytes;
    crc = ~crc;
    for (size_t i = 0; i < count; i++) crc = remainders[(crc ^ b[i]) & 0xFF] ^ crc >> 8;
    return ~crc;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("sse4.2,pclmul")))

static inline uint64_t word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

// The crc instruction takes a word every cycle but answers after three: three blocks are read at once, and the first
// two remainders then moved past what follows them by a multiplication with x^(8·distance - 33), modulo the polynomial;
// the missing 33 are the reduction's 32 and the bit by which a reflected product is short.
enum { BLOCK = 1024 };
static const uint32_t past_one_block = 0x170076FA, past_two_blocks = 0xA51B6135;

TARGET static inline uint64_t moved(uint64_t crc, uint32_t power) {
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)crc), _mm_cvtsi64_si128(power), 0);
    return _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

TARGET static uint64_t three_blocks(uint64_t first, const uint8_t *bytes) {
    uint64_t second = 0, third = 0;
    for (size_t i = 0; i < BLOCK; i += 8) {
        first = _mm_crc32_u64(first, word(bytes + i));
        second = _mm_crc32_u64(second, word(bytes + BLOCK + i));
        third = _mm_crc32_u64(third, word(bytes + 2 * BLOCK + i));
    }
    return moved(first, past_two_blocks) ^ moved(second, past_one_block) ^ third;
}

TARGET uint32_t kindred_crc32c_fast(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *b = bytes;
    uint64_t remainder = ~crc;
    for (; count >= 3 * BLOCK; b += 3 * BLOCK, count -= 3 * BLOCK) remainder = three_blocks(remainder, b);
    for (; count >= 8; b += 8, count -= 8) remainder = _mm_crc32_u64(remainder, word(b));
    for (; count > 0; b++, count--) remainder = _mm_crc32_u8((uint32_t)remainder, *b);
    return ~(uint32_t)remainder;
}

#elif defined(__aarch64__)
#include <arm_acle.h>

#if defined(__ARM_FEATURE_CRC32)
static int has_crc(void) { return 1; }
#elif defined(__linux__)
#include <sys/auxv.h>
static int has_crc(void) { return getauxval(AT_HWCAP) >> 7 & 1; }  // HWCAP_CRC32
#else
static int has_crc(void) { return 0; }
#endif

__attribute__((target("crc"))) static uint32_t instructed(uint32_t crc, const uint8_t *bytes, size_t count) {
    crc = ~crc;
    for (; count >= 8; bytes += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = __crc32cd(crc, word);
    }
    for (; count > 0; bytes++, count--) crc = __crc32cb(crc, *bytes);
    return ~crc;
}

uint32_t kindred_crc32c_fast(uint32_t crc, const void *bytes, size_t count) {
    return has_crc() ? instructed(crc, bytes, count) : kindred_crc32c_scalar(crc, bytes, count);
}
#endif
