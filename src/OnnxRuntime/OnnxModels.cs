using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Onnx;

namespace MLOpsFunctions.OnnxRuntime;

/// <summary>Adds models that were trained elsewhere to a host.</summary>
public static class OnnxModels
{
    /// <summary>The same trainers, and ONNX files among the models that can be loaded.</summary>
    public static TrainerSet Beside(TrainerSet trainers) =>
        trainers with
        {
            Kinds = trainers.Kinds.With(
                new Dictionary<string, Func<ModelBinaryReader, IModel>> { [OnnxBinding.KindName] = OnnxRuntimeModel.Read }
            ),
        };
}
