namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>The shape of boosted trees.</summary>
internal sealed record TreeOptions
{
    /// <summary>The trees of the earlier research: 15 leaves, at least 30 rows in each, rate 0.05.</summary>
    public static TreeOptions Earlier { get; } = new() { Trees = 200, Bins = 255, Leaves = 15, MinRows = 30, Rate = 0.05, Regularization = 0 };

    /// <summary>The number of trees; the most of them with <see cref="StopsEarly"/>.</summary>
    public required int Trees { get; init; }

    /// <summary>The most different values of a feature, up to 255.</summary>
    public required int Bins { get; init; }

    public required int Leaves { get; init; }

    /// <summary>The fewest examples of a leaf.</summary>
    public required int MinRows { get; init; }

    /// <summary>The part of a tree's estimate that is added.</summary>
    public required double Rate { get; init; }

    /// <summary>Draws leaves with few examples towards 0.</summary>
    public required double Regularization { get; init; }

    /// <summary>The share of the features that a tree may use, drawn for each.</summary>
    public double Features { get; init; } = 1;

    /// <summary>Sets every tenth example aside and stops after ten trees that do not make it more likely.</summary>
    public bool StopsEarly { get; init; }
}
