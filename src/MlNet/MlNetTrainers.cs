using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using MLOpsFunctions.MlNet.Models;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.MlNet;

/// <summary>What ML.NET adds to a host: candidates that compete beside the built-in ones, and the kinds of models that they make.</summary>
public static class MlNetTrainers
{
    private const string SignaturesAssembly = "MLOpsFunctions.Ref.MlNet";

    private static readonly Lazy<TrainerSet> Here = new(() => Find(IsBuiltWithMlNet, CanLoad));

    /// <summary>
    /// The built-in trainers and those of ML.NET that this build and this machine have. Found out once, in milliseconds, because native libraries are loaded to see whether they can be.
    /// </summary>
    public static TrainerSet BesideBuiltIn => Here.Value;

    /// <summary>Whether the build found ML.NET's packages, or compiled against the signatures in <c>ref/</c>.</summary>
    internal static bool IsBuiltWithMlNet => typeof(MLContext).Assembly.GetName().Name != SignaturesAssembly;

    /// <summary>The same for another build or machine.</summary>
    /// <param name="isBuiltWithMlNet">Whether ML.NET is there.</param>
    /// <param name="canLoad">Whether the native library of this name loads for the assembly of this type.</param>
    internal static TrainerSet Find(bool isBuiltWithMlNet, Func<string, Type, bool> canLoad)
    {
        List<ITrainer> trainers = [.. Trainers.BuiltIn];
        List<AbsentTrainer> absent = [];
        Add(new SdcaTrainer(), null, null);
        Add(new FastTreeTrainer(), FastTreeTrainer.NativeLibrary, () => typeof(FastTreeBinaryTrainer));
        Add(new LightGbmTrainer(), LightGbmTrainer.NativeLibrary, () => typeof(LightGbmBinaryTrainer));

        // What others have trained with ML.NET serves here all the same: reading and scoring it needs no ML.NET.
        return new(trainers, ModelKinds.BuiltIn.With(MlNetModel.Readers), absent);

        void Add(ITrainer trainer, string? library, Func<Type>? user)
        {
            if (!isBuiltWithMlNet)
            {
                absent.Add(new(trainer, "this build has no ML.NET, whose packages the feed lacked"));
            }
            else if (library is not null && !canLoad(library, user!()))
            {
                absent.Add(new(trainer, $"the native library {library} does not load on {RuntimeInformation.RuntimeIdentifier}"));
            }
            else
            {
                trainers.Add(trainer);
            }
        }
    }

    private static bool CanLoad(string library, Type user) => NativeLibrary.TryLoad(library, user.Assembly, null, out _);
}
