namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over the calls of one end user in one day or month.</summary>
internal sealed class EndUserSumRow : PeriodSumRow
{
    /// <summary>Empty for the calls that named no end user.</summary>
    public required string EndUser { get; init; }
}
