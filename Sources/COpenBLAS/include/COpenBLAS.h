#ifndef DELTANAS_COPENBLAS_H
#define DELTANAS_COPENBLAS_H

#include <cblas.h>
#include <malloc.h>  // malloc_trim, for what matrices leave in the heap

// LAPACK's Fortran entry points, which OpenBLAS carries without a C header of its own. All arguments by reference,
// matrices column-major, `info` zero on success.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info);
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork, int *info);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info);

#endif
