using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning;

/// <summary>A model that can be written as ONNX nodes. One that cannot is not exported.</summary>
internal interface IOnnxExportable
{
    /// <summary>Adds the model's nodes.</summary>
    /// <param name="graph">The model to add to.</param>
    /// <param name="features">The features of <see cref="IModel.Score"/>, rows x <see cref="IModel.FeatureCount"/> floats.</param>
    /// <returns>Its scores, rows x <see cref="IModel.OutputCount"/> doubles.</returns>
    string ToOnnx(OnnxGraph graph, string features);
}

/// <summary>A model whose margins can be written as ONNX nodes, so that it can be a member of an ensemble there too.</summary>
internal interface IOnnxMargins : IOnnxExportable
{
    /// <summary>Adds the nodes of the margins.</summary>
    /// <param name="graph">The model to add to.</param>
    /// <param name="features">The features, as for <see cref="IOnnxExportable.ToOnnx"/>.</param>
    /// <returns>The margins, rows x <see cref="IModel.OutputCount"/> doubles.</returns>
    string MarginsToOnnx(OnnxGraph graph, string features);
}
