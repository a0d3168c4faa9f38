namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>
/// Sums over the calls of one repository or label in one day or month. Calls that name none have no row, so that they cost nothing here.
/// </summary>
internal sealed class LabelSumRow : PeriodSumRow
{
    /// <summary>What <see cref="Name"/> is, a <see cref="LabelKind"/>.</summary>
    public required int Kind { get; init; }

    public required string Name { get; init; }
}
