using Microsoft.ML;
using Microsoft.ML.Data;
using MLOpsFunctions.MlNet.Models;

namespace MLOpsFunctions.MlNet.Rows;

/// <summary>The columns that ML.NET sees, under the names that its trainers look for.</summary>
internal static class RowSchema
{
    /// <summary>What is learned.</summary>
    public const string Label = "Label";

    /// <summary>What it is learned from.</summary>
    public const string Features = "Features";

    /// <summary>How much a row counts.</summary>
    public const string Weight = "Weight";

    /// <summary>
    /// Features with a label of the type that the trainers demand. A class is a key by its own index, so that scores
    /// come in the order of the classes and not in that of their appearance.
    /// </summary>
    public static DataViewSchema Of(ModelShape shape, bool weighted)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(
            Label,
            shape.Score switch
            {
                ScoreKind.Probability => BooleanDataViewType.Instance,
                ScoreKind.Probabilities => new KeyDataViewType(typeof(uint), shape.Outputs),
                _ => NumberDataViewType.Single,
            }
        );
        schema.AddColumn(Features, new VectorDataViewType(NumberDataViewType.Single, shape.Features));
        if (weighted)
        {
            schema.AddColumn(Weight, NumberDataViewType.Single);
        }

        return schema.ToSchema();
    }
}
