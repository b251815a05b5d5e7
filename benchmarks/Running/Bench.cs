namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>
/// One thing that is measured. A benchmark is one such class and its line in <see cref="Registry"/>.
/// </summary>
internal abstract class Bench
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is measured against what, in a sentence.</summary>
    public abstract string Measures { get; }

    /// <summary>Rows, or whatever the bench counts, unless <c>--rows</c> says otherwise.</summary>
    public abstract int Rows { get; }

    /// <summary>Rounds, unless <c>--rounds</c> says otherwise.</summary>
    public virtual int Rounds => 5;

    /// <summary>Who competes: the first is ours, and the ratios compare it with each of the others.</summary>
    public abstract IReadOnlyList<Side> Sides { get; }

    /// <summary>Whether the sides' figures are losses of the same tables, by which they are ranked.</summary>
    public virtual bool IsRanked => false;

    /// <summary>Makes what every side reads, outside the measured time; returns the file or folder that sides are given.</summary>
    public virtual string Prepare(int rows) => "-";
}

/// <summary>One competitor: a method of this program, or a script for Python.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Run">What is run and measured, in a fresh process; null for a script.</param>
/// <param name="Script">A file in <c>peers/</c>, started with the same two arguments, rows and input; null for a method.</param>
internal sealed record Side(string Name, Func<SideInput, Measurement>? Run = null, string? Script = null)
{
    /// <summary>Whether the ratio ours / theirs makes sense for this side.</summary>
    public bool Compared { get; init; } = true;

    /// <summary>Python modules that a script needs, by the Debian package that brings each.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];
}

/// <summary>What a side is given.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Input">What <see cref="Bench.Prepare"/> returned.</param>
internal sealed record SideInput(int Rows, string Input);
