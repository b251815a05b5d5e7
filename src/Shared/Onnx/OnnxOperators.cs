using System.Collections.Frozen;

namespace MLOpsFunctions.Onnx;

/// <summary>
/// The operators that a model from elsewhere may use: those of tabular models. What branches or repeats, reads files,
/// draws at random or makes a tensor of any size from a number is not among them.
/// </summary>
internal static class OnnxOperators
{
    private static readonly FrozenSet<string> Standard = Set(
        """
        Abs Add And ArgMax ArgMin BatchNormalization Cast Ceil Clip Concat Constant Cos CumSum Div Dropout Elu Equal Erf Exp
        Expand Flatten Floor Gather GatherElements Gelu Gemm Greater GreaterOrEqual HardSigmoid Identity IsInf IsNaN
        LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax MatMul Max Mean Min Mod Mul Neg Not OneHot Or Pow PRelu
        Reciprocal ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu
        Reshape Round Selu Shape Sigmoid Sign Sin Slice Softmax Softplus Split Sqrt Squeeze Sub Sum Tan Tanh TopK Transpose
        Unsqueeze Where Xor
        """
    );

    private static readonly FrozenSet<string> Classical = Set(
        """
        ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer
        OneHotEncoder Scaler SVMClassifier SVMRegressor TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor ZipMap
        """
    );

    /// <summary>Whether an operator may be used.</summary>
    public static bool Has(string domain, string op) =>
        domain switch
        {
            "" or "ai.onnx" => Standard.Contains(op),
            OnnxGraph.ClassicalDomain => Classical.Contains(op),
            _ => false,
        };

    private static FrozenSet<string> Set(string names) =>
        names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
