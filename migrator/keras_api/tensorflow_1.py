"""Names of TensorFlow 1 that TensorFlow 2 has elsewhere. Data only; a test holds each to be the same object.

Source: `tf.compat.v1`, and what each name is there, of TensorFlow 2.21. Names of graphs and sessions: `sessions.py`.
"""

from __future__ import annotations

_SAME = """
accumulate_n math.accumulate_n  angle math.angle  betainc math.betainc  ceil math.ceil
check_numerics debugging.check_numerics  cholesky linalg.cholesky  conj math.conj  cross linalg.cross
cumprod math.cumprod  diag linalg.tensor_diag  diag_part linalg.tensor_diag_part  digamma math.digamma
div_no_nan math.divide_no_nan  erf math.erf  erfc math.erfc  expm1 math.expm1  fft signal.fft  fft2d signal.fft2d
floordiv math.floordiv  floormod math.floormod  global_norm linalg.global_norm  ifft signal.ifft  ifft2d signal.ifft2d
imag math.imag  invert_permutation math.invert_permutation  is_finite math.is_finite  is_inf math.is_inf
is_nan math.is_nan  lbeta math.lbeta  lgamma math.lgamma  log math.log  log1p math.log1p  log_sigmoid math.log_sigmoid
logical_xor math.logical_xor  matrix_band_part linalg.band_part  matrix_determinant linalg.det
matrix_diag linalg.diag  matrix_diag_part linalg.diag_part  matrix_inverse linalg.inv  matrix_set_diag linalg.set_diag
matrix_solve linalg.solve  matrix_transpose linalg.matrix_transpose  matrix_triangular_solve linalg.triangular_solve
mod math.mod  polygamma math.polygamma  qr linalg.qr  random_crop image.random_crop  random_gamma random.gamma
random_normal random.normal  random_shuffle random.shuffle  random_uniform random.uniform  read_file io.read_file
real math.real  reciprocal math.reciprocal  rint math.rint  rsqrt math.rsqrt  segment_max math.segment_max
segment_mean math.segment_mean  segment_min math.segment_min  segment_sum math.segment_sum
self_adjoint_eig linalg.eigh  sparse_tensor_dense_matmul sparse.sparse_dense_matmul
sparse_tensor_to_dense sparse.to_dense  squared_difference math.squared_difference  svd linalg.svd
trace linalg.trace  truncated_normal random.truncated_normal  unsorted_segment_max math.unsorted_segment_max
unsorted_segment_mean math.unsorted_segment_mean  unsorted_segment_sum math.unsorted_segment_sum
write_file io.write_file  zeta math.zeta
"""

SAME = dict(zip(_SAME.split()[::2], _SAME.split()[1::2], strict=True))
"""Functions that are the same object under another name of TensorFlow 2."""

SEEDS = {"set_random_seed": "random.set_seed"}
"""Functions that do, run eagerly, what another one does."""

KEPT = frozenset(
    """app assert_greater_equal assert_less_equal assert_near assert_positive assign assign_add assign_sub batch_gather
    batch_to_space_nd bincount count_nonzero decode_csv decode_raw depth_to_space div extract_image_patches flags gfile
    floor_div lin_space logging multinomial parse_example parse_single_example py_func python_io setdiff1d
    space_to_depth sparse_to_dense string_split string_to_number substr to_double to_float to_int32 to_int64
    where_v2""".split()
)
"""Functions and modules that work, run eagerly, where `tf.compat.v1` has them."""

NEEDLESS = frozenset({"enable_eager_execution", "enable_v2_behavior", "reset_default_graph"})
"""Functions that do nothing that TensorFlow 2 does not do by itself."""
