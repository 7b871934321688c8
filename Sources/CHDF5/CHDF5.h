// libhdf5, what it is told before it reads, and what differs between its versions.
#ifndef CHDF5_H
#define CHDF5_H

#include <hdf5.h>
#include <stdlib.h>

// Errors go back to the caller alone, nothing is printed.
static inline void chdf5_be_silent(void) { (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

// No filters from shared libraries that somebody's environment names.
static inline void chdf5_forbid_plugins(void) { (void)H5PLset_loading_state(0); }

// Readers need no lock, and some file systems have none to give.
static inline void chdf5_forgo_locks(hid_t access) {
#if H5_VERSION_GE(1, 12, 1) || (H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 10 && H5_VERS_RELEASE >= 7)
    (void)H5Pset_file_locking(access, 0, 1);
#else
    (void)access;
#endif
}

// Whether a name of a group leads to an object of the same file: 1, 0, or negative when there is no such name.
static inline int chdf5_link_stays(hid_t group, const char *name) {
    H5L_info_t info;
    if (H5Lexists(group, name, H5P_DEFAULT) <= 0 || H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
    return info.type == H5L_TYPE_HARD ? 1 : 0;
}

#endif
