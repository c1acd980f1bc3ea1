"""Names of the public Keras API that the analysis has to tell apart. Tables only; a test checks them against Keras.

Source: the public namespaces `keras.layers`, `keras.metrics`, `keras.callbacks` and `keras.utils` of Keras 2.15
(`tf_keras`) and Keras 3, plus the layers that older Keras 2 releases had.
"""

from migrator.keras_api.optimizers import GONE_METHODS, OPTIMIZERS
from migrator.keras_api.training import GENERATOR_METHODS

RECURRENT_LAYERS = frozenset(
    {"LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "CuDNNLSTM", "CuDNNGRU"}
)
"""Layers that take `stateful=` (Keras 2.15 `layers/rnn/*.py`; CuDNN*: Keras 2.0 - 2.3 and tf.keras 1.x)."""

CONV_LSTM_LAYERS = frozenset({"ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"})

SINGLE_STATE_LAYERS = frozenset({"GRU", "SimpleRNN", "CuDNNGRU"})
"""Recurrent layers whose `states` holds one variable."""

WRAPPER_LAYERS = frozenset({"Bidirectional", "TimeDistributed", "Wrapper", "SpectralNormalization"})

FUNCTIONAL_MERGES = frozenset({"add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot"})
"""Lower-case functions of `keras.layers` that return a symbolic tensor."""

METRICS = frozenset(
    """AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy CategoricalCrossentropy
    CategoricalHinge CosineSimilarity F1Score FBetaScore FalseNegatives FalsePositives Hinge IoU KLDivergence
    LogCoshError Mean MeanAbsoluteError MeanAbsolutePercentageError MeanIoU MeanMetricWrapper MeanRelativeError
    MeanSquaredError MeanSquaredLogarithmicError MeanTensor Metric OneHotIoU OneHotMeanIoU Poisson Precision
    PrecisionAtRecall R2Score Recall RecallAtPrecision RootMeanSquaredError SensitivityAtSpecificity
    SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SpecificityAtSensitivity
    SquaredHinge Sum TopKCategoricalAccuracy TrueNegatives TruePositives""".split()
)
"""Metric classes of `keras.metrics`: every one has `reset_state()` in both Keras 2.15 and Keras 3."""

MODEL_LOADERS = frozenset(
    {
        "keras.models.load_model",
        "keras.saving.load_model",
    }
)
"""Functions that return a model whose layers the source does not show."""

CONFIG_LOADERS = frozenset(
    {
        "keras.models.model_from_json",
        "keras.models.model_from_yaml",
        "keras.models.model_from_config",
        "keras.Sequential.from_config",
        "keras.Model.from_config",
    }
)
"""Functions that make a model of the configuration of another; it is stateful, and has the batch size, as that one."""

NOT_TENSORS = frozenset(
    f"keras.backend.{name}"
    for name in "count_params dtype eval get_value get_variable_shape int_shape is_keras_tensor is_sparse ndim".split()
)
"""Functions of tensors that give no tensor."""

CONFIG_METHODS = frozenset({"get_config", "to_json", "to_yaml"})
"""Methods of a model that return its configuration."""

DATASET_MAKERS = frozenset(
    {
        "keras.utils.timeseries_dataset_from_array",
        "keras.utils.image_dataset_from_directory",
        "keras.utils.text_dataset_from_directory",
        "keras.utils.audio_dataset_from_directory",
        "keras.preprocessing.timeseries_dataset_from_array",
        "keras.preprocessing.image_dataset_from_directory",
        "keras.preprocessing.text_dataset_from_directory",
    }
)

RESET_METHODS = frozenset({"reset_states", "reset_state"})

WATCHED_METHODS = (
    RESET_METHODS
    | GENERATOR_METHODS.keys()
    | frozenset(
        """fit evaluate predict predict_classes predict_proba train_on_batch test_on_batch predict_on_batch compile
        save save_weights load_weights to_json to_yaml get_config from_config add_loss add_metric add_update
        add_weight tolist get_initial_state get_updates get_weights set_weights get_layer get_shape as_list get_input_at
        get_output_at get_input_shape_at get_output_shape_at get_input_mask_at get_output_mask_at value read_value
        eval assign _make_predict_function _make_train_function _make_test_function build summary""".split()
    )
    | GONE_METHODS.keys()
)
"""Methods whose receivers the analysis records, whatever they are."""

WATCHED_ATTRIBUTES = frozenset(
    """metrics_names input output inputs outputs input_shape output_shape input_names output_names states stateful
    lr decay learning_rate iterations updates state_updates total_loss weights uses_learning_phase metrics_tensors
    loss_functions _keras_shape input_mask output_mask inbound_nodes outbound_nodes _inbound_nodes _outbound_nodes
    history optimizer validation_data trainable_weights compiled_loss compiled_metrics model container
    sample_weight_mode targets""".split()
)
"""Attributes, not methods, whose receivers the analysis records: the program may set them, too."""

SEQUENCE_CLASSES = frozenset(
    {"keras.utils.Sequence", "keras.utils.PyDataset", "keras.preprocessing.sequence.TimeseriesGenerator"}
)
"""Classes whose instances `fit` draws batches from by index, in an order that `shuffle` governs."""

STAR_EXPORTS = {
    "keras.models": frozenset(
        {"Model", "Sequential", "load_model", "model_from_json", "clone_model", "save_model", "model_from_config"}
    ),
    "keras": frozenset({"Input", "Model", "Sequential"}),
    "keras.layers": frozenset(
        """Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average AveragePooling1D
        AveragePooling2D AveragePooling3D BatchNormalization Bidirectional CategoryEncoding CenterCrop Concatenate
        Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D
        Cropping1D Cropping2D Cropping3D Dense DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU
        EinsumDense Embedding Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D
        GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
        GroupNormalization HashedCrossing Hashing Input InputLayer InputSpec IntegerLookup LSTM LSTMCell Lambda Layer
        LayerNormalization LeakyReLU Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum
        MultiHeadAttention Multiply Normalization PReLU Permute RNN RandomBrightness RandomContrast RandomCrop
        RandomFlip RandomRotation RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
        SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax SpatialDropout1D SpatialDropout2D
        SpatialDropout3D SpectralNormalization StackedRNNCells StringLookup Subtract TextVectorization
        TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D
        ZeroPadding3D add average concatenate dot maximum minimum multiply subtract""".split()
    ),
    "keras.callbacks": frozenset(
        """Callback CSVLogger EarlyStopping History LambdaCallback LearningRateScheduler ModelCheckpoint
        ReduceLROnPlateau TensorBoard TerminateOnNaN""".split()
    ),
    "keras.metrics": METRICS,
    "keras.optimizers": OPTIMIZERS,
}
"""What `from MODULE import *` brings that the analysis knows."""

STAR_GONE = {
    "keras.layers": frozenset(
        """AbstractRNNCell AtrousConv1D AtrousConv2D AtrousConvolution1D AtrousConvolution2D AvgPool1D AvgPool2D
        AvgPool3D Convolution1D Convolution1DTranspose Convolution2D Convolution2DTranspose Convolution3D
        Convolution3DTranspose CuDNNGRU CuDNNLSTM Deconvolution2D Deconvolution3D DenseFeatures GlobalAvgPool1D
        GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D Highway LocallyConnected1D
        LocallyConnected2D MaxPool1D MaxPool2D MaxPool3D MaxoutDense Merge SeparableConvolution1D
        SeparableConvolution2D ThresholdedReLU TimeDistributedDense merge""".split()
    ),
}
"""Names that these star imports brought once, besides: those of Keras 2 and older that are gone, and second names."""
