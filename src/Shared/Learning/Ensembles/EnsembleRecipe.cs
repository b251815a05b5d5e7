using System.Globalization;

namespace MLOpsFunctions.Learning.Ensembles;

/// <summary>The members of an ensemble, as parameters: <c>1.gbdt.leaves</c>, <c>1.gbdt.weight</c>, <c>2.kernel.gamma</c>, ...</summary>
/// <param name="Members">The members, 1 to <see cref="MostMembers"/>; their weights add up to 1.</param>
internal sealed record EnsembleRecipe(IReadOnlyList<EnsembleMember> Members)
{
    /// <summary>Most members: each costs training, memory and serving time, and later ones hardly help.</summary>
    public const int MostMembers = 5;

    private const string Weight = "weight";

    /// <summary>The recipe in parameters.</summary>
    /// <exception cref="ProblemException">They are none.</exception>
    public static EnsembleRecipe Of(TrainerParameters parameters)
    {
        var members = new SortedDictionary<string, EnsembleMember>(StringComparer.Ordinal);
        foreach (var (key, value) in parameters)
        {
            if (key.Split('.', 3) is not [var number, var trainer, var name])
            {
                throw Refusal(key);
            }

            if (!members.TryGetValue(number, out var member))
            {
                members[number] = member = new(trainer, [], 0);
            }

            if (name == Weight)
            {
                members[number] = member with { Weight = value };
            }
            else
            {
                member.Parameters[name] = value;
            }
        }

        return members.Count is >= 1 and <= MostMembers && members.Values.All(member => member.Weight is > 0 and <= 1)
            ? new([.. members.Values])
            : throw Refusal($"{members.Count} members");
    }

    /// <summary>The recipe as parameters.</summary>
    public TrainerParameters ToParameters()
    {
        var parameters = new TrainerParameters();
        for (var i = 0; i < Members.Count; i++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"{i + 1}.{Members[i].Trainer}.");
            parameters[prefix + Weight] = Members[i].Weight;
            foreach (var (name, value) in Members[i].Parameters)
            {
                parameters[prefix + name] = value;
            }
        }

        return parameters;
    }

    private static ProblemException Refusal(string found) =>
        new(
            new(
                "The parameters are no ensemble",
                found,
                $"1 to {MostMembers} members, each with a weight above 0",
                "training parameters of the ensemble"
            )
        );
}

/// <summary>A member of an ensemble.</summary>
/// <param name="Trainer">The trainer's name.</param>
/// <param name="Parameters">Its parameters, as fitted.</param>
/// <param name="Weight">Its share of the margin, above 0.</param>
internal sealed record EnsembleMember(string Trainer, TrainerParameters Parameters, double Weight);
