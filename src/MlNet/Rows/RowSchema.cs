using Microsoft.ML;
using Microsoft.ML.Data;
using MLOpsFunctions.MlNet.Models;

namespace MLOpsFunctions.MlNet.Rows;

/// <summary>The columns for ML.NET, with the names that its trainers expect.</summary>
internal static class RowSchema
{
    public const string Label = "Label";

    public const string Features = "Features";

    public const string Weight = "Weight";

    /// <summary>
    /// Features with a label of the type that the trainers need. A class is a key by its own index, so that scores are
    /// in the order of the classes, not in the order in which they occur.
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
