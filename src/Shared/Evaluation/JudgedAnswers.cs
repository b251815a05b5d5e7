using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation;

/// <summary>What models answered to the rows that judge.</summary>
/// <param name="Candidate">The candidate's answers.</param>
/// <param name="Champion">The champion's, of the same classes; null where none serves or it could not answer.</param>
/// <param name="Baseline">The baseline's, of the same classes.</param>
/// <param name="Labels">The number, or the index of the class, for each row.</param>
internal sealed record JudgedAnswers(Predictions Candidate, Predictions? Champion, Predictions? Baseline, double[] Labels, DataFrame Rows);
