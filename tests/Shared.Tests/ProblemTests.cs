namespace MLOpsFunctions.Shared.Tests;

public sealed class ProblemTests
{
    [Fact]
    public void A_problem_is_one_line_of_sentences_each_with_one_end() =>
        Assert.Equal(
            "There is no such column. Found: 'a'. Expected: 'b'. Where: a.csv, line 1. Try: Did you mean 'b'?",
            new Problem("There is no such column", "'a'", "'b'.", "a.csv, line 1", "Did you mean 'b'?").ToString()
        );

    [Fact]
    public void What_is_not_known_is_left_out() => Assert.Equal("Gone. Try: again.", new Problem("Gone.", Try: "again").ToString());
}
