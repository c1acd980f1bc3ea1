"""Constructors whose positional arguments Keras 3 takes in another order. Tables only; a test checks them.

Source: the signatures of Keras 2.15 and Keras 3.0 - 3.15. Where Keras 3 has fewer, the rest are keywords there.
"""

_RECURRENT = "kernel_initializer recurrent_initializer bias_initializer"
_CONV_LSTM = (
    "filters kernel_size strides padding data_format dilation_rate activation recurrent_activation use_bias "
    f"{_RECURRENT} unit_forget_bias kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint recurrent_constraint bias_constraint return_sequences return_state go_backwards stateful "
    "dropout recurrent_dropout"
)
_CONV_3D_TRANSPOSE = (
    "filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias "
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
    "bias_constraint"
)

POSITIONS: dict[str, tuple[int, tuple[str, ...]]] = {
    name: (first, tuple(order.split()))
    for name, first, order in (
        (
            "LSTM",
            17,
            f"units activation recurrent_activation use_bias {_RECURRENT} unit_forget_bias kernel_regularizer "
            "recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint "
            "bias_constraint dropout recurrent_dropout return_sequences return_state go_backwards stateful time_major "
            "unroll",
        ),
        (
            "GRU",
            16,
            f"units activation recurrent_activation use_bias {_RECURRENT} kernel_regularizer recurrent_regularizer "
            "bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint dropout "
            "recurrent_dropout return_sequences return_state go_backwards stateful unroll time_major reset_after",
        ),
        ("RNN", 6, "cell return_sequences return_state go_backwards stateful unroll time_major"),
        ("ConvLSTM1D", 20, _CONV_LSTM),
        ("ConvLSTM2D", 20, _CONV_LSTM),
        ("ConvLSTM3D", 20, _CONV_LSTM),
        ("Conv3DTranspose", 4, _CONV_3D_TRANSPOSE),
        ("Convolution3DTranspose", 4, _CONV_3D_TRANSPOSE),
        (
            "Embedding",
            4,
            "input_dim output_dim embeddings_initializer embeddings_regularizer activity_regularizer "
            "embeddings_constraint mask_zero input_length sparse",
        ),
        (
            "EinsumDense",
            8,
            "equation output_shape activation bias_axes kernel_initializer bias_initializer kernel_regularizer "
            "bias_regularizer activity_regularizer kernel_constraint bias_constraint",
        ),
        (
            "MultiHeadAttention",
            7,
            "num_heads key_dim value_dim dropout use_bias output_shape attention_axes kernel_initializer "
            "bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
            "bias_constraint softmax_robust_masking",
        ),
        ("RandomContrast", 1, "factor seed"),
        (
            "StringLookup",
            6,
            "max_tokens num_oov_indices mask_token oov_token vocabulary idf_weights encoding invert output_mode "
            "sparse pad_to_max_tokens",
        ),
        ("InputLayer", 3, "input_shape batch_size dtype input_tensor sparse name ragged type_spec"),
        ("Identity", 0, "trainable name dtype"),
        ("Layer", 0, "trainable name dtype"),
    )
}
"""For each class the first position that means another thing in Keras 3, and the names in the order of Keras 2.15."""

INPUT_POSITIONS = (2, ("shape", "batch_size", "name", "dtype", "sparse", "tensor", "ragged", "type_spec"))
"""The same of `keras.Input`."""

FUNCTION_POSITIONS = {"keras.layers.dot": (2, ("inputs", "axes", "normalize"))}
"""The same of functions, by their canonical names."""
