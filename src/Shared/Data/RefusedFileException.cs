using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>A file that is refused for what was found in it.</summary>
/// <param name="problem">The problem for the user.</param>
/// <param name="findings">Everything that was found, the grave and the others.</param>
public sealed class RefusedFileException(Problem problem, IReadOnlyList<Finding> findings) : ProblemException(problem)
{
    private const int Told = 5;

    /// <summary>Everything that was found, the grave and the others.</summary>
    public IReadOnlyList<Finding> Findings { get; } = findings;

    /// <summary>Refuses a file in which anything was found whose policy says so.</summary>
    /// <exception cref="RefusedFileException">There is such a finding.</exception>
    public static void ThrowIfAny(IReadOnlyList<Finding> findings, string file)
    {
        Finding[] grave = [.. findings.Where(finding => finding.Policy == FindingPolicy.Refuse)];
        if (grave.Length > 0)
        {
            throw new RefusedFileException(
                new(
                    grave.Length == 1 ? "The data are not as they should be" : $"The data are not as they should be in {grave.Length} ways",
                    string.Join(" ", grave.Take(Told).Select(finding => finding.Note.Sentence())),
                    "data that meet the expectations and the contract",
                    file,
                    grave.Any(finding => finding.Code.StartsWith("expect_", StringComparison.Ordinal))
                        ? "correct the file; or give the expectation another \"policy\" in the definition"
                        : "correct the file; or, if the data are meant to be so from now on, say \"warn\" in the definition's \"contract\""
                ),
                findings
            );
        }
    }
}
