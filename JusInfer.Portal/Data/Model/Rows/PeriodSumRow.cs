namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over the calls of a team in one period (UTC).</summary>
internal abstract class PeriodSumRow : SummedRow
{
    public required TeamId TeamId { get; init; }

    /// <summary>The length of the period, a <see cref="SumPeriod"/>.</summary>
    public required int Period { get; init; }

    /// <summary>
    /// Whole hours from 1970-01-01T00:00Z to the start of the period. As an integer it is divided into days by the same expression on both
    /// databases.
    /// </summary>
    public required int Start { get; init; }
}
