using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet.Models;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.MlNet;

/// <summary>Adds ML.NET to a host: its trainers as further candidates, and the kinds of their models.</summary>
public static class MlNetTrainers
{
    private static readonly Lazy<TrainerSet> Here = new(() => Find(CanLoad));

    /// <summary>
    /// The built-in trainers and those of ML.NET that this machine can load. Native libraries are loaded once to find
    /// out, in milliseconds.
    /// </summary>
    public static TrainerSet BesideBuiltIn => Here.Value;

    /// <summary>The same for another machine.</summary>
    /// <param name="canLoad">Whether the native library of this name loads for the assembly of this type.</param>
    internal static TrainerSet Find(Func<string, Type, bool> canLoad)
    {
        List<ITrainer> trainers = [.. BuiltInTrainers.BuiltIn];
        List<UnavailableTrainer> absent = [];
        Add(new SdcaTrainer(), null, null);
        Add(new FastTreeTrainer(), FastTreeTrainer.NativeLibrary, () => typeof(FastTreeBinaryTrainer));
        Add(new LightGbmTrainer(), LightGbmTrainer.NativeLibrary, () => typeof(LightGbmBinaryTrainer));

        // Models that ML.NET trained elsewhere serve here: reading and scoring them needs no ML.NET.
        return new(trainers, ModelKinds.BuiltIn.With(MlNetModel.Readers), absent);

        void Add(ITrainer trainer, string? library, Func<Type>? user)
        {
            if (library is not null && !canLoad(library, user!()))
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
