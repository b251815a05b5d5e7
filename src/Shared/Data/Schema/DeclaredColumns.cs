using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// What is known of a file's columns before its rows are read: what users have declared, and which column is the
/// label.
/// </summary>
internal sealed class DeclaredColumns
{
    private static readonly string[] LabelNames = ["label", "target", "class", "y"];

    /// <summary>
    /// Share of numbers from which a label of few whole numbers has no other classes: of 1, 2, 3 and a word here and there, the words
    /// are gaps.
    /// </summary>
    private const double MinNumericClassShare = 0.8;

    private static readonly string[] AnomalyNames = ["anomaly", "is_anomaly", "outlier", "is_outlier", "fraud", "is_fraud"];
    private readonly ModelDefinition? _definition;
    private readonly IReadOnlyList<string> _unnamed;

    /// <param name="names">The columns' names.</param>
    /// <param name="unnamed">Those that were made up.</param>
    /// <param name="split">The column in which the file seems to say itself which rows are held out.</param>
    /// <param name="definition">What users have declared.</param>
    /// <param name="file">The file's name.</param>
    /// <exception cref="ProblemException">A declared column is not in the file, or is declared against its use.</exception>
    public DeclaredColumns(
        IReadOnlyList<string> names,
        IReadOnlyList<string> unnamed,
        string? split,
        ModelDefinition? definition,
        string file
    )
    {
        (_definition, _unnamed, Names, File) = (definition, unnamed, names, file);
        FoundSplit =
            split is not null && definition?.Split.Column is null && definition?.Label != split && Declared(split) is null ? split : null;
        CheckDeclared();
        Label = FindLabel();
        Private = names.Where(IsPrivate).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The label's column; null for tasks without one.</summary>
    public string? Label { get; }

    /// <summary>How the label was found; null for tasks without one.</summary>
    public LabelSource? LabelFrom =>
        Label is null ? null
        : DeclaredLabel is { } declared
            ? declared == _definition!.GuessedLabel ? LabelSource.LastColumn
                : LabelSource.Declared
        : LabelNames.Contains(Label, StringComparer.OrdinalIgnoreCase) ? LabelSource.Name
        : LabelSource.LastColumn;

    public string File { get; }

    /// <summary>
    /// The column in which the file seems to say itself which rows are held out, where nothing was declared of it, nor
    /// another one for that.
    /// </summary>
    public string? FoundSplit { get; }

    /// <summary>Columns whose cells must not be shown or stored as they are.</summary>
    public IReadOnlySet<string> Private { get; }

    /// <summary>The columns of the data that the serving version learned from.</summary>
    public IReadOnlyList<ColumnSchema> Known { get; init; } = [];

    /// <summary>
    /// What a column is declared to hold, or held in the data that the serving version learned from; null: its cells
    /// tell.
    /// </summary>
    public ColumnType? DeclaredType(string column) =>
        Declared(column)?.Type ?? (Declared(column)?.Text is null ? KnownOf(column)?.Type : ColumnType.Text);

    /// <summary>
    /// How a column of this type is written: as declared, else as in the data that the serving version learned from;
    /// null: its cells tell.
    /// </summary>
    public ColumnFormat? FormatOf(string column, ColumnType type) =>
        Declared(column)?.Format is { } format ? DeclaredFormat.Read(format, type)
        : KnownOf(column) is { } known && known.Type == type ? known.Format
        : null;

    /// <summary>
    /// What stands for a missing value in a column: as declared, else as in the data that the serving version learned from.
    /// </summary>
    public MissingMarks? MarksOf(string column) =>
        Declared(column)?.Missing is { } declared ? new(declared, Declared: true) : KnownOf(column)?.Format?.Missing;

    /// <summary>
    /// Whether a column of numbers may hold dates, such as 20261231: nothing was declared of it, and its role does not
    /// require numbers.
    /// </summary>
    public bool MayBeDates(string column) =>
        column != Label
        && !IsOpaque(column)
        && DeclaredType(column) is null
        && DeclaredRole(column) is not (ColumnRole.Weight or ColumnRole.Ignore);

    /// <summary>
    /// Whether a person has said what a column holds. An inferred definition only says what an earlier file held.
    /// </summary>
    public bool SaysTypeOf(string column) =>
        _definition is { Inferred: false } && Declared(column) is { Type: not null } or { Text: not null };

    public TextKind? DeclaredText(string column) => Declared(column)?.Text;

    /// <summary>The declared role; ignore for the column that says which rows are held out.</summary>
    public ColumnRole? DeclaredRole(string column) =>
        column == Label ? ColumnRole.Label
        : column == (_definition?.Split.Column ?? FoundSplit) ? ColumnRole.Ignore
        : Declared(column)?.Role;

    public PiiHandling? Pii(string column) => Declared(column)?.Protection();

    /// <summary>Whether the task needs no label, none was named, and this column is called like one.</summary>
    public bool IsUnusedLabel(string column) =>
        Label is null && LabelNames.Concat(AnomalyNames).Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the definition asks for anomalies.</summary>
    public bool IsAnomaly => _definition?.Task == ModelTask.Anomaly;

    /// <summary>Whether its cells are never shown.</summary>
    public bool IsPrivate(string column) => Pii(column) is not null;

    /// <summary>Whether its cells are taken as they are, whatever they hold: nothing but a text's equality is left of them.</summary>
    public bool IsOpaque(string column) => Declared(column)?.IsOpaque() == true;

    /// <summary>
    /// Whether a column of digits would name things, by its name; not if it is the label, a weight or a time, or its
    /// type is declared.
    /// </summary>
    public bool MayNameThings(string column) =>
        column != Label
        && DeclaredType(column) is null
        && DeclaredRole(column) is not (ColumnRole.Weight or ColumnRole.Time)
        && IdentifierNames.LeastDigits(column) is not null;

    /// <summary>
    /// Whether a label with so many numbers and so many other cells is numeric: the task says so, it has more distinct
    /// numbers than classes would, or the other cells are too few to be a class.
    /// </summary>
    public bool IsNumericLabel(string column, long fits, long unparsed, int distinct) =>
        column == Label
        && DeclaredType(column) is null
        && fits > unparsed
        && (
            _definition?.Task is ModelTask.Regression or ModelTask.Forecast
            || (
                _definition?.Task is null
                && (distinct > DefinitionCompleter.MaxNumericClasses || fits >= MinNumericClassShare * (fits + unparsed))
            )
        );

    /// <summary>
    /// Whether a column with so many numbers (or times) and so many other cells is numeric. Rows with other cells are
    /// then set aside. That would lose rows for nothing in columns that no model reads. A label of classes may be 1, 2
    /// and unknown, so it is not numeric either.
    /// </summary>
    public bool Tolerates(string column, long fits, long unparsed) =>
        DeclaredType(column) is { } declared
            ? declared != ColumnType.Text
            : DeclaredRole(column) is not (ColumnRole.Ignore or ColumnRole.Id)
                && !(column == Label && _definition?.Task is ModelTask.Binary or ModelTask.Multiclass)
                && MajorityRule.Holds(fits, unparsed);

    /// <summary>Whether the header leaves a column without a name.</summary>
    public bool IsUnnamed(string column) => _unnamed.Contains(column);

    /// <summary>Columns that a definition inferred from an earlier file does not know.</summary>
    public IReadOnlyList<string> NewColumns() =>
        _definition is { Inferred: true } && _definition.Columns.Values.Any(column => column.Type is not null)
            ? [.. Names.Where(name => Declared(name) is null)]
            : [];

    /// <summary>Columns that no model reads cost no row for what they held before.</summary>
    private ColumnSchema? KnownOf(string column) =>
        Known.FirstOrDefault(known => known.Name == column) is { Role: not (ColumnRole.Ignore or ColumnRole.Id) } found
        && DeclaredRole(column) is not (ColumnRole.Ignore or ColumnRole.Id)
        && (IsOpaque(column) ? Pii(column) == PiiHandling.Hash && found.Pii == PiiHandling.Hash : found.IsOpen)
            ? found
            : null;

    private ColumnDefinition? Declared(string column) => _definition?.Columns.GetValueOrDefault(column);

    private string? DeclaredLabel =>
        _definition?.Label ?? _definition?.Columns.FirstOrDefault(column => column.Value.Role == ColumnRole.Label).Key;

    private string? FindLabel()
    {
        if (DeclaredLabel is { } declared)
        {
            return declared;
        }

        return _definition?.Task is ModelTask.Clustering or ModelTask.Anomaly
            ? null
            : LabelNames
                .Select(name => Names.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(column => column is not null)
                ?? Names.LastOrDefault(column => !_unnamed.Contains(column) && column != (_definition?.Split.Column ?? FoundSplit))
                ?? Names[^1];
    }

    private void CheckDeclared()
    {
        var expected = (_definition?.Label is { } label ? new[] { label } : [])
            .Concat(
                _definition
                    ?.Columns.Where(column => column.Value.Protection() is not null || column.Value.Role != ColumnRole.Ignore)
                    .Select(column => column.Key)
                    ?? []
            )
            .Concat(_definition?.Split.Column is { } split ? [split] : [])
            .Concat(_definition?.Expectations.Where(rule => rule.Type != ExpectationTypes.Exists).SelectMany(rule => rule.Named()) ?? []);
        var names = Names.ToHashSet(StringComparer.Ordinal);
        if (expected.FirstOrDefault(name => !names.Contains(name)) is { } missing)
        {
            var listed = string.Join(", ", Names.Take(30)) + (Names.Count > 30 ? ", ..." : "");
            throw new ProblemException(
                new(
                    missing == _definition?.Label
                        ? $"The label '{missing}' is not in the file"
                        : $"Column '{missing}' is declared and not in the file",
                    $"columns {listed}",
                    $"'{missing}' among them",
                    File,
                    DidYouMean.Nearest(missing, Names) is { } near ? $"did you mean '{near}'?" : "name one of these columns"
                )
            );
        }

        if (_definition?.Label is { } named && Declared(named)?.Pii is PiiHandling.Mask or PiiHandling.Drop or PiiHandling.Generalise)
        {
            throw new ProblemException(
                new(
                    $"The label '{named}' would not be stored",
                    "pii mask, drop or generalise",
                    "a label whose values can be told apart",
                    File,
                    "declare it 'hash', or not private"
                )
            );
        }
    }
}
